"""The pipeline: from a typed text to an answer with evidence. It alone decides which kind of reply a text gets.

Nothing here writes a sentence about the news. What an answer says of it is a `Quote`; the rest are `Remark`s, which
count, date and name what the archive holds.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from time import perf_counter

from msgspec.structs import replace

from bot.answers.answer import Answer, Remark
from bot.answers.conversation.interpret import interpret
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.desk.desk import Desk
from bot.answers.evidence.selection import SelectedEvidence, select_evidence
from bot.answers.query.question import Question
from bot.answers.query.relaxation import names_time, relax_dates
from bot.answers.replies.build import build_answer
from bot.answers.replies.lists import MAX_LISTED, asks_for_list, is_list, list_articles, list_everything, may_count
from bot.answers.replies.nothing import (
    describe_unknown_names,
    find_unknown_names,
    has_limits,
    reply_with_message,
    report_empty_limits,
    report_nothing_found,
    report_unknown_names,
)
from bot.answers.replies.quotes import quote_articles, quote_evidence, quote_more
from bot.answers.replies.reply import Reply
from bot.answers.retrieval.search import SearchResult, search
from bot.coverage.article import Article


def answer(text: str, desk: Desk, *, now: datetime, previous: PreviousQuestion | None = None) -> Answer:
    """Answer a text from a desk's archive. Never raises, whatever was typed.

    `now` (aware) anchors "last week". `previous`: the question before, which this one may follow up. Blocking, some
    milliseconds; thread-safe, since a desk does not change.
    """
    start = perf_counter()
    request = interpret(text, previous, desk.names, now=now)
    reply = _reply_to_request(request, previous, desk)
    if request.alternative and reply.verdict != "found":
        alternative = _reply_to_question(request.alternative, desk)
        reply = alternative if alternative.verdict == "found" else reply
    return build_answer(text, reply, desk, took_ms=round((perf_counter() - start) * 1000, 2))


def _reply_to_request(request: Request, previous: PreviousQuestion | None, desk: Desk) -> Reply:
    """Choose the kind of reply by what the reader asks for."""
    question = request.question
    article = desk.archive.article(request.article_id)
    if request.action == "ask":
        reply = _reply_to_question(question, desk)
        return _mark_follow_up(reply, request) if request.is_follow_up else reply
    if request.smalltalk:
        reply = reply_with_message(f"answer-{request.smalltalk}", question)
        return reply if request.smalltalk in ("hello", "identity") else replace(reply, suggests=False)
    if request.action == "open" and article is not None:
        return quote_articles([article], "answer-opened")
    if request.action == "more" and previous is not None:
        return quote_more(_search(question, desk, skip=len(previous.shown_ids)), previous, desk)
    if request.action == "out_of_range" and previous is not None:
        return reply_with_message("answer-beyond", question, count=len(previous.listed_ids))
    return reply_with_message("answer-lost", question)


def _mark_follow_up(reply: Reply, request: Request) -> Reply:
    text = request.question.text
    continued = Remark("answer-continued", {"question": text})
    if request.words:
        continued = Remark("answer-continued-about", {"question": request.words, "topic": request.topic})
    return replace(reply, follow_up=text, topic=request.topic or reply.topic, remarks=(continued, *reply.remarks))


class _Attempt:
    """A question on its way to a reply. It is searched for, and evidence selected, when first needed."""

    def __init__(self, question: Question, desk: Desk) -> None:
        self.question = question
        self.desk = desk

    @cached_property
    def result(self) -> SearchResult:
        """What the search found."""
        return _search(self.question, self.desk)

    @cached_property
    def evidence(self) -> SelectedEvidence:
        """The sentences that answer, and the verdict on them."""
        return select_evidence(self.result, self.desk)


def _empty_archive(attempt: _Attempt) -> Reply | None:
    return None if attempt.desk.archive.articles else reply_with_message("answer-empty-archive", attempt.question)


def _pasted_address(attempt: _Attempt) -> Reply | None:
    by_url = attempt.desk.archive.by_url
    articles = [article for url in attempt.question.urls if (article := by_url(url)) is not None]
    if not articles or attempt.question.subject.strip():
        return None
    return quote_articles(articles, "answer-address", attempt.question)


def _unknown_name(attempt: _Attempt) -> Reply | None:
    unknown = find_unknown_names(attempt.question)
    # Of several outlets, those that the archive has can answer.
    has_outlets = any(outlet.explicit and outlet.keys for outlet in attempt.question.outlets)
    if not unknown or (has_outlets and all(name in attempt.question.outlets for name in unknown)):
        return None
    return report_unknown_names(search(attempt.question, attempt.desk))


def _empty_limits(attempt: _Attempt) -> Reply | None:
    if attempt.result.candidates or not has_limits(attempt.result.question):
        return None
    return report_empty_limits(attempt.result, attempt.desk)


def _no_words(attempt: _Attempt) -> Reply | None:
    if attempt.result.candidates or attempt.result.terms:
        return None
    return reply_with_message("answer-no-words", attempt.question)


def _list(attempt: _Attempt) -> Reply | None:
    if not is_list(attempt.result, attempt.evidence):
        return None
    return list_articles(attempt.result, attempt.evidence, attempt.desk)


def _nothing_found(attempt: _Attempt) -> Reply | None:
    if attempt.evidence.verdict != "nothing":
        return None
    return report_nothing_found(attempt.result, attempt.evidence, attempt.desk)


_ATTEMPTS: tuple[Callable[[_Attempt], Reply | None], ...] = (
    _empty_archive,
    _pasted_address,
    _unknown_name,
    _empty_limits,
    _no_words,
    _list,
    _nothing_found,
)
"""The kinds of reply to a question, in order: the first that fits is given. If none fits, the evidence is quoted."""


def _relax(attempt: _Attempt) -> tuple[_Attempt, tuple[Remark, ...]]:
    """Read the dates of a question less strictly, if they leave no answer. Return also what to say of it."""
    answers = attempt.evidence.verdict == "found" if attempt.result.terms else bool(attempt.result.candidates)
    best, remarks = attempt, ()
    if answers or find_unknown_names(attempt.question):
        return best, remarks
    for question in relax_dates(attempt.question, attempt.desk.names.days):
        relaxed, typed = (
            _Attempt(question, attempt.desk),
            attempt.question.dates.typed if attempt.question.dates else "",
        )
        evidence = relaxed.evidence
        if evidence.verdict == "nothing" or (best is not attempt and evidence.verdict == "weak"):
            continue
        if question.dates is None and not names_time(
            _read(evidence.quotes[0].passage.article), typed, attempt.question.text
        ):
            continue
        if evidence.verdict == "found" or attempt.evidence.verdict == "nothing":
            lead = "answer-dates-widened" if question.dates else "answer-dates-as-words"
            best, remarks = relaxed, (Remark(lead, {"typed": typed}),)
        if evidence.verdict == "found":
            break
    return best, remarks


def _read(article: Article) -> str:
    return " ".join(text for wording in article.wordings for text in (wording.title, wording.excerpt))


def _reply_to_question(question: Question, desk: Desk) -> Reply:
    attempt, remarks = _relax(_Attempt(question, desk))
    reply = next((reply for build in _ATTEMPTS if (reply := build(attempt)) is not None), None)
    reply = reply or quote_evidence(attempt.result, attempt.evidence, desk)
    unknown = describe_unknown_names(question)
    remarks = (*remarks, *(remark for remark in unknown if remark not in (reply.lead, *reply.remarks)))
    # What is remembered is the question as it was asked, not as it was relaxed.
    asked = reply.question if attempt.question is question else question
    return replace(reply, question=asked, topic=question.subject, remarks=(*remarks, *reply.remarks))


def _search(question: Question, desk: Desk, *, skip: int = 0) -> SearchResult:
    """Search for a question. `skip`: how many articles the reader has seen already.

    What is counted or listed is searched for more widely; "latest news" means the whole archive.
    """
    if may_count(question) or (skip and not question.subject):
        result = search(question, desk, limit=MAX_LISTED + skip)
    else:
        result = search(question, desk)
    if not result.terms and asks_for_list(result.question) and not has_limits(result.question):
        return list_everything(result, desk, skip=skip)
    return result
