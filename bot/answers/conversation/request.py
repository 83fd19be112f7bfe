"""A request: what a text asks the pipeline to do, given the question before it."""

from typing import Literal

from msgspec import Struct

from bot.answers.conversation.smalltalk import Smalltalk
from bot.answers.query.question import NO_QUESTION, Question

Action = Literal["ask", "more", "open", "unresolved", "out_of_range", "smalltalk"]


class Request(Struct, frozen=True):
    """What a text asks for.

    `action`: `ask`: answer `question`. `more`: show further articles for `question`. `open`: show the article with the
    id `article_id`. `unresolved`: the text refers to something, but nothing is known that it could refer to.
    `out_of_range`: it asks for an article by a number higher than any shown. `smalltalk`: reply to `smalltalk`.

    `topic`: what the conversation is about from now on; empty if that is the subject of `question`. `is_follow_up`:
    `question` was made from the one before. `alternative`: the text as a question of its own, if `question` may find
    nothing. `words`: the follow-up as typed, if it is asked about `topic` without naming it; else empty. `origin`: the
    question that named `topic`; else empty. `repeats`: `words` were asked before, within other limits.
    """

    action: Action
    question: Question = NO_QUESTION
    article_id: str = ""
    topic: str = ""
    is_follow_up: bool = True
    alternative: Question | None = None
    smalltalk: Smalltalk | None = None
    words: str = ""
    origin: str = ""
    repeats: bool = False
