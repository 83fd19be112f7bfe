"""Replies that count or list the articles on a subject."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.diversity import MAX_QUOTES
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.selection import SelectedEvidence, select_on_subject
from bot.answers.replies.remarks import build_remarks
from bot.answers.replies.reply import Reply
from bot.answers.retrieval.search import Candidate, SearchResult
from bot.coverage.dates import get_publication_timestamp

_MAX_NAMED = 8
"""Outlets that a sentence names; the others are counted."""

_MORE_SHARE = 0.6
"""The share of the best article's coverage that an article needs to be shown on "more"."""


def is_list(result: SearchResult, evidence: SelectedEvidence) -> bool:
    """Tell whether the reply to a question is a count or a list."""
    if result.terms and evidence.verdict == "nothing":
        return False
    return (not result.terms or result.question.asks_for_list or result.question.counts_articles) and bool(
        select_on_subject(result)
    )


def list_articles(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> Reply:
    """Count or list the articles on the subject of a question."""
    question = result.question
    on_subject = _filter_by_subject(result)
    count = len(on_subject) if result.terms else result.total
    if question.counts_articles:
        lead = Remark("answer-count", {"count": count})
    elif question.kind == "outlets":
        lead = _name_outlets(on_subject, desk)
    elif question.kind in ("latest", "oldest"):
        lead = Remark(f"answer-{question.kind}", {"count": count})
    else:
        lead = Remark("answer-list" if result.terms else "answer-all", {"count": count})
    is_found = not result.terms or evidence.verdict == "found"
    quotable = [candidate for candidate in on_subject if candidate.article.url is not None and candidate.article.title]
    if question.kind == "compare":
        quotable = _take_turns(quotable)
    return Reply(
        lead,
        question,
        "found" if is_found else "weak",
        evidence.confidence if result.terms else 1.0,
        passages=_build_headline_passages(quotable[:MAX_QUOTES]),
        candidates=(on_subject, result.candidates),
        remarks=build_remarks(result, evidence, desk),
        suggests=not is_found,
    )


def order_for_more(result: SearchResult) -> tuple[Candidate, ...]:
    """Return the candidates that "more" shows, in order."""
    if result.question.may_count or not result.terms:
        return _filter_by_subject(result)
    lowest = _MORE_SHARE * max((candidate.coverage for candidate in result.candidates[:10]), default=0.0)
    return tuple(candidate for candidate in result.candidates if candidate.coverage >= lowest > 0)


def _filter_by_subject(result: SearchResult) -> tuple[Candidate, ...]:
    """Return the candidates on the subject; for "latest" and "oldest" ordered by date, undated ones last."""
    on_subject = select_on_subject(result)
    if result.question.kind not in ("latest", "oldest"):
        return on_subject
    dated = [candidate for candidate in on_subject if candidate.article.published]
    dated.sort(
        key=lambda candidate: get_publication_timestamp(candidate.article), reverse=result.question.kind == "latest"
    )
    return (*dated, *(candidate for candidate in on_subject if not candidate.article.published))


def _take_turns(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the first candidate of each outlet, then the second ones."""
    turns: Counter[str] = Counter()
    numbered: list[tuple[int, Candidate]] = []
    for candidate in candidates:
        numbered.append((turns[candidate.article.outlet], candidate))
        turns[candidate.article.outlet] += 1
    return [candidate for _, candidate in sorted(numbered, key=lambda turn: turn[0])]


def _name_outlets(candidates: Sequence[Candidate], desk: Desk) -> Remark:
    """Name the outlets of articles and of their copies."""
    articles = [
        article for candidate in candidates for article in (candidate.article, *desk.archive.copies(candidate.article))
    ]
    names = list(dict.fromkeys(desk.archive.outlets[article.outlet].name for article in articles))
    if len(names) <= _MAX_NAMED:
        return Remark("answer-outlets", {"count": len(names), "names": ", ".join(names)})
    shown = ", ".join(names[:_MAX_NAMED])
    return Remark("answer-outlets-more", {"count": len(names), "names": shown, "more": len(names) - _MAX_NAMED})


def _build_headline_passages(candidates: Sequence[Candidate]) -> list[Passage]:
    """Return the headlines of articles. No headline comes twice."""
    headlines: dict[str, Passage] = {}
    for article in (candidate.article for candidate in candidates):
        headlines.setdefault(article.title.casefold(), Passage(article.title, "title", article))
    return list(headlines.values())
