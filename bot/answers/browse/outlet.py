"""An outlet's profile: how much it reported, since when, on what, what it alone had, and its newest."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace
from rapidfuzz import fuzz, process

from bot.answers.answer import Remark
from bot.answers.browse.chart import Chart, build_chart
from bot.answers.browse.listing import (
    Listing,
    ListingEntry,
    ListingFilters,
    fold_copies,
    outlet_handle,
    resolve_outlets,
    unknown_name,
)
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import candidates_on_subject, select_evidence
from bot.answers.query.question import NamedEntity, parse_question
from bot.answers.retrieval.search import search
from bot.coverage.article import Article
from bot.coverage.periods import split_periods
from bot.coverage.text import fold as folded

MOST_COMPARED = 100
"""The newest articles of an outlet that are compared with the others' for what it alone had."""

_NEAR = timedelta(days=3)
_ALIKE = 60
"""rapidfuzz `token_set_ratio` of two headlines from which they may be on one thing; rather too few are called alone."""

_TOPICS = 5
_NAMES = 5


def build_profile(desk: Desk, *, outlet: str, about: str | None = None, now: datetime) -> Listing:
    """What an outlet reported, newest first; with `about`, only what it has on that. `outlet`: a name or a key."""
    named = resolve_outlets(desk, outlet.strip())
    if not named.keys:
        return unknown_name("source", "outlet", named, desk)
    articles = _articles(desk, named)
    limits = ListingFilters(outlet=outlet_handle(desk, named))
    name = desk.archive.outlets[named.keys[0]].name
    remarks = list(_facts(desk, named, articles))
    if about and about.strip():
        question = parse_question(about, desk.names, now=now)
        limits = ListingFilters(outlet=outlet_handle(desk, named), about=question.text)
        here = replace(question, outlets=(named,), excluded_outlets=())
        found = search(here, desk, limit=MOST_COMPARED)
        nothing = not found.candidates or (bool(found.terms) and select_evidence(found, desk).verdict == "nothing")
        articles = [] if nothing else [candidate.article for candidate in candidates_on_subject(found)]
        articles.sort(key=_when, reverse=True)
        remarks = [Remark("listing-about", {"about": question.text})]
        lead = Remark("listing-source-about", {"outlet": name, "count": len(articles)})
        if not articles:
            lead = Remark("listing-source-none", {"outlet": name})
        entries = tuple(ListingEntry(article, also) for article, also in fold_copies(articles, desk))
        return Listing("source", lead, entries, remarks=tuple(remarks), limits=limits, as_of=desk.archive.newest)
    alone = _alone(desk, articles[:MOST_COMPARED], frozenset(named.keys))
    compared = min(len(articles), MOST_COMPARED)
    remarks.append(Remark("listing-source-alone", {"count": len(alone), "of": compared}))
    entries = tuple(
        ListingEntry(article, also, alone=article.id in alone) for article, also in fold_copies(articles, desk)
    )
    lead = Remark("listing-source", {"outlet": name, "count": len(articles)})
    return Listing(
        "source",
        lead,
        entries,
        remarks=tuple(remarks),
        limits=limits,
        chart=_chart(desk, named),
        as_of=desk.archive.newest,
    )


def _chart(desk: Desk, named: NamedEntity) -> Chart | None:
    """How much the outlet reported, of all that the archive has of the same time, and where it was silent."""
    archive = desk.archive
    places = sorted((place for key in named.keys for place in archive.by_outlet(key).places), reverse=True)
    days = [day for place in places if (day := archive.day_of(place)) is not None]
    if not days:
        return None
    within = archive.between(days[0], days[-1]).places
    beside = [day for place in within if (day := archive.day_of(place)) is not None]
    return build_chart(days, periods=split_periods(days), beside=beside)


def _articles(desk: Desk, named: NamedEntity) -> list[Article]:
    articles = [article for key in named.keys for article in desk.archive.by_outlet(key)]
    return sorted(articles, key=_when, reverse=True)


def _when(article: Article) -> float:
    return article.published.at.timestamp() if article.published else float("-inf")


def _facts(desk: Desk, named: NamedEntity, articles: Sequence[Article]) -> list[Remark]:
    facts: list[Remark] = []
    dated = [article.published for article in articles if article.published]
    if dated:
        first, last = min(dated).day.isoformat(), max(dated).day.isoformat()
        span = Remark("listing-source-span", {"first": first, "last": last})
        facts.append(Remark("listing-source-day", {"day": first}) if first == last else span)
    counts = Counter(topic for article in articles for topic in article.topics)
    if counts:
        names = ", ".join(
            f"{desk.archive.topics[topic].name} ({count})" for topic, count in counts.most_common(_TOPICS)
        )
        facts.append(Remark("listing-source-topics", {"topics": names, "more": max(0, len(counts) - _TOPICS)}))
    shown = desk.archive.outlets[named.keys[0]].name
    others = dict.fromkeys(name for key in named.keys for name in desk.archive.outlets[key].names if name != shown)
    if others:
        names, more = ", ".join(list(others)[:_NAMES]), max(0, len(others) - _NAMES)
        facts.append(Remark("listing-source-names", {"names": names, "more": more}))
    if len(named.keys) > 1:
        facts.append(Remark("listing-source-sites", {"sites": ", ".join(named.keys)}))
    return facts


def _alone(desk: Desk, articles: Sequence[Article], own: frozenset[str]) -> frozenset[str]:
    """Those that no other outlet has a piece like: no copy, and no similar headline within three days."""
    alone: set[str] = set()
    for article in articles:
        if article.published is None or any(copy.outlet not in own for copy in desk.archive.copies(article)):
            continue
        day = article.published.day
        others = [
            folded(other.title)
            for other in desk.archive.between(day - _NEAR, day + _NEAR)
            if other.outlet not in own and other.title
        ]
        best = process.extractOne(folded(article.title), others, scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE)
        if best is None:
            alone.add(article.id)
    return frozenset(alone)
