"""The report of a week: how many questions were answered, and what was asked and not found."""

from collections.abc import Collection, Sequence
from datetime import date

from msgspec import Struct

from bot.servers.query_counts import TotalKind, WeeklyCount, WordsKind


class NamedCount(Struct, frozen=True):
    """Words, and how many people used them."""

    words: str
    people: int


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
    return tuple(_build_report(week, [count for count in counts if count.week == week]) for week in weeks)


def _build_report(week: date, counts: Sequence[WeeklyCount]) -> WeekReport:
    def get_total(kind: TotalKind) -> int:
        return sum(count.number for count in counts if count.kind == kind)

    def list_named(kind: WordsKind) -> tuple[NamedCount, ...]:
        found = [NamedCount(count.words, count.number) for count in counts if count.kind == kind]
        kept = [named for named in found if not _is_part(named, found)]
        return tuple(sorted(kept, key=lambda named: (-named.people, named.words)))

    return WeekReport(
        week,
        get_total("found"),
        get_total("weak"),
        get_total("nothing"),
        get_total("useful"),
        get_total("misread"),
        list_named("subject"),
        list_named("outlet"),
        list_named("misread-subject"),
        get_total("list") + get_total("empty-list"),
        get_total("empty-list"),
    )


def _is_part(named: NamedCount, others: Collection[NamedCount]) -> bool:
    """Tell whether as many people used a longer group that has these words, so that they tell nothing more."""
    return any(
        f" {named.words} " in f" {other.words} " and other.words != named.words and other.people >= named.people
        for other in others
    )
