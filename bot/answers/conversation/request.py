"""What a text asks the pipeline for, once it is known what was asked before."""

from typing import Literal

from msgspec import Struct

from bot.answers.conversation.smalltalk import Smalltalk
from bot.answers.query.question import NO_QUESTION, Question

Action = Literal["ask", "more", "open", "lost", "beyond", "smalltalk"]


class Request(Struct, frozen=True):
    """One request of a reader.

    `action`: `ask`: answer `question`. `more`: show what else there is for `question`. `open`: show the article with
    the id `article`. `lost`: the text points at something that is not known. `beyond`: it asks for an article by a
    number higher than any that was shown. `smalltalk`: of the kind `smalltalk`.

    `topic`: what the conversation is about from now on; empty if `question` says it. `is_follow_up`: `question` was
    made from the one before. `alternative`: the text as a question of its own, in case `question` finds nothing.
    """

    action: Action
    question: Question = NO_QUESTION
    article: str = ""
    topic: str = ""
    is_follow_up: bool = True
    alternative: Question | None = None
    smalltalk: Smalltalk | None = None
