"""What `/latest`, `/topics` and `/outlets` show: lists of articles or names, and the sentences around.

The values are for every renderer; a list is whole here, and a renderer shows a page of it. A name or date that the
archive doesn't know is a `Listing` too: it says so, and offers the nearest.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.chart import Chart
from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters
from bot.answers.query.question import NamedEntity
from bot.coverage.article import Article, Moment
from bot.coverage.periods import Silence, Step

DEFAULT_COUNT = 5
MOST_COUNT = 25
ListingKind = Literal["latest", "timeline", "source", "topics", "outlets"]


class ListingEntry(Struct, frozen=True):
    """An article in a list. `also`: the others that tell of the same event. `period`: the day, week, month or year
    (`step`) that it stands under in a timeline, by its first day.

    `silence`: how long nothing was reported before it, where that is worth a word. `busy`: it is the first of a day
    with far more reports than those around it. `alone`: in an outlet's profile, that no other outlet has a piece like
    it.
    """

    article: Article
    also: tuple[Article, ...] = ()
    period: str = ""
    step: Step = "day"
    silence: Silence | None = None
    busy: bool = False
    alone: bool = False


class NameCount(Struct, frozen=True):
    """A topic or outlet in a list: its key, its name, how many articles, and its newest date."""

    key: str
    name: str
    count: int
    newest: Moment | None


class ListingFilters(Struct, frozen=True):
    """What a list was limited to, as it was understood; enough to make it again.

    `topic` is a key; `outlet` too, or, where a name stands for several sites, that name.
    """

    topic: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""
    count: int = 0
    by: Step | Literal[""] = ""


class Listing(Struct, frozen=True):
    """A list and the sentences around it.

    `lead`: what it is and how much. `remarks`: how it was limited, and what to know. `known`: False where a name or
    date was not understood; then `entries` is empty and `suggestions` has what would work. `chart`: a picture of it.
    """

    kind: ListingKind
    lead: Remark
    entries: Sequence[ListingEntry] = ()
    tallies: tuple[NameCount, ...] = ()
    remarks: tuple[Remark, ...] = ()
    suggestions: tuple[str, ...] = ()
    limits: ListingFilters = ListingFilters()
    chart: Chart | None = None
    as_of: Moment | None = None
    known: bool = True


def list_latest(
    desk: Desk, *, topic: str | None = None, outlet: str | None = None, count: int | None = None
) -> Listing:
    """The newest stories, each at its newest article that is within the limits. `topic`, `outlet`: as a reader types
    them, or keys. `count`: 1 to 25."""
    limited = choose_filters(desk, "latest", topic, outlet)
    if isinstance(limited, Listing):
        return limited
    limits, remarks, keys = limited
    number = min(max(count or DEFAULT_COUNT, 1), MOST_COUNT)
    filters = Filters(outlets=keys or None, topics=frozenset({limits.topic}) if limits.topic else None)
    newest: dict[int, int] = {}
    for place in desk.index.iterate_newest(filters):
        newest.setdefault(desk.stories.number_at(place), place)
        if len(newest) == number:
            break
    articles = (desk.archive.articles[place] for place in newest.values())
    entries = tuple(ListingEntry(article, desk.stories.others(article)) for article in articles)
    lead = Remark("listing-latest", {"count": len(entries)}) if entries else Remark("listing-empty")
    return Listing(
        "latest", lead, entries, (), remarks, (), replace(limits, count=number), as_of=desk.archive.newest
    )  # fmt: skip


def list_topics(desk: Desk) -> Listing:
    """Every topic, the largest first."""
    archive = desk.archive
    tallies = tuple(
        NameCount(topic.key, topic.name, topic.count, _newest(archive.by_topic(topic.key)))
        for topic in archive.topics.values()
    )
    return Listing("topics", Remark("listing-topics", {"count": len(tallies)}), tallies=tallies, as_of=archive.newest)


def list_outlets(desk: Desk) -> Listing:
    """Every outlet, the largest first."""
    archive = desk.archive
    tallies = tuple(
        NameCount(outlet.key, outlet.name, outlet.count, _newest(archive.by_outlet(outlet.key)))
        for outlet in archive.outlets.values()
    )
    return Listing("outlets", Remark("listing-outlets", {"count": len(tallies)}), tallies=tallies, as_of=archive.newest)


def unknown_name(kind: ListingKind, what: Literal["outlet", "topic"], named: NamedEntity, desk: Desk) -> Listing:
    """A name that the archive has not, with the nearest three."""
    if named.nearest:
        lead = Remark(f"listing-{what}-unknown", {"said": named.typed, "nearest": ", ".join(named.nearest)})
    else:
        lead = Remark(f"listing-{what}-unknown-alone", {"said": named.typed})
    return Listing(kind, lead, suggestions=named.nearest, as_of=desk.archive.newest, known=False)


def resolve_outlets(desk: Desk, outlet: str) -> NamedEntity:
    """The outlets that a reader's word for one means: a key as it stands, else by name."""
    if outlet in desk.archive.outlets:
        return NamedEntity(outlet, (outlet,), explicit=True)
    return desk.names.resolve_outlet(outlet)


def outlet_handle(desk: Desk, named: NamedEntity) -> str:
    """What names the same outlets again: the key of the only one, else the name that they share."""
    return named.keys[0] if len(named.keys) == 1 else desk.archive.outlets[named.keys[0]].name


def fold_copies(articles: Iterable[Article], desk: Desk) -> list[tuple[Article, tuple[Article, ...]]]:
    """Articles in their order, each group of copies once, at its first."""
    shown: set[str] = set()
    folded: list[tuple[Article, tuple[Article, ...]]] = []
    for article in articles:
        if article.id not in shown:
            also = desk.archive.copies(article)
            shown.update((article.id, *(copy.id for copy in also)))
            folded.append((article, also))
    return folded


_Chosen = tuple[ListingFilters, tuple[Remark, ...], frozenset[str]]


def choose_filters(desk: Desk, kind: ListingKind, topic: str | None, outlet: str | None) -> _Chosen | Listing:
    """The limits, remarks and outlet keys of the topic and outlet that were named, or what to say where the archive has
    them not."""
    limits, keys = ListingFilters(), frozenset[str]()
    remarks: list[Remark] = []
    if outlet and outlet.strip():
        named = resolve_outlets(desk, outlet.strip())
        if not named.keys:
            return unknown_name(kind, "outlet", named, desk)
        keys = frozenset(named.keys)
        limits = replace(limits, outlet=outlet_handle(desk, named))
        names = dict.fromkeys(desk.archive.outlets[key].name for key in named.keys)
        remarks.append(Remark("answer-from", {"outlets": ", ".join(names)}))
    if topic and topic.strip():
        named = desk.names.resolve_topic(topic.strip())
        if not named.keys:
            return unknown_name(kind, "topic", named, desk)
        limits = replace(limits, topic=named.keys[0])
        remarks.append(Remark("answer-topic", {"topics": desk.archive.topics[named.keys[0]].name}))
    return limits, tuple(remarks), keys


def _newest(articles: Iterable[Article]) -> Moment | None:
    return next((article.published for article in articles if article.published), None)
