"""The report of a week: how many questions were answered, and what was asked and not found."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.servers.query_counts import TotalKind, WeeklyCount, WordsKind

MAX_GROUPS = 4
"""Groups of words that are listed under a word."""

_COVERED = 0.8
"""A word is left out if at least this share of its people used it beside words that are listed already."""


class NamedCount(Struct, frozen=True, omit_defaults=True):
    """Words, and how many people used them.

    `before`: how many used them in the week before; None if nothing was counted then. `groups`: groups of words that
    contain them.
    """

    words: str
    people: int
    before: int | None = None
    groups: tuple["NamedCount", ...] = ()


class WeekReport(Struct, frozen=True):
    """A week, by its Monday.

    `found`, `weak`, `nothing`: answers by verdict. `lists`: lists and stories that were asked for; `empty_lists`: those
    without articles. `useful`, `misread`: how often each button was used. `subjects`: what was asked and not found;
    `outlets`: names that the archive does not have; `misread_subjects`: of questions whose answer was called wrong.
    Most people first.
    """

    week: date
    found: int = 0
    weak: int = 0
    nothing: int = 0
    useful: int = 0
    misread: int = 0
    subjects: tuple[NamedCount, ...] = ()
    outlets: tuple[NamedCount, ...] = ()
    misread_subjects: tuple[NamedCount, ...] = ()
    lists: int = 0
    empty_lists: int = 0

    @property
    def answers(self) -> int:
        """How many questions were answered in any way."""
        return self.found + self.weak + self.nothing


def build_reports(counts: Sequence[WeeklyCount]) -> tuple[WeekReport, ...]:
    """Return a report for each week that has counts, the newest first."""
    weeks = sorted({count.week for count in counts}, reverse=True)
    return tuple(_build_report(week, counts) for week in weeks)


def _build_report(week: date, counts: Sequence[WeeklyCount]) -> WeekReport:
    def get_total(kind: TotalKind) -> int:
        return sum(count.number for count in counts if count.kind == kind and count.week == week)

    def list_named(kind: WordsKind, apart_from: Sequence[NamedCount] = ()) -> tuple[NamedCount, ...]:
        people, before = (_read_people(kind, day, counts) for day in (week, week - timedelta(days=7)))
        was_counted = any(count.week == week - timedelta(days=7) for count in counts)
        named_counts = [
            NamedCount(words, number, before.get(words, 0) if was_counted else None) for words, number in people.items()
        ]
        phrases = _join([named for named in named_counts if not _is_part(named, named_counts)])
        return _group(phrases, apart_from)

    outlets = list_named("outlet")
    return WeekReport(
        week,
        get_total("found"),
        get_total("weak"),
        get_total("nothing"),
        get_total("useful"),
        get_total("misread"),
        list_named("subject", outlets),
        outlets,
        list_named("misread-subject"),
        get_total("list") + get_total("empty-list"),
        get_total("empty-list"),
    )


def _read_people(kind: WordsKind, week: date, counts: Sequence[WeeklyCount]) -> dict[str, int]:
    """Return how many people used which words in a week."""
    return {count.words: count.number for count in counts if count.kind == kind and count.week == week}


def _is_part(named: NamedCount, others: Collection[NamedCount]) -> bool:
    """Tell whether as many people used a longer group that has these words, so that they add nothing."""
    return any(
        f" {named.words} " in f" {other.words} " and other.words != named.words and other.people >= named.people
        for other in others
    )


def _join(counts: Sequence[NamedCount]) -> list[NamedCount]:
    """Join overlapping groups that equally many people used: they are parts of a phrase longer than a group can be."""
    phrases: list[NamedCount] = []
    for named in counts:
        for index, other in enumerate(phrases):
            if other.people == named.people and (phrase := _join_phrase(other.words, named.words)):
                phrases[index] = replace(other, words=phrase)
                break
        else:
            phrases.append(named)
    return phrases


def _join_phrase(first: str, second: str) -> str:
    """Join two groups that share at least two words into one phrase; return an empty text if they share fewer."""
    for begin, end in ((first.split(), second.split()), (second.split(), first.split())):
        for size in range(min(len(begin), len(end)) - 1, 1, -1):
            if begin[-size:] == end[:size]:
                return " ".join((*begin, *end[size:]))
    return ""


def _group(counts: Sequence[NamedCount], apart_from: Sequence[NamedCount]) -> tuple[NamedCount, ...]:
    """Put groups of words under the word, or shorter group, that most people used; most people first.

    `apart_from`: words that have a list of their own.
    """
    heads: list[NamedCount] = list(apart_from)
    groups: dict[str, list[NamedCount]] = {}
    for named in sorted(counts, key=lambda named: (-named.people, named.words)):
        head = next((head for head in heads if _belongs(named.words, head.words)), None)
        if head is not None:
            others = groups.setdefault(head.words, [])
            if not any(_overlap(named.words, other.words) for other in others) and named.words != head.words:
                others.append(named)
        elif _count_beside(named, heads, counts) < _COVERED * named.people:
            heads.append(named)
    return tuple(
        replace(head, groups=tuple(groups.get(head.words, ())[:MAX_GROUPS])) for head in heads[len(apart_from) :]
    )


def _belongs(words: str, head: str) -> bool:
    """Tell whether words contain the head, or one of the two is an acronym of the other."""
    parts, head_parts = words.split(), head.split()
    return set(head_parts) <= set(parts) or _is_acronym(words, head_parts) or _is_acronym(head, parts)


def _is_acronym(word: str, names: Sequence[str]) -> bool:
    return len(names) > 1 and word == "".join(name[0] for name in names)


def _overlap(words: str, others: str) -> bool:
    """Tell whether one group contains the other, so that one of them is enough."""
    first, second = set(words.split()), set(others.split())
    return first <= second or second <= first


def _count_beside(named: NamedCount, heads: Sequence[NamedCount], counts: Sequence[NamedCount]) -> int:
    """Count the people who used words beside one of the heads: "won" says nothing without "Eurovision"."""
    longer = [other for other in counts if set(named.words.split()) < set(other.words.split())]
    return sum(
        max((other.people for other in longer if _belongs(other.words, head.words)), default=0) for head in heads
    )
