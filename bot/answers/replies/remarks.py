"""Remarks: what a reply says besides its quotes, on how the question was understood and what a reader should know."""

from collections.abc import Iterable, Iterator, Sequence

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import fits_kind
from bot.answers.evidence.selection import ScoredPassage, SelectedEvidence
from bot.answers.query.question import DateRange, NamedEntity, Question
from bot.answers.retrieval.search import SearchResult
from bot.answers.retrieval.terms import Correction
from bot.coverage.article import Article

_MOST_NAMED = 8
"""Words that one remark names; the others are left out."""


def build_remarks(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> tuple[Remark, ...]:
    """Return how a question was understood, and what a reader should know besides the quotes."""
    return (
        *describe_interpretation(result.question, result.plan.corrections, desk),
        *_caveats(result, evidence, desk),
    )


def describe_interpretation(question: Question, corrections: Iterable[Correction], desk: Desk) -> Iterator[Remark]:
    """Yield how a question was understood: corrected words, dates, outlets, topics."""
    for correction in corrections:
        yield Remark("answer-spelled", {"typed": correction.said, "meant": correction.meant})
    if question.dates and question.dates_explicit:
        yield describe_dates(question.dates)
    if outlets := join_outlet_names([outlet for outlet in question.outlets if outlet.explicit], desk):
        yield Remark("answer-from", {"outlets": outlets})
    if outlets := join_outlet_names(question.excluded_outlets, desk):
        yield Remark("answer-not-from", {"outlets": outlets})
    topics = [desk.archive.topics[key].name for topic in question.topics if topic.explicit for key in topic.keys]
    if topics:
        yield Remark("answer-topic", {"topics": ", ".join(topics)})


def _caveats(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> Iterator[Remark]:
    """Yield what is missing, and that a date is the report's, not the event's."""
    if evidence.verdict == "weak":
        unknown = [term.word for term in result.terms if not term.stems]
        if words := list(dict.fromkeys((*evidence.missing, *unknown))):
            yield Remark("answer-missing", {"words": ", ".join(words[:_MOST_NAMED])})
    if result.question.kind == "when" and evidence.quotes and not _is_dated(evidence.quotes):
        first = _earliest([scored.passage.article for scored in evidence.quotes])
        if first is not None and first.published is not None:
            outlet = desk.archive.outlets[first.outlet].name
            yield Remark("answer-reported-on", {"date": first.published.iso(), "outlet": outlet})


def join_outlet_names(entities: Iterable[NamedEntity], desk: Desk) -> str:
    """Return the names of outlets, each once, joined by commas."""
    outlets = desk.archive.outlets
    names = [outlets[key].name for entity in entities for key in entity.keys if key in outlets]
    return ", ".join(dict.fromkeys(names))


def publication_timestamp(article: Article) -> float:
    """Return seconds since 1970, to order by; 0 without a date."""
    return article.published.at.timestamp() if article.published else 0.0


def describe_dates(dates: DateRange) -> Remark:
    """Say to which days something was limited."""
    first, last = dates.first, dates.last
    if first and last and first == last:
        return Remark("answer-range-day", {"first": first.isoformat()})
    if first and last:
        return Remark("answer-range", {"first": first.isoformat(), "last": last.isoformat()})
    if first:
        return Remark("answer-range-since", {"first": first.isoformat()})
    return Remark("answer-range-until", {"last": last.isoformat() if last else ""})


def _is_dated(quotes: Sequence[ScoredPassage]) -> bool:
    """Whether a quoted sentence dates the event: one that says about as much of the question as the best does."""
    return any(
        fits_kind(scored.passage, "when", frozenset()) and scored.said >= 0.8 * quotes[0].said for scored in quotes
    )


def _earliest(articles: Iterable[Article]) -> Article | None:
    dated = [article for article in articles if article.published is not None]
    return min(dated, key=publication_timestamp, default=None)
