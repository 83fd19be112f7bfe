"""What a reply says beside its quotes: how the question was understood, and what a reader should know."""

from collections.abc import Iterable, Sequence

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import fits_kind
from bot.answers.evidence.selection import ScoredPassage, SelectedEvidence
from bot.answers.query.question import NamedEntity, Question
from bot.answers.retrieval.search import SearchResult
from bot.coverage.article import Article

_MOST_NAMED = 8
"""Words that one sentence names; the others are left out."""


def describe_reading(question: Question, found: SearchResult | None, desk: Desk) -> Iterable[Remark]:
    """How the question was read: corrected words, dates, outlets, topics."""
    for correction in found.corrections if found else ():
        yield Remark("answer-spelled", {"typed": correction.said, "meant": correction.meant})
    if question.dates and question.dates_explicit:
        yield _range(question)
    if outlets := names_of([one for one in question.outlets if one.explicit], desk):
        yield Remark("answer-from", {"outlets": outlets})
    if outlets := names_of(question.excluded_outlets, desk):
        yield Remark("answer-not-from", {"outlets": outlets})
    topics = [desk.archive.topics[key].name for one in question.topics if one.explicit for key in one.keys]
    if topics:
        yield Remark("answer-topic", {"topics": ", ".join(topics)})


def caveats(question: Question, found: SearchResult, finding: SelectedEvidence, desk: Desk) -> Iterable[Remark]:
    """What a reader should know beside the quotes: what is missing; that a date is the report's, not the event's."""
    if finding.verdict == "weak":
        unknown = [term.word for term in found.terms if not term.stems]
        if words := list(dict.fromkeys((*finding.missing, *unknown))):
            yield Remark("answer-missing", {"words": ", ".join(words[:_MOST_NAMED])})
    if question.kind == "when" and finding.quotes and not _dated(finding.quotes):
        first = _earliest([one.passage.article for one in finding.quotes])
        if first is not None and first.published is not None:
            outlet = desk.archive.outlets[first.outlet].name
            yield Remark("answer-reported-on", {"date": first.published.iso(), "outlet": outlet})


def names_of(named: Iterable[NamedEntity], desk: Desk) -> str:
    """The outlets' names, each once."""
    names = [desk.archive.outlets[key].name for one in named for key in one.keys if key in desk.archive.outlets]
    return ", ".join(dict.fromkeys(names))


def _range(question: Question) -> Remark:
    first, last = (question.dates.first, question.dates.last) if question.dates else (None, None)
    if first and last and first == last:
        return Remark("answer-range-day", {"first": first.isoformat()})
    if first and last:
        return Remark("answer-range", {"first": first.isoformat(), "last": last.isoformat()})
    if first:
        return Remark("answer-range-since", {"first": first.isoformat()})
    return Remark("answer-range-until", {"last": last.isoformat() if last else ""})


def _dated(quotes: Sequence[ScoredPassage]) -> bool:
    """Whether a quoted sentence dates the event: one that says about as much of the question as the best does."""
    return any(fits_kind(one.passage, "when", frozenset()) and one.said >= 0.8 * quotes[0].said for one in quotes)


def _earliest(articles: Iterable[Article]) -> Article | None:
    dated = [article for article in articles if article.published is not None]
    return min(dated, key=published_at, default=None)


def published_at(article: Article) -> float:
    """Seconds since 1970, to order by; 0 without a date."""
    return article.published.at.timestamp() if article.published else 0.0
