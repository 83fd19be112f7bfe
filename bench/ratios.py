"""What a measurement is here: two times taken side by side in one run, and their ratio. Nothing is asserted on time.

Each bench is a module with `run(shared)`, which returns its ratios and may print details of its own while it works;
`shared` is the folder of shared data. A bench that cannot run for want of data raises `NotHere`.
"""

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent


class NotHere(Exception):  # noqa: N818 - read aloud, it says what it is
    """What this bench measures on is not on this machine; the text says what and where it was looked for."""


@dataclass(frozen=True)
class Ratio:
    """`ours` and `baseline` in seconds. `faster`: the ratio says how many times faster ours is, else how many times
    its cost is the baseline's. `goal`: the bound that we set ourselves, in the same sense.
    """

    what: str
    ours: float
    baseline: float
    against: str
    faster: bool = False
    goal: float | None = None

    @property
    def value(self) -> float:
        """The ratio."""
        return self.baseline / self.ours if self.faster else self.ours / self.baseline

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.faster else self.value <= self.goal


def shared(environ: Mapping[str, str]) -> Path:
    """The folder of shared data, which NUTGRAF_SHARED names; it need not be there."""
    return Path(environ.get("NUTGRAF_SHARED") or os.fspath(ROOT.parent / "shared"))


def percentile(times: Sequence[float], hundredths: int) -> float:
    """The p-th percentile of at least two times."""
    return statistics.quantiles(times, n=100, method="inclusive")[hundredths - 1]


def table(ratios: Sequence[Ratio]) -> Table:
    """One line for each ratio."""
    shown = Table(title="Ratios, each taken side by side in this run", title_justify="left")
    shown.add_column("measured")
    shown.add_column("against")
    for name in ("ours", "baseline", "ratio", "goal"):
        shown.add_column(name, justify="right")
    for each in ratios:
        sense = " faster" if each.faster else ""
        goal = "" if each.goal is None else f"{'≥' if each.faster else '≤'} {each.goal:g}x"
        mark = {True: " ✓", False: " ✗", None: ""}[each.reached]
        ratio = f"{each.value:.3g}x{sense}"
        shown.add_row(each.what, each.against, _time(each.ours), _time(each.baseline), ratio, goal + mark)
    return shown


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"
