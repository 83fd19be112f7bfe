"""Replies that quote: the evidence for a question, or further articles ("more")."""

from collections.abc import Sequence

from bot.answers.answer import Remark
from bot.answers.conversation.previous import MAX_SHOWN, PreviousQuestion
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import Passage
from bot.answers.evidence.selection import SelectedEvidence
from bot.answers.query.question import Question
from bot.answers.replies.lists import order_for_more
from bot.answers.replies.question_remarks import describe_follow_up
from bot.answers.replies.remarks import build_remarks
from bot.answers.replies.reply import MAX_CONSIDERED, Reply
from bot.answers.retrieval.search import Candidate, SearchResult

_MORE_ARTICLES = 4
"""Articles of a reply to "more"."""


def quote_evidence(result: SearchResult, evidence: SelectedEvidence, desk: Desk) -> Reply:
    """Quote the sentences that answer a question, or that may answer it."""
    is_found = evidence.verdict == "found"
    return Reply(
        Remark("answer-found" if is_found else "answer-weak"),
        result.question,
        evidence.verdict,
        evidence.confidence,
        passages=[scored.passage for scored in evidence.quotes],
        considered=[scored.passage for scored in evidence.scored[:MAX_CONSIDERED]],
        candidates=(result.candidates,),
        remarks=build_remarks(result, evidence, desk),
        suggests=not is_found,
    )


def quote_more(result: SearchResult, previous: PreviousQuestion, desk: Desk) -> Reply:
    """Quote the headlines of further articles for a question, those that were not shown before."""
    if len(previous.shown_ids) >= MAX_SHOWN:
        return Reply(Remark("answer-enough", {"count": len(previous.shown_ids)}), result.question)
    question = result.question
    rest = [candidate for candidate in order_for_more(result) if candidate.article.id not in previous.shown_ids]
    candidates = _drop_copies(rest[:_MORE_ARTICLES], desk)
    headlines = [
        Passage(candidate.article.title, "title", candidate.article)
        for candidate in candidates
        if candidate.score > 0 and candidate.article.url is not None and candidate.article.title
    ]
    if not headlines:
        return Reply(Remark("answer-no-more"), question, follow_up=question.text)
    return Reply(
        Remark("answer-more", {"count": len(headlines)}),
        question,
        "found",
        result.confidence,
        passages=headlines,
        candidates=(candidates,),
        max_hits=_MORE_ARTICLES,
        remarks=(_describe_question(question, previous),),
        suggests=False,
        follow_up=question.text,
    )


def _describe_question(question: Question, previous: PreviousQuestion) -> Remark:
    if previous.words:
        return describe_follow_up(previous.words, previous.topic, previous.origin, repeats=True)
    return Remark("answer-continued", {"question": question.text})


def _drop_copies(candidates: Sequence[Candidate], desk: Desk) -> list[Candidate]:
    unique: list[Candidate] = []
    copies: set[str] = set()
    for candidate in candidates:
        if candidate.article.id not in copies:
            copies.update(copy.id for copy in desk.archive.copies(candidate.article))
            unique.append(candidate)
    return unique
