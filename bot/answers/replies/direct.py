"""Replies that need no search: to small talk, to a number of an article, to an address, over an empty archive."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.desk.desk import Desk
from bot.answers.evidence.diversity import MAX_QUOTES
from bot.answers.evidence.passages import split_passages
from bot.answers.query.question import NO_QUESTION, Question
from bot.answers.replies.question_remarks import complete_reply
from bot.answers.replies.reply import Reply
from bot.answers.retrieval.search import build_unscored_candidate
from bot.coverage.article import Article


def reply_directly(request: Request, previous: PreviousQuestion | None, desk: Desk) -> Reply | None:
    """Reply to what needs no search; None if there is something to search for."""
    question = request.question
    if request.action == "ask":
        reply = _reply_to_question(question, desk)
        return reply and complete_reply(reply, request)
    if request.smalltalk:
        reply = reply_with_message(f"answer-{request.smalltalk}", question)
        return reply if request.smalltalk in ("hello", "identity") else replace(reply, suggests=False)
    if request.action == "open" and (article := desk.archive.article(request.article_id)) is not None:
        return quote_articles([article], "answer-opened")
    if request.action == "more" and previous is not None:
        return None
    if request.action == "out_of_range" and previous is not None:
        return reply_with_message("answer-beyond", question, count=len(previous.listed_ids))
    return reply_with_message("answer-lost", question)


def _reply_to_question(question: Question, desk: Desk) -> Reply | None:
    if not desk.archive.articles:
        return reply_with_message("answer-empty-archive", question)
    pasted = [article for url in question.urls if (article := desk.archive.by_url(url)) is not None]
    if pasted and not question.subject.strip():
        return quote_articles(pasted, "answer-address", question)
    return None


def reply_with_message(lead: str, question: Question, **arguments: str | int) -> Reply:
    """Return a reply of one sentence: the message `lead` with its arguments."""
    return Reply(Remark(lead, arguments), question)


def quote_articles(articles: Sequence[Article], lead: str, question: Question = NO_QUESTION) -> Reply:
    """Quote the first sentences of articles. `lead`: the message id of the opening sentence."""
    passages = [passage for article in articles if article.url is not None for passage in split_passages(article)]
    unique = list(dict.fromkeys(articles))
    return Reply(
        Remark(lead),
        question,
        "found",
        1.0,
        passages=passages[:MAX_QUOTES],
        candidates=([build_unscored_candidate(article) for article in unique],),
        max_hits=len(unique),
        suggests=False,
    )
