"""Remarks: what a reply says besides its quotes: how the question was understood, and what a reader should know."""

from collections.abc import Iterable, Iterator, Sequence

from bot.answers.analysis.stemming import stem_surface
from bot.answers.analysis.tokens import split_words
from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.scoring import ScoredPassage
from bot.answers.evidence.selection import SelectedEvidence
from bot.answers.evidence.values import DATE
from bot.answers.query.question import DateRange, NamedEntity, Question
from bot.answers.retrieval.search import SearchResult
from bot.answers.retrieval.terms import Correction
from bot.coverage.article import Article
from bot.coverage.dates import get_publication_timestamp

_MAX_NAMED = 8
"""Words that a remark names. Further ones are left out."""

_DATED_SHARE = 0.8
"""The share of the best quote's coverage that a quote needs for its date to be the event's."""


def build_remarks(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> tuple[Remark, ...]:
    """Say how a question was understood, and what a reader should know besides the quotes."""
    return (
        *describe_interpretation(result.question, result.plan.corrections, desk),
        *_list_caveats(result, evidence, desk),
    )


def describe_interpretation(question: Question, corrections: Iterable[Correction], desk: Desk) -> Iterator[Remark]:
    """Say how a question was understood: corrected words, dates, outlets, topics."""
    for correction in corrections:
        yield Remark("answer-spelled", {"typed": correction.typed, "meant": correction.replacement})
    if question.dates and question.dates_explicit:
        yield describe_dates(question.dates)
    if outlets := join_outlet_names([outlet for outlet in question.outlets if outlet.explicit], desk):
        yield Remark("answer-from", {"outlets": outlets})
    if outlets := join_outlet_names(question.excluded_outlets, desk):
        yield Remark("answer-not-from", {"outlets": outlets})
    if question.excluded_words:
        yield Remark("answer-without-words", {"words": ", ".join(question.excluded_words[:_MAX_NAMED])})
    topics = [desk.archive.topics[key].name for topic in question.topics if topic.explicit for key in topic.keys]
    if topics:
        yield Remark("answer-topic", {"topics": ", ".join(topics)})


def describe_dates(dates: DateRange) -> Remark:
    """Say to which days a question or a list is limited."""
    first, last = dates.first, dates.last
    if first and last and first == last:
        return Remark("answer-range-day", {"first": first.isoformat()})
    if first and last:
        return Remark("answer-range", {"first": first.isoformat(), "last": last.isoformat()})
    if first:
        return Remark("answer-range-since", {"first": first.isoformat()})
    return Remark("answer-range-until", {"last": last.isoformat() if last else ""})


def join_outlet_names(entities: Iterable[NamedEntity], desk: Desk) -> str:
    """Return the names of outlets, each once, joined by commas."""
    outlets = desk.archive.outlets
    names = [outlets[key].name for entity in entities for key in entity.keys if key in outlets]
    return ", ".join(dict.fromkeys(names))


def _list_caveats(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> Iterator[Remark]:
    """Say which words are missing, and which date is only that of a report."""
    if result.question.kind == "compare" and evidence.quotes:
        quoted = {quote.passage.article.outlet for quote in evidence.quotes}
        compared = [outlet for outlet in result.question.outlets if outlet.explicit and outlet.keys]
        silent = [outlet for outlet in compared if quoted.isdisjoint(outlet.keys)]
        if names := join_outlet_names(silent, desk):
            yield Remark("answer-outlet-none", {"outlets": names})
    if evidence.verdict == "weak":
        unknown = [term.word for term in result.terms if not term.stems]
        articles = {quote.passage.article.id: quote.passage.article for quote in evidence.quotes}
        words = [word for word in (*evidence.missing_names, *unknown) if not _is_mentioned(word, articles.values())]
        if words := list(dict.fromkeys(words))[:_MAX_NAMED]:
            yield Remark("answer-missing", {"words": ", ".join(words), "count": len(articles)})
    if (
        result.question.kind == "when"
        and evidence.verdict == "found"
        and evidence.quotes
        and not _has_event_date(evidence.quotes)
    ):
        earliest = _find_earliest([scored.passage.article for scored in evidence.quotes])
        if earliest is not None and earliest.published is not None:
            outlet = desk.archive.outlets[earliest.outlet].name
            yield Remark("answer-reported-on", {"date": earliest.published.iso(), "outlet": outlet})


def _is_mentioned(word: str, articles: Iterable[Article]) -> bool:
    """Tell whether one of the articles has a word, in any of its forms."""
    stemmed = stem_surface(word)
    return any(
        stem_surface(surface) == stemmed
        for article in articles
        for surface in split_words(f"{article.title} {article.excerpt}")
    )


def _has_event_date(quotes: Sequence[ScoredPassage]) -> bool:
    """Tell whether a quote dates the event: it has a date, and covers about as much of the question as the best."""
    lowest = _DATED_SHARE * quotes[0].assessment.coverage
    return any(DATE.is_in(quote.passage.text) and quote.assessment.coverage >= lowest for quote in quotes)


def _find_earliest(articles: Iterable[Article]) -> Article | None:
    dated = [article for article in articles if article.published is not None]
    return min(dated, key=get_publication_timestamp, default=None)
