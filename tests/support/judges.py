"""A judge that always gives the same judgement, and keeps what it was asked."""

import asyncio
from collections.abc import Sequence

from bot.answers.replies.judgement import Judgement, Sentence


class FakeJudge:
    def __init__(self, judgement: Judgement | None) -> None:
        self.judgement = judgement
        self.asked: list[tuple[str, Sequence[Sentence]]] = []
        self.delay = 0.0
        """Seconds that each judgement takes."""

    async def judge(self, question: str, sentences: Sequence[Sentence]) -> Judgement | None:
        self.asked.append((question, sentences))
        await asyncio.sleep(self.delay)
        return self.judgement

    @property
    def questions(self) -> list[str]:
        return [question for question, _ in self.asked]
