"""What `/latest`, `/timeline`, `/topics` and `/outlets` show: lists of articles or names, and the sentences around.

The values are for every renderer; a list is whole here, and a renderer shows a page of it. A name or date that the
archive doesn't know is a `Listing` too: it says so, and offers the nearest.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.answers import dating
from bot.answers.answer import Remark
from bot.answers.desk import Desk
from bot.answers.evidence import find, matching
from bot.answers.offers import offers
from bot.answers.question import DateRange, Named, Question, understand
from bot.answers.searching import search
from bot.coverage.article import Article, Moment
from bot.coverage.timeline import Silence, Span, spans

DEFAULT_COUNT = 5
MOST_COUNT = 25
MOST_LISTED = 500
"""Articles of a timeline by words: the nearest; a timeline of all or of an outlet has no such bound."""

ListingKind = Literal["latest", "timeline", "source", "topics", "outlets"]


class Entry(Struct, frozen=True):
    """An article in a list. `also`: its copies. `period`: the day, month or year that it stands under in a timeline.

    `silence`: how long nothing was reported before it, where that is worth a word. `alone`: in an outlet's profile,
    that no other outlet has a piece like it.
    """

    article: Article
    also: tuple[Article, ...] = ()
    period: str = ""
    silence: Silence | None = None
    alone: bool = False


class Tally(Struct, frozen=True):
    """A topic or outlet in a list: its key, its name, how many articles, and its newest date."""

    key: str
    name: str
    count: int
    newest: Moment | None


class Limits(Struct, frozen=True):
    """What a list was limited to, as it was understood; enough to make it again.

    `topic` is a key; `outlet` too, or, where a name stands for several sites, that name.
    """

    topic: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""
    count: int = 0


class Listing(Struct, frozen=True):
    """A list and the sentences around it.

    `lead`: what it is and how much. `remarks`: how it was limited, and what to know. `known`: False where a name or
    date was not understood; then `entries` is empty and `suggestions` has what would work.
    """

    kind: ListingKind
    lead: Remark
    entries: tuple[Entry, ...] = ()
    tallies: tuple[Tally, ...] = ()
    remarks: tuple[Remark, ...] = ()
    suggestions: tuple[str, ...] = ()
    limits: Limits = Limits()
    as_of: Moment | None = None
    known: bool = True


def latest(desk: Desk, *, topic: str | None = None, outlet: str | None = None, count: int | None = None) -> Listing:
    """The newest articles, copies folded. `topic`, `outlet`: as a reader types them, or keys. `count`: 1 to 25."""
    chosen = _choose(desk, "latest", topic, outlet)
    if isinstance(chosen, Listing):
        return chosen
    limits, remarks, keys = chosen
    number = min(max(count or DEFAULT_COUNT, 1), MOST_COUNT)
    entries = _folded(_within(desk, keys, limits, desk.archive.articles), desk)[:number]
    lead = Remark("listing-latest", {"count": len(entries)}) if entries else Remark("listing-empty")
    return Listing(
        "latest", lead, entries, (), remarks, (), replace(limits, count=number), desk.archive.newest
    )  # fmt: skip


def timeline(
    desk: Desk,
    *,
    about: str | None = None,
    topic: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    now: datetime,
) -> Listing:
    """What was reported when, oldest first, by day, month or year; silences named. Dates in a reader's own words."""
    chosen = _choose(desk, "timeline", topic, outlet)
    if isinstance(chosen, Listing):
        return chosen
    limits, remarks, outlets = chosen
    days = _days(desk, since, until, now)
    if isinstance(days, Listing):
        return days
    limits = replace(limits, since=days.first, until=days.last)
    if days.first or days.last:
        remarks = (*remarks, _range(days))
    articles: Iterable[Article] = desk.archive.between(days.first, days.last)
    question = understand(about, desk.names, now=now) if about and about.strip() else None
    if question is not None:
        limits = replace(limits, about=question.text)
        remarks = (*remarks, Remark("listing-about", {"about": question.text}))
        near = _on(desk, question)
        articles = [article for article in articles if article.id in near]
    within = _within(desk, outlets, limits, articles)
    dated = spans(within, copies=desk.archive.copies)
    entries = tuple(_entries(dated))
    undated = sum(1 for article in within if article.published is None)
    if undated:
        remarks = (*remarks, Remark("listing-undated", {"count": undated}))
    archive = desk.archive
    if not entries and archive.oldest and archive.newest and not archive.between(days.first, days.last):
        remarks = (
            *remarks,
            Remark("answer-range-empty", {"oldest": archive.oldest.iso(), "newest": archive.newest.iso()}),
        )
    lead = _timeline_lead(entries)
    tries = () if entries or question is None else offers(question, (), desk)
    return Listing("timeline", lead, entries, (), remarks, tries, limits, desk.archive.newest)


def topics(desk: Desk) -> Listing:
    """Every topic, the largest first."""
    archive = desk.archive
    tallies = tuple(
        Tally(topic.key, topic.name, topic.count, _newest(archive.of_topic(topic.key)))
        for topic in archive.topics.values()
    )
    return Listing("topics", Remark("listing-topics", {"count": len(tallies)}), tallies=tallies, as_of=archive.newest)


def outlets(desk: Desk) -> Listing:
    """Every outlet, the largest first."""
    archive = desk.archive
    tallies = tuple(
        Tally(outlet.key, outlet.name, outlet.count, _newest(archive.of_outlet(outlet.key)))
        for outlet in archive.outlets.values()
    )
    return Listing("outlets", Remark("listing-outlets", {"count": len(tallies)}), tallies=tallies, as_of=archive.newest)


