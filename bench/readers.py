"""The quality of answers to questions as readers type them: the development questions, against floors.

The same questions are a part of `bench.quality`; this bench runs in seconds. It fails if a figure is below its floor.
`READERS_SHOW_WRONG=1` prints the wrong replies. `READERS_HELD_OUT=1` asks the held-out questions instead: that is for a
final run, whose figures are reported and not tuned on. The shared evaluation data may have questions of the same form;
their figures are printed too. If `JUDGE_URL` names a language model, it judges the answers.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.evaluation.judged_answers import open_ask
from bench.evaluation.reader_questions import DEVELOPMENT, HELD_OUT, read_questions
from bench.evaluation.reader_scoring import (
    ScoredReply,
    answer_questions,
    build_kind_table,
    build_reliability_table,
    compute_figures,
    describe_wrong,
)
from bench.evaluation.targets import build_figure_table, describe_missed, find_missed_floors
from bench.ratios import FloorMissedError, Ratio


def run(shared: Path) -> list[Ratio]:
    """Print the figures. Raises FloorMissedError for the development part. There are no times, so no ratios."""
    console = Console()
    with open_ask() as ask:
        if os.environ.get("READERS_HELD_OUT"):
            _print_replies(list(answer_questions(read_questions(HELD_OUT), shared, ask)), "Held out", console)
            return []
        if (file := shared / "eval" / "reader_questions_dev.jsonl").is_file():
            replies = list(answer_questions(read_questions(file), shared, ask))
            console.print(build_figure_table(compute_figures(replies), f"Shared: {len(replies)} questions"))
        replies = list(answer_questions(read_questions(DEVELOPMENT), shared, ask))
    if os.environ.get("READERS_SHOW_WRONG"):
        for reply in replies:
            if not reply.is_good:
                console.print(describe_wrong(reply), markup=False, highlight=False, soft_wrap=True)
    _print_replies(replies, "Development", console)
    if names := find_missed_floors(compute_figures(replies)):
        raise FloorMissedError(describe_missed(names))
    return []


def _print_replies(replies: Sequence[ScoredReply], part: str, console: Console) -> None:
    console.print(build_figure_table(compute_figures(replies), f"{part}: {len(replies)} questions"))
    console.print(build_reliability_table(replies))
    console.print(build_kind_table(replies))
