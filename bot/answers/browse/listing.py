"""Lists of coverage: the topics and the outlets, and the values that every list is made of.

A listing holds the whole list; a renderer shows a page of it. If the archive doesn't know a name or date that was
asked for, the listing says so and offers the nearest (see `choices`).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from msgspec import Struct

from bot.answers.answer import Remark
from bot.answers.browse.chart import Chart
from bot.answers.desk.desk import Desk
from bot.answers.query.question import NamedEntity
from bot.coverage.article import Article, Moment
from bot.coverage.periods import Silence, Step
from bot.coverage.text import fold

ListingKind = Literal["latest", "timeline", "source", "topics", "outlets"]


class ListingEntry(Struct, frozen=True):
    """An article in a list. `also`: the other reports of the same event. `continues`: what its story told before.

    In a timeline: `period`, the label of the period (`step`) that the entry belongs to (`label_period`); `silence`: the
    notable time without reports before it, if any; `busy`: whether it is the first of a busy day. In an outlet's
    profile, `exclusive`: no other outlet has the story; `same_outlet`: how many more articles the outlet has on it.
    """

    article: Article
    also: tuple[Article, ...] = ()
    continues: Article | None = None
    period: str = ""
    step: Step = "day"
    silence: Silence | None = None
    busy: bool = False
    exclusive: bool = False
    same_outlet: int = 0


class NameCount(Struct, frozen=True):
    """A topic or outlet in a list: its key, its name, how many articles it has, and the date of the newest."""

    key: str
    name: str
    count: int
    newest: Moment | None


class ListingFilters(Struct, frozen=True):
    """What a list is limited to, as it was understood. The same filters build the same list again.

    `topic` is a key. `outlet` is a key, too, or a name that several outlets share (see `encode_outlet_filter`).
    """

    topic: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""
    count: int = 0
    step: Step | Literal[""] = ""


class ListingChoice(Struct, frozen=True):
    """Another list, which an empty list offers. `label`: what it is, in a few words."""

    label: Remark
    kind: ListingKind
    filters: ListingFilters


class UnknownName(NamedTuple):
    """An outlet or topic that a reader asked for, as it was typed, and that the archive doesn't have."""

    kind: Literal["outlet", "topic"]
    typed: str


class Listing(Struct, frozen=True):
    """A list and the sentences that go with it.

    `lead`: what the list is, and how much of it there is. `entries`: its articles; `counts`: its topics or outlets.
    `remarks`: how the list was limited, and what to know. `known`: False if a name or date was not understood; then
    the list is empty, and `unknown` has the names. If a list is empty, `suggestions` has questions that would work, and
    `choices` has lists that would. `chart`: the chart that goes with it.
    """

    kind: ListingKind
    lead: Remark
    entries: Sequence[ListingEntry] = ()
    counts: tuple[NameCount, ...] = ()
    remarks: tuple[Remark, ...] = ()
    suggestions: tuple[str, ...] = ()
    choices: tuple[ListingChoice, ...] = ()
    unknown: tuple[UnknownName, ...] = ()
    filters: ListingFilters = ListingFilters()
    chart: Chart | None = None
    as_of: Moment | None = None
    known: bool = True


def list_topics(desk: Desk, part: str = "") -> Listing:
    """List the topics whose name contains `part`, the largest first."""
    archive = desk.archive
    counts = tuple(
        NameCount(topic.key, topic.name, topic.count, _find_newest_date(archive.by_topic(topic.key)))
        for topic in archive.topics.values()
        if fold(part) in fold(topic.name)
    )
    return Listing("topics", _count_names("topics", counts, part, desk), counts=counts, as_of=archive.newest)


def list_outlets(desk: Desk, part: str = "") -> Listing:
    """List the outlets whose name or website contains `part`, the largest first."""
    archive = desk.archive
    counts = tuple(
        NameCount(outlet.key, outlet.name, outlet.count, _find_newest_date(archive.by_outlet(outlet.key)))
        for outlet in archive.outlets.values()
        if fold(part) in fold(outlet.name) or part.strip().casefold() in outlet.key
    )
    return Listing("outlets", _count_names("outlets", counts, part, desk), counts=counts, as_of=archive.newest)


def _count_names(kind: Literal["outlets", "topics"], counts: Sequence[NameCount], part: str, desk: Desk) -> Remark:
    if not len(desk.archive):
        return Remark("answer-empty-archive")
    if part.strip():
        return Remark(f"listing-{kind}-part", {"count": len(counts), "part": part.strip()})
    return Remark(f"listing-{kind}", {"count": len(counts)})


def resolve_outlets(desk: Desk, outlet: str) -> NamedEntity:
    """Find the outlets that a reader means. `outlet`: a key, any name that the archive resolves, or its beginning."""
    if outlet in desk.archive.outlets:
        return NamedEntity(outlet, (outlet,), explicit=True)
    if keys := desk.names.find_outlet_keys(outlet):
        return NamedEntity(outlet, keys, explicit=True)
    return desk.names.complete_outlet(outlet)


def resolve_topic(desk: Desk, topic: str) -> NamedEntity:
    """Find the topic that a reader means. `topic`: a key, any name that the archive resolves, or its beginning."""
    if topic in desk.archive.topics:
        return NamedEntity(topic, (topic,), explicit=True)
    return desk.names.complete_topic(topic)


def encode_outlet_filter(desk: Desk, entity: NamedEntity) -> str:
    """Return the text that `resolve_outlets` resolves to the same outlets: the only one's key, or their common name."""
    return entity.keys[0] if len(entity.keys) == 1 else desk.archive.outlets[entity.keys[0]].name


def _find_newest_date(articles: Iterable[Article]) -> Moment | None:
    return next((article.published for article in articles if article.published), None)