def unknown(kind: ListingKind, what: Literal["outlet", "topic"], named: Named, desk: Desk) -> Listing:
    """A name that the archive has not, with the nearest three."""
    if named.nearest:
        lead = Remark(f"listing-{what}-unknown", {"said": named.said, "nearest": ", ".join(named.nearest)})
    else:
        lead = Remark(f"listing-{what}-unknown-alone", {"said": named.said})
    return Listing(kind, lead, suggestions=named.nearest, as_of=desk.archive.newest, known=False)


def resolved(desk: Desk, outlet: str) -> Named:
    """The outlets that a reader's word for one means: a key as it stands, else by name."""
    if outlet in desk.archive.outlets:
        return Named(outlet, (outlet,), explicit=True)
    return desk.names.resolve_outlet(outlet)


def handle(desk: Desk, named: Named) -> str:
    """What names the same outlets again: the key of the only one, else the name that they share."""
    return named.keys[0] if len(named.keys) == 1 else desk.archive.outlets[named.keys[0]].name


def fold(articles: Iterable[Article], desk: Desk) -> list[tuple[Article, tuple[Article, ...]]]:
    """Articles in their order, each group of copies once, at its first."""
    shown: set[str] = set()
    folded: list[tuple[Article, tuple[Article, ...]]] = []
    for article in articles:
        if article.id not in shown:
            also = desk.archive.copies(article)
            shown.update((article.id, *(copy.id for copy in also)))
            folded.append((article, also))
    return folded


_Chosen = tuple[Limits, tuple[Remark, ...], frozenset[str]]


def _choose(desk: Desk, kind: ListingKind, topic: str | None, outlet: str | None) -> _Chosen | Listing:
    """The topic and outlets that were named, or what to say where the archive has them not."""
    limits, keys = Limits(), frozenset[str]()
    remarks: list[Remark] = []
    if outlet and outlet.strip():
        named = resolved(desk, outlet.strip())
        if not named.keys:
            return unknown(kind, "outlet", named, desk)
        keys = frozenset(named.keys)
        limits = replace(limits, outlet=handle(desk, named))
        names = dict.fromkeys(desk.archive.outlets[key].name for key in named.keys)
        remarks.append(Remark("answer-from", {"outlets": ", ".join(names)}))
    if topic and topic.strip():
        named = desk.names.resolve_topic(topic.strip())
        if not named.keys:
            return unknown(kind, "topic", named, desk)
        limits = replace(limits, topic=named.keys[0])
        remarks.append(Remark("answer-topic", {"topics": desk.archive.topics[named.keys[0]].name}))
    return limits, tuple(remarks), keys


def _days(desk: Desk, since: str | None, until: str | None, now: datetime) -> DateRange | Listing:
    read: dict[str, DateRange | None] = {"since": None, "until": None}
    for end, said in (("since", since), ("until", until)):
        if said and said.strip():
            read[end] = dating.read(said, now=now, days=desk.names.days)
            if read[end] is None:
                lead = Remark(f"listing-bad-{end}", {"said": said.strip()})
                tries = ("2020-06-11", "June 2020", "last month")
                return Listing("timeline", lead, suggestions=tries, as_of=desk.archive.newest, known=False)
    since_read, until_read = read["since"], read["until"]
    first = (since_read.first or since_read.last) if since_read else None
    last = (until_read.last or until_read.first) if until_read else None
    if first and last and first > last:
        first, last = last, first
    return DateRange(first, last, "")


def _range(days: DateRange) -> Remark:
    if days.first and days.last:
        if days.first == days.last:
            return Remark("answer-range-day", {"first": days.first.isoformat()})
        return Remark("answer-range", {"first": days.first.isoformat(), "last": days.last.isoformat()})
    if days.first:
        return Remark("answer-range-since", {"first": days.first.isoformat()})
    return Remark("answer-range-until", {"last": days.last.isoformat() if days.last else ""})


def _on(desk: Desk, question: Question) -> frozenset[str]:
    """The ids of the articles that are on a subject; empty where the archive has nothing on it."""
    found = search(question, desk, limit=MOST_LISTED)
    if not found.candidates or (found.terms and find(question, found, desk).verdict == "nothing"):
        return frozenset()
    return frozenset(candidate.article.id for candidate in matching(found))


def _within(desk: Desk, outlets: frozenset[str], limits: Limits, articles: Iterable[Article]) -> Sequence[Article]:
    on_topic = {article.id for article in desk.archive.of_topic(limits.topic)} if limits.topic else None
    return [
        article
        for article in articles
        if (not outlets or article.outlet in outlets) and (on_topic is None or article.id in on_topic)
    ]


def _folded(articles: Iterable[Article], desk: Desk) -> tuple[Entry, ...]:
    return tuple(Entry(article, also) for article, also in fold(articles, desk))


def _entries(dated: Iterable[Span]) -> Iterable[Entry]:
    for span in dated:
        if span.first == span.last:
            period = span.first.isoformat()
        elif span.first.month == span.last.month:
            period = span.first.isoformat()[:7]
        else:
            period = str(span.first.year)
        for place, entry in enumerate(span.entries):
            yield Entry(entry.article, entry.also, period, None if place else span.silence)


def _timeline_lead(entries: Sequence[Entry]) -> Remark:
    moments = [entry.article.published for entry in entries if entry.article.published]
    if not moments:
        return Remark("listing-empty")
    first, last = min(moments).day.isoformat(), max(moments).day.isoformat()
    if first == last:
        return Remark("listing-timeline-day", {"count": len(entries), "day": first})
    return Remark("listing-timeline", {"count": len(entries), "first": first, "last": last})


def _newest(articles: Iterable[Article]) -> Moment | None:
    return next((article.published for article in articles if article.published), None)
