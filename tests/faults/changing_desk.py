"""The process that `changes` kills: a live desk of a folder, with a cache that is rewritten all the time.

It prints what it answers once the files have been checked, and then follows changes.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from bot.answers.desk.desk import Desk, open_desk
from bot.answers.pipeline import answer
from bot.coverage.corpus.loading import load_corpus
from bot.live_desk.live_desk import LiveDesk
from tests.support.archive_content import describe
from tests.support.records import NOW

QUESTIONS = (
    "what happened to the harbour bridge?",
    "when does the ferry strike end?",
    "otters",
    "what did the HFUU say?",
    "what does the Herald report on votes?",
    "what happened in January 2024?",
    "who won the vote in Norwick?",
    "how do I bake bread?",
)
_HURRY = 3_600
"""How much faster time passes, so that the cache is rewritten a second after a change instead of an hour."""


def describe_desk(desk: Desk) -> dict[str, Any]:
    """Return what an archive says, and what is answered from it, as JSON has it.

    Until the cache is rewritten, articles that are gone count a little in scores, and stories are not clustered
    again. In an archive as small as this one, that may be enough for another answer, so there are none until then.
    """
    answers: dict[str, Any] = {}
    for question in QUESTIONS if desk.table.overlay is None else ():
        answers[question] = answer(question, desk, now=NOW).verdict
    content = describe(desk.archive)
    archive = {name: repr(sorted(value) if name == "days" else value) for name, value in content.items()}
    return json.loads(json.dumps({"archive": archive, "answers": answers}))


def describe_anew(folder: Path) -> dict[str, Any]:
    """Return the same of a desk that is built from scratch."""
    return describe_desk(open_desk(load_corpus([folder], now=NOW).archive))


async def _follow(folder: Path, cache: Path) -> None:
    live_desk = await LiveDesk.open([folder], clock=lambda: NOW, cache=cache, least_files=1)
    live_desk.schedule.clock = lambda: time.monotonic() * _HURRY
    while not live_desk.is_up_to_date:  # noqa: ASYNC110 - a task makes it true
        await asyncio.sleep(0.01)
    sys.stdout.write(json.dumps(describe_desk(live_desk.current())) + "\n")
    sys.stdout.flush()
    await live_desk.watch()


def main(folder: Path, cache: Path) -> None:
    """Follow the articles of a folder until the process is killed."""
    asyncio.run(_follow(folder, cache))
