"""Reads a completion: a verdict and numbers, or nothing at all."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from bot.answers.answer import Verdict
from bot.answers.replies.judgement import MAX_SENTENCES, Judgement

MAX_BYTES = 65_536
"""The size of a response. A judgement has about fifty bytes, and its envelope about a thousand."""


class JudgeError(Exception):
    """The model gave no judgement. The text says why; it repeats nothing that the model or its server wrote."""


class _Message(Struct):
    content: str


class _Choice(Struct):
    message: _Message


class _Completion(Struct):
    choices: Annotated[list[_Choice], Meta(min_length=1)]


class _Content(Struct, forbid_unknown_fields=True):
    verdict: Verdict
    numbers: Annotated[list[int], Meta(max_length=MAX_SENTENCES)]


def read_completion(body: bytes, count: int) -> Judgement:
    """Read the judgement on `count` sentences from the body of a response. Raises JudgeError for anything else."""
    try:
        message = msgspec.json.decode(body, type=_Completion).choices[0].message
    except msgspec.DecodeError:
        raise JudgeError("the response is not a chat completion") from None
    try:
        content = msgspec.json.decode(message.content, type=_Content)
    except msgspec.DecodeError:
        raise JudgeError("the model wrote something other than a verdict and numbers") from None
    judgement = Judgement(content.verdict, tuple(content.numbers))
    if not judgement.is_valid(count):
        raise JudgeError("the numbers don't fit the sentences or the verdict")
    return judgement
