"""Complete the reply to a question: say how the question was understood, and what the archive doesn't have."""

from collections.abc import Sequence

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.conversation.request import Request
from bot.answers.replies.nothing import describe_unknown_names
from bot.answers.replies.reply import Reply


def describe_follow_up(words: str, topic: str, origin: str, *, repeats: bool) -> Remark:
    """Say which question a follow-up follows up. `repeats`: it isn't what was typed now, so it is repeated."""
    arguments = {"question": words, "topic": topic, "origin": origin, "repeats": "yes" if repeats else "no"}
    return Remark("answer-continued-about", arguments)


def complete_reply(
    reply: Reply, request: Request, *, relaxed: Sequence[Remark] = (), is_alternative: bool = False
) -> Reply:
    """Complete the reply to a question. `relaxed`: what says that its dates were read less strictly.

    `is_alternative`: it replies to the alternative of a request, which follows up nothing.
    """
    unknown = [
        remark for remark in describe_unknown_names(reply.question) if remark not in (reply.lead, *reply.remarks)
    ]
    reply = replace(reply, topic=reply.question.subject, remarks=(*relaxed, *unknown, *reply.remarks))
    if not request.is_follow_up or is_alternative:
        return reply
    text = request.question.text
    continued = Remark("answer-continued", {"question": text})
    if request.words:
        continued = describe_follow_up(request.words, request.topic, request.origin, repeats=request.repeats)
    return replace(reply, follow_up=text, topic=request.topic or reply.topic, remarks=(continued, *reply.remarks))
