"""Answers that count or order what is on the subject, rather than quote what answers it best."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from bot.answers.answer import Answer, Quote, Remark
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.selection import MOST_QUOTES, SelectedEvidence, candidates_on_subject
from bot.answers.query.question import Question
from bot.answers.replies.builders import hits, quote
from bot.answers.replies.remarks import caveats, describe_reading, published_at
from bot.answers.replies.suggestions import suggest_questions
from bot.answers.retrieval.confidence import MatchStrength
from bot.answers.retrieval.search import Candidate, SearchResult, unscored

_MOST_NAMED = 8
"""Outlets that one sentence names; the others are counted."""

_LISTS = ("latest", "oldest", "list", "outlets")

MOST_LISTED = 100
"""Articles on a subject that are counted or listed."""

_SOME = 100
"""Articles that a list is made from where nothing but a list was asked for."""

_MORE_SHARE = 0.6
"""The share of what the best says of the question that an article must say to be told when more is asked for."""

_OF_ARTICLES = re.compile(
    r"\bhow (?:many|much)\s+(?:\w+\s+){0,3}?"
    r"(?:articles?|stor(?:y|ies)|pieces?|reports?|items?|coverage|records?|headlines?)\b",
    re.IGNORECASE,
)


def lists(question: Question) -> bool:
    """Whether a question asks for a list, which needs no subject ("latest news")."""
    return question.kind in _LISTS


def counts(question: Question) -> bool:
    """Whether a question may be answered by a number of articles, or a list of them."""
    return lists(question) or question.kind == "how_many"


def everything(desk: Desk, *, oldest: bool = False, beyond: int = 0) -> SearchResult:
    """What "latest news" asks for: the newest of all that there is, or the oldest; `beyond` as many of them."""
    articles = desk.archive.articles
    dated = desk.archive.between(date.min, None)
    known = max(0, len(dated) - beyond)
    some = tuple(dated[max(0, known - _SOME) : known] if oldest else articles[beyond : beyond + _SOME])
    sure = MatchStrength(score=1.0, coverage=1.0, best_coverage=1.0, unknown=0.0)
    return SearchResult(tuple(map(unscored, some)), (), (), sure, 1.0, total=len(articles))


def listed(question: Question, found: SearchResult, finding: SelectedEvidence, desk: Desk) -> Answer | None:
    """Answers that count or order what is on the subject, rather than quote what answers it best."""
    counted = question.kind == "how_many" and _OF_ARTICLES.search(question.text) is not None
    if question.kind not in _LISTS and not counted and found.terms:
        return None
    if found.terms and finding.verdict == "nothing":
        return None
    on_subject = _on_subject(question, found)
    if not on_subject:
        return None
    count = len(on_subject) if found.terms else found.total
    if counted:
        lead = Remark("answer-count", {"count": count})
    elif question.kind == "outlets":
        lead = _outlets(on_subject, desk)
    elif question.kind in ("latest", "oldest"):
        lead = Remark(f"answer-{question.kind}", {"count": count})
    else:
        lead = Remark("answer-list" if found.terms else "answer-all", {"count": count})
    verdict = "found" if not found.terms or finding.verdict == "found" else "weak"
    quoted = [one for one in on_subject if one.article.url is not None and one.article.title][:MOST_QUOTES]
    return Answer(
        question=question.text,
        verdict=verdict,
        confidence=finding.confidence if found.terms else 1.0,
        lead=lead,
        quotes=_headlines(quoted, desk),
        hits=hits(chain(on_subject, found.candidates), desk),
        remarks=(*describe_reading(question, found, desk), *caveats(question, found, finding, desk)),
        suggestions=() if verdict == "found" else suggest_questions(question, found.candidates, desk),
        as_of=desk.archive.newest,
        took_ms=0.0,
    )


def in_order(question: Question, found: SearchResult) -> tuple[Candidate, ...]:
    """What was found for a question, in the order in which it is told when more is asked for."""
    if counts(question) or not found.terms:
        return _on_subject(question, found)
    enough = _MORE_SHARE * max((one.coverage for one in found.candidates[:10]), default=0.0)
    return tuple(one for one in found.candidates if one.coverage >= enough > 0)


def _on_subject(question: Question, found: SearchResult) -> tuple[Candidate, ...]:
    on_subject = candidates_on_subject(found)
    if question.kind in ("latest", "oldest"):
        return _by_date(on_subject, newest=question.kind == "latest")
    return on_subject


def _by_date(candidates: Sequence[Candidate], *, newest: bool) -> tuple[Candidate, ...]:
    dated = [one for one in candidates if one.article.published]
    dated.sort(key=lambda one: published_at(one.article), reverse=newest)
    return (*dated, *(one for one in candidates if not one.article.published))


def _outlets(candidates: Sequence[Candidate], desk: Desk) -> Remark:
    articles = [one for candidate in candidates for one in (candidate.article, *desk.archive.copies(candidate.article))]
    names = list(dict.fromkeys(desk.archive.outlets[article.outlet].name for article in articles))
    if len(names) <= _MOST_NAMED:
        return Remark("answer-outlets", {"count": len(names), "names": ", ".join(names)})
    shown = ", ".join(names[:_MOST_NAMED])
    return Remark("answer-outlets-more", {"count": len(names), "names": shown, "more": len(names) - _MOST_NAMED})


def _headlines(candidates: Iterable[Candidate], desk: Desk) -> tuple[Quote, ...]:
    quotes: dict[str, Quote] = {}
    for one in candidates:
        quotes.setdefault(one.article.title.casefold(), quote(Passage(one.article.title, "title", one.article), desk))
    return tuple(quotes.values())
