"""A reply, before `build` completes it with copies, the nearest articles and suggestions."""

from collections.abc import Sequence

from msgspec import Struct

from bot.answers.answer import Remark, Verdict
from bot.answers.evidence.passages import Passage
from bot.answers.query.question import NO_QUESTION, Question
from bot.answers.retrieval.search import Candidate

MAX_HITS = 10
"""Nearest articles of a reply."""

MAX_CONSIDERED = 24
"""Sentences that a reply keeps as considered. Some say the same, so this is more than a judge is shown."""


class Reply(Struct, frozen=True):
    """A reply to one question. Only `lead` is required.

    `passages`: what it quotes, best first. `considered`: the sentences that these were chosen from, best first; empty
    if the reply does not depend on sentences. `candidates`: for the nearest articles, list after list; if there are
    fewer than `max_hits`, the newest articles fill up. `score_weight`: what the scores of candidates are multiplied by.
    `suggests`: whether other questions are suggested. `topic`: what the question is about, without its limits.
    `follow_up`: the question in words, if it follows up another.
    """

    lead: Remark
    question: Question = NO_QUESTION
    verdict: Verdict = "nothing"
    confidence: float = 0.0
    passages: Sequence[Passage] = ()
    considered: Sequence[Passage] = ()
    candidates: Sequence[Sequence[Candidate]] = ()
    score_weight: float = 1.0
    max_hits: int = MAX_HITS
    remarks: tuple[Remark, ...] = ()
    suggests: bool = True
    topic: str = ""
    follow_up: str = ""
