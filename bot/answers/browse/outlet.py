"""An outlet's profile: how much it reported, since when, on what, which articles are exclusive, and the newest."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.browse.chart import Chart, build_chart
from bot.answers.browse.choices import offer_wider, report_unknown_name
from bot.answers.browse.continuations import find_part
from bot.answers.browse.listing import (
    Listing,
    ListingEntry,
    ListingFilters,
    encode_outlet_filter,
    resolve_outlets,
)
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import select_evidence, select_on_subject
from bot.answers.query.question import NamedEntity, Question, parse_question
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.search import search
from bot.coverage.article import Article
from bot.coverage.columns.sequences import LazySequence
from bot.coverage.dates import get_publication_timestamp
from bot.coverage.periods import split_periods

MAX_COMPARED = 100
"""The newest articles of an outlet; only of these it is said whether they are exclusive."""

_MAX_TOPICS = 5
_MAX_NAMES = 5


class OutletEntries(LazySequence[ListingEntry]):
    """The entries of an outlet's profile: each story once, by the outlet's newest article on it."""

    def __init__(self, desk: Desk, articles: Iterable[Article], exclusive: Collection[str] = ()) -> None:
        """`articles`: of the outlet, newest first. `exclusive`: ids of those whose story no other outlet has."""
        self._desk = desk
        self._exclusive = exclusive
        stories: dict[int, list[Article]] = {}
        for article in articles:
            place = desk.archive.place(article.id)
            if place is not None:
                stories.setdefault(desk.stories.number_at(place), []).append(article)
        self._stories = list(stories.values())

    def __len__(self) -> int:
        return len(self._stories)

    def _item(self, index: int) -> ListingEntry:
        newest, *own = self._stories[index]
        own_ids = {article.id for article in own}
        reports = (*self._desk.stories.others(newest), *self._desk.archive.copies(newest))
        others = {article.id: article for article in reports if article.id not in own_ids}
        return ListingEntry(
            newest,
            tuple(others.values()),
            find_part(newest, self._desk).continues,
            exclusive=newest.id in self._exclusive,
            same_outlet=len(own),
        )


def build_profile(desk: Desk, *, outlet: str, about: str | None = None, now: datetime) -> Listing:
    """List what an outlet reported, newest first; with `about`, only what it reported on that.

    `outlet`: a name or a key.
    """
    entity, about = resolve_outlets(desk, outlet.strip()), (about or "").strip()
    if not entity.keys:
        return report_unknown_name("source", "outlet", entity, ListingFilters(about=about), desk)
    if about:
        listing = _list_about(desk, entity, parse_question(about, desk.names, now=now))
        return offer_wider(listing, lambda _: _list_all(desk, entity), desk)
    return _list_all(desk, entity)


def _list_all(desk: Desk, entity: NamedEntity) -> Listing:
    """List what an outlet reported."""
    articles = [article for key in entity.keys for article in desk.archive.by_outlet(key)]
    articles.sort(key=get_publication_timestamp, reverse=True)
    exclusive = _find_exclusive(desk, articles[:MAX_COMPARED], frozenset(entity.keys))
    compared = min(len(articles), MAX_COMPARED)
    return Listing(
        "source",
        Remark("listing-source", {"outlet": _name(desk, entity), "count": len(articles)}),
        OutletEntries(desk, articles, exclusive),
        remarks=(
            *_describe(desk, entity, articles),
            Remark("listing-source-alone", {"count": len(exclusive), "of": compared}),
        ),
        filters=ListingFilters(outlet=encode_outlet_filter(desk, entity)),
        chart=_build_chart(desk, entity),
        as_of=desk.archive.newest,
    )


def _list_about(desk: Desk, entity: NamedEntity, question: Question) -> Listing:
    """List what an outlet reported on the subject of a question."""
    result = search(
        replace(question, outlets=(entity,), excluded_outlets=()),
        desk,
        limit=MAX_COMPARED,
    )
    has_articles = bool(result.candidates) and not (result.terms and select_evidence(result, desk).verdict == "nothing")
    articles = [candidate.article for candidate in select_on_subject(result)] if has_articles else []
    articles.sort(key=get_publication_timestamp, reverse=True)
    suggestions = () if articles else suggest_questions(question, result.candidates, desk)
    if articles:
        lead = Remark("listing-source-about", {"outlet": _name(desk, entity), "count": len(articles)})
    else:
        lead = Remark("listing-source-none", {"outlet": _name(desk, entity)})
    return Listing(
        "source",
        lead,
        OutletEntries(desk, articles),
        remarks=(Remark("listing-about", {"about": question.text}),),
        suggestions=suggestions,
        filters=ListingFilters(outlet=encode_outlet_filter(desk, entity), about=question.text),
        as_of=desk.archive.newest,
    )


def _name(desk: Desk, entity: NamedEntity) -> str:
    return desk.archive.outlets[entity.keys[0]].name


def _build_chart(desk: Desk, entity: NamedEntity) -> Chart | None:
    """Chart what an outlet reported, its share of the archive over the same time, and its silences."""
    archive = desk.archive
    places = sorted((place for key in entity.keys for place in archive.by_outlet(key).places), reverse=True)
    days = [day for place in places if (day := archive.day_of(place)) is not None]
    if not days:
        return None
    archive_places = archive.between(days[0], days[-1]).places
    archive_days = [day for place in archive_places if (day := archive.day_of(place)) is not None]
    return build_chart(days, periods=split_periods(days), archive_days=archive_days)


def _describe(desk: Desk, entity: NamedEntity, articles: Sequence[Article]) -> list[Remark]:
    """Describe an outlet: its first and last day, its topics, its other names, its sites."""
    remarks: list[Remark] = []
    dates = [article.published for article in articles if article.published]
    if dates:
        first, last = min(dates).day.isoformat(), max(dates).day.isoformat()
        span = Remark("listing-source-span", {"first": first, "last": last})
        remarks.append(Remark("listing-source-day", {"day": first}) if first == last else span)
    topic_counts = Counter(topic for article in articles for topic in article.topics)
    if topic_counts:
        topics = ", ".join(
            f"{desk.archive.topics[topic].name} ({count})" for topic, count in topic_counts.most_common(_MAX_TOPICS)
        )
        more = max(0, len(topic_counts) - _MAX_TOPICS)
        remarks.append(Remark("listing-source-topics", {"topics": topics, "more": more}))
    other_names = dict.fromkeys(name for key in entity.keys for name in desk.archive.outlets[key].names)
    other_names.pop(_name(desk, entity), None)
    if other_names:
        names, more = ", ".join(list(other_names)[:_MAX_NAMES]), max(0, len(other_names) - _MAX_NAMES)
        remarks.append(Remark("listing-source-names", {"names": names, "more": more}))
    if len(entity.keys) > 1:
        remarks.append(Remark("listing-source-sites", {"sites": ", ".join(entity.keys)}))
    return remarks


def _find_exclusive(desk: Desk, articles: Sequence[Article], own_keys: frozenset[str]) -> frozenset[str]:
    """Return the ids of dated articles whose story no other outlet has. `own_keys`: the keys of this outlet."""
    exclusive: set[str] = set()
    for article in articles:
        others = (*desk.archive.copies(article), *desk.stories.others(article))
        if article.published is not None and all(other.outlet in own_keys for other in others):
            exclusive.add(article.id)
    return frozenset(exclusive)
