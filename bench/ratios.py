"""The unit of every bench: two times, taken side by side in one run, and their ratio. No bench fails for being slow.

Each bench is a module with `run(shared)`, which returns its ratios and may print details while it works. `shared` is
the folder of shared data. A bench that lacks data raises `DataMissingError`. A bench of quality raises
`FloorMissedError` if a figure is below its floor, after it has printed all of them.
"""

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent


class DataMissingError(Exception):
    """The data that a bench needs is not on this machine; the text says which data, and where it was looked for."""


class FloorMissedError(Exception):
    """A figure of quality is below its floor; the text says which."""


@dataclass(frozen=True)
class Ratio:
    """The seconds of `ours` and of a `baseline`, and the `goal` for their ratio, if any.

    The ratio is our cost as a multiple of the baseline's; with `is_speed_up`, it is how many times faster we are.
    """

    name: str
    ours: float
    baseline: float
    compared_to: str
    is_speed_up: bool = False
    goal: float | None = None

    @property
    def value(self) -> float:
        """The ratio."""
        return self.baseline / self.ours if self.is_speed_up else self.ours / self.baseline

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None if there is no goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.is_speed_up else self.value <= self.goal


def find_shared_data(environ: Mapping[str, str]) -> Path:
    """Return the folder of shared data, which NUTGRAF_SHARED names. It need not exist."""
    return Path(environ.get("NUTGRAF_SHARED") or os.fspath(ROOT.parent / "shared"))


def compute_percentile(times: Sequence[float], percent: int) -> float:
    """Return a percentile of at least two times."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def build_table(ratios: Sequence[Ratio]) -> Table:
    """Return a table with a row for each ratio."""
    table = Table(title="Ratios, each measured side by side in this run", title_justify="left")
    table.add_column("measured")
    table.add_column("compared to")
    for column in ("ours", "baseline", "ratio", "goal"):
        table.add_column(column, justify="right")
    for ratio in ratios:
        goal = "" if ratio.goal is None else f"{'≥' if ratio.is_speed_up else '≤'} {ratio.goal:g}x"
        mark = {True: " ✓", False: " ✗", None: ""}[ratio.is_reached]
        value = f"{ratio.value:.3g}x{' faster' if ratio.is_speed_up else ''}"
        times = (format_seconds(ratio.ours), format_seconds(ratio.baseline))
        table.add_row(ratio.name, ratio.compared_to, *times, value, goal + mark)
    return table


def format_seconds(seconds: float) -> str:
    """Format a time in seconds, milliseconds or microseconds, whichever suits it."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"
