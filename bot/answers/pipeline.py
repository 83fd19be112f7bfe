"""The pipeline: from a typed text to an answer with evidence, in four steps: interpret, find, reply, build.

Nothing here writes a sentence about the news. What an answer says of it is a `Quote`; the rest are `Remark`s, which
count, date and name what the archive holds.
"""

from datetime import datetime
from time import perf_counter

from bot.answers.answer import Answer
from bot.answers.conversation.interpret import interpret
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.desk.desk import Desk
from bot.answers.evidence.finding import find
from bot.answers.replies.build import build_answer
from bot.answers.replies.choice import choose_reply
from bot.answers.replies.direct import reply_directly


def answer(text: str, desk: Desk, *, now: datetime, previous: PreviousQuestion | None = None) -> Answer:
    """Answer a text from a desk's archive. Never raises, whatever was typed.

    `now` (aware) anchors "last week". `previous`: the question before, which this one may follow up. Blocking, some
    milliseconds; thread-safe, since a desk does not change.
    """
    start = perf_counter()
    request = interpret(text, previous, desk.names, now=now)
    reply = reply_directly(request, previous, desk)
    if reply is None:
        finding = find(request, desk, skip=len(previous.shown_ids) if previous else 0)
        reply = choose_reply(finding, request, previous, desk)
    return build_answer(text, reply, desk, took_ms=round((perf_counter() - start) * 1000, 2))
