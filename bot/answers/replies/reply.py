"""What a reply says, before it is completed with copies, the nearest articles and suggestions."""

from collections.abc import Sequence

from msgspec import Struct

from bot.answers.answer import Remark, Verdict
from bot.answers.evidence.passages import Passage
from bot.answers.query.question import NO_QUESTION, Question
from bot.answers.retrieval.search import Candidate

MOST_HITS = 10


class Reply(Struct, frozen=True):
    """One reply. Everything but `lead` may be left out.

    `passages`: what is quoted, best first. `near`: candidates for the nearest articles, list after list; if there are
    fewer than `most_near`, the newest articles fill up. `near_weight`: what their scores are multiplied by.
    `suggest_from`: candidates that suggestions may name an outlet of; None for a reply without suggestions. `topic`:
    what the question is about, without its limits. `follow_up`: the question in words, if it follows up another.
    """

    lead: Remark
    question: Question = NO_QUESTION
    verdict: Verdict = "nothing"
    confidence: float = 0.0
    passages: Sequence[Passage] = ()
    near: Sequence[Sequence[Candidate]] = ()
    near_weight: float = 1.0
    most_near: int = MOST_HITS
    remarks: tuple[Remark, ...] = ()
    suggest_from: Sequence[Candidate] | None = ()
    topic: str = ""
    follow_up: str = ""
