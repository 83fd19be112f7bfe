"""Figures over many answers: shares, AUROC, and the reliability diagram."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean

from rich.table import Table

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01)
"""Bounds of the rows of a reliability diagram."""

_BAR_LENGTH = 20
"""Characters of a bar that stands for 1."""


def compute_share(values: Iterable[bool]) -> float:
    """Return the share of true values; NaN if there are none at all."""
    counted = list(values)
    return fmean(counted) if counted else math.nan


def compute_auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the probability that a positive scores above a negative; ties count half. NaN if either is empty."""
    if not positive or not negative:
        return math.nan
    ordered = sorted(negative)
    below = sum((bisect_left(ordered, score) + bisect_right(ordered, score)) / 2 for score in positive)
    return below / (len(positive) * len(negative))


def build_reliability_diagram(replies: Sequence[tuple[float, bool]]) -> Table:
    """Return a diagram of replies, each with its confidence and whether it was right.

    A well-calibrated bot is right as often as it says: of the replies of 0.8 to 0.9, about 85%.
    """
    table = Table(
        "confidence", title="Reliability: of the replies that quote, how many are right", title_justify="left"
    )
    for column in ("replies", "mean confidence", "right"):
        table.add_column(column, justify="right")
    table.add_column("")
    for low, high in pairwise(BINS):
        members = [reply for reply in replies if low <= reply[0] < high]
        if members:
            mean = fmean(confidence for confidence, _ in members)
            right = compute_share(is_right for _, is_right in members)
            bar = "█" * round(right * _BAR_LENGTH)
            table.add_row(f"{low:.1f} to {min(high, 1):.1f}", str(len(members)), f"{mean:.2f}", f"{right:.2f}", bar)
    return table
