"""The judge for commands that answer questions, which run without an event loop of their own."""

import asyncio
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk
from bot.answers.replies.judgement import judge_answer
from bot.cli.environment import DOTENV, get_current_time
from bot.settings.settings import Settings
from bot.settings.sources import merge_environment

JudgeStep = Callable[[Answer, Desk], Answer]
"""Lets the judge choose the quotes of an answer, if there is a judge."""


@contextmanager
def open_answer_judge(folders: Sequence[Path] | None) -> Generator[JudgeStep]:
    """Yield what lets the judge choose the quotes of an answer. It changes nothing if the settings name no judge.

    The settings must be valid; `load_desk` reports those that aren't.
    """
    settings = Settings.read(merge_environment(os.environ, DOTENV), corpus=folders or ())
    if settings.judge_url is None:
        yield lambda answer, desk: answer  # noqa: ARG005 - the form of every step
        return
    # Imported here because aiohttp takes a tenth of a second to load.
    from bot.judge.setup import open_judge_from  # noqa: PLC0415

    with asyncio.Runner() as runner:
        manager = open_judge_from(settings, clock=get_current_time)
        judge = runner.run(manager.__aenter__())
        try:
            if judge is None:
                yield lambda answer, desk: answer  # noqa: ARG005
            else:
                yield lambda answer, desk: runner.run(judge_answer(answer, judge, desk))
        finally:
            runner.run(manager.__aexit__(None, None, None))
