"""Which questions are found: true ones made from an archive's own sentences, and false ones with one part swapped.

The same questions are a part of `bench.quality`. It fails if too many false ones are found or too few true ones kept.
`COUNTERFACTUALS_SHOW_WRONG=1` prints these. They don't replace questions written by hand: a made question looks much
like the headline that it comes from.
"""

import os
from pathlib import Path

from rich.console import Console

from bench.evaluation.counterfactual_scoring import (
    answer_made_questions,
    build_swap_table,
    build_true_table,
    compute_figures,
    describe_wrong,
)
from bench.evaluation.judged_answers import open_ask
from bench.evaluation.targets import build_figure_table, describe_missed, find_missed_floors
from bench.ratios import FloorMissedError, Ratio


def run(shared: Path) -> list[Ratio]:
    """Print the figures. Raises FloorMissedError. There are no times, so no ratios."""
    console = Console()
    with open_ask() as ask:
        replies = list(answer_made_questions(shared, ask))
    if os.environ.get("COUNTERFACTUALS_SHOW_WRONG"):
        for reply in replies:
            if reply.is_found if reply.question.swap else not reply.is_kept:
                console.print(describe_wrong(reply), markup=False, highlight=False, soft_wrap=True)
    figures = compute_figures(replies)
    console.print(build_figure_table(figures, f"Made from the archives: {len(replies)} questions"))
    console.print(build_swap_table(replies))
    console.print(build_true_table(replies))
    if names := find_missed_floors(figures):
        raise FloorMissedError(describe_missed(names))
    return []
