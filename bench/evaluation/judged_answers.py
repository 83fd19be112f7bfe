"""Answers as readers get them: with the judge that `JUDGE_URL` names, if any.

`JUDGE_DAILY_LIMIT` holds here, too: `bench.quality` asks some thousands of questions, `bench.readers` some hundreds.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime

from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.cli.judge import open_answer_judge

Ask = Callable[[str, Desk, datetime], Answer]
"""Answers a question from a desk, at a time."""


def ask_without_judge(text: str, desk: Desk, now: datetime) -> Answer:
    """Answer a question as the bot does alone."""
    return answer(text, desk, now=now)


@contextmanager
def open_ask() -> Generator[Ask]:
    """Yield a function that answers a question. Settings are read as the bot reads them."""
    with open_answer_judge(None) as judge:
        yield lambda text, desk, now: judge(answer(text, desk, now=now), desk)
