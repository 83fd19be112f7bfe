"""The pipeline: from a typed text to an answer with evidence. It alone decides which kind of reply a text gets.

Nothing here writes a sentence about the news. What an answer says of it is a `Quote`; the rest are `Remark`s, which
count, date and name what the archive holds.
"""

from datetime import datetime
from itertools import chain
from time import perf_counter
from typing import NamedTuple

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


class _Finding(NamedTuple):
    """What was found for a question: as it was asked, or with its dates read less strictly."""

    question: Question
    result: SearchResult
    evidence: SelectedEvidence

    @property
    def is_answer(self) -> bool:
        """Whether it answers the question, or lists what passes its limits."""
        return self.evidence.verdict == "found" if self.result.terms else bool(self.result.candidates)

    def replaces(self, best: "_Finding", asked: "_Finding") -> bool:
        """Whether it says more than the best so far. `asked`: what was found for the question as it was asked."""
        verdict = self.evidence.verdict
        if verdict == "nothing" or (verdict == "weak" and (best is not asked or asked.evidence.verdict != "nothing")):
            return False
        dates = asked.question.dates
        if self.question.dates is not None or dates is None:
            return True
        text = _read_wordings(self.evidence.quotes[0].passage.article)
        return names_time(text, dates.typed, asked.question.text)


def _reply_to_question(question: Question, desk: Desk) -> Reply:
    reply = _reply_without_search(question, desk)
    asked, remarks = question, ()
    if reply is None:
        finding = _find(question, desk)
        reply = _reply_with_finding(finding, desk)
        if finding.question is question:
            asked = reply.question
        else:
            # What is remembered is the question as it was asked, not as it was relaxed.
            lead = "answer-dates-widened" if finding.question.dates else "answer-dates-as-words"
            remarks = (Remark(lead, {"typed": question.dates.typed if question.dates else ""}),)
    unknown = describe_unknown_names(question)
    remarks = (*remarks, *(remark for remark in unknown if remark not in (reply.lead, *reply.remarks)))
    return replace(reply, question=asked, topic=question.subject, remarks=(*remarks, *reply.remarks))


def _reply_without_search(question: Question, desk: Desk) -> Reply | None:
    """Reply to what needs no evidence: a pasted address, or an outlet or topic that the archive doesn't have."""
    if not desk.archive.articles:
        return reply_with_message("answer-empty-archive", question)
    pasted = [article for url in question.urls if (article := desk.archive.by_url(url)) is not None]
    if pasted and not question.subject.strip():
        return quote_articles(pasted, "answer-address", question)
    unknown = find_unknown_names(question)
    # Of several outlets, those that the archive has can answer.
    has_outlets = any(outlet.explicit and outlet.keys for outlet in question.outlets)
    if unknown and not (has_outlets and all(name in question.outlets for name in unknown)):
        return report_unknown_names(search(question, desk))
    return None


def _find(question: Question, desk: Desk) -> _Finding:
    """Search for a question and select the evidence; while its dates leave no answer, read them less strictly."""
    findings: list[_Finding] = []
    for reading in chain((question,), relax_dates(question, desk.names.days)):
        result = _search(reading, desk, as_headline=reading is question)
        finding = _Finding(reading, result, select_evidence(result, desk))
        if not findings or finding.replaces(best=findings[-1], asked=findings[0]):
            findings.append(finding)
        if findings[-1].is_answer or find_unknown_names(question):
            break
    return findings[-1]


def _reply_with_finding(finding: _Finding, desk: Desk) -> Reply:
    """Choose the kind of reply by what was found: a count, a list, quotes, or why there is none of these."""
    _, result, evidence = finding
    if not result.candidates and has_limits(result.question):
        return report_empty_limits(result, desk)
    if not result.candidates and not result.terms:
        return reply_with_message("answer-no-words", finding.question)
    if is_list(result, evidence):
        return list_articles(result, evidence, desk)
    if evidence.verdict == "nothing":
        return report_nothing_found(result, evidence, desk)
    return quote_evidence(result, evidence, desk)


def _read_wordings(article: Article) -> str:
    return " ".join(text for wording in article.wordings for text in (wording.title, wording.excerpt))


def _search(question: Question, desk: Desk, *, skip: int = 0, as_headline: bool = True) -> SearchResult:
    """Search for a question. `skip`: how many articles the reader has seen already. `as_headline`: see `search`.

    What is counted or listed is searched for more widely; "latest news" means the whole archive.
    """
    if may_count(question) or (skip and not question.subject):
        result = search(question, desk, limit=MAX_LISTED + skip, as_headline=as_headline)
    else:
        result = search(question, desk, as_headline=as_headline)
    if not result.terms and asks_for_list(result.question) and not has_limits(result.question):
        return list_everything(result, desk, skip=skip)
    return result
