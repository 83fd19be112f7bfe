"""The floor and the goal of every figure of quality, in one place, and the table that shows figures beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True)
class Target:
    """The lower bound (`floor`) and the `goal` of a figure.

    With `is_maximum`, smaller is better, and both are upper bounds.
    """

    floor: float
    goal: float
    is_maximum: bool = False

    def is_kept(self, value: float) -> bool:
        """Return whether a figure keeps the floor. NaN, a figure that could not be measured, does not."""
        return value <= self.floor if self.is_maximum else value >= self.floor

    def is_reached(self, value: float) -> bool:
        """Return whether a figure reaches the goal."""
        return value <= self.goal if self.is_maximum else value >= self.goal


FOUND_RIGHT = "of found, a right quote"
FOUND_FIRST_RIGHT = "of found, the first quote right"
RIGHT_AND_FOUND = "right and found, of the answerable"
FALSELY_FOUND = "unanswerable called found"
RIGHTLY_NOTHING = "unanswerable called nothing"
RIGHT_SHOWN = "answerable, a right quote shown"
FALSELY_NOTHING = "answerable called nothing"
CONFIDENCE_AUROC = "AUROC of confidence, right or not"

READER_TARGETS: Mapping[str, Target] = {
    FOUND_RIGHT: Target(0.85, 0.92),
    FOUND_FIRST_RIGHT: Target(0.72, 0.85),
    RIGHT_AND_FOUND: Target(0.28, 0.50),
    FALSELY_FOUND: Target(0.075, 0.03, is_maximum=True),
    RIGHTLY_NOTHING: Target(0.60, 0.75),
    RIGHT_SHOWN: Target(0.70, 0.78),
    FALSELY_NOTHING: Target(0.20, 0.12, is_maximum=True),
    CONFIDENCE_AUROC: Target(0.75, 0.85),
}
"""Targets for questions as readers type them."""

COUNTERFACTUALS_FOUND = "counterfactuals called found"
TRUE_KEPT = "their true forms found and right"

COUNTERFACTUAL_TARGETS: Mapping[str, Target] = {
    COUNTERFACTUALS_FOUND: Target(0.05, 0.02, is_maximum=True),
    TRUE_KEPT: Target(0.80, 0.90),
}
"""Targets for questions that are made from an archive's own sentences, true ones and false ones."""

SEEDS_RIGHT = "seed questions right"
OFF_TOPIC_NOTHING = "off-topic called nothing"
LONG_ANSWERED = "long questions, right article quoted"
ITEMS_ANSWERED = "headline parts, right article quoted"
ANSWERABLE_AUROC = "AUROC of confidence, answer or none"

VERDICT_TARGETS: Mapping[str, Target] = {
    SEEDS_RIGHT: Target(0.90, 0.95),
    OFF_TOPIC_NOTHING: Target(0.90, 0.95),
    LONG_ANSWERED: Target(0.95, 0.98),
    ITEMS_ANSWERED: Target(0.945, 0.96),
    ANSWERABLE_AUROC: Target(0.955, 0.985),
}
"""Targets for answering where the archive has an answer, and only there."""

MEAN_AVERAGE_PRECISION = "long questions: MAP@10"
HITS_AT_FOUR = "long questions: Hits@4"
KNOWN_ITEMS_FIRST = tuple(f"headline parts first, {typos} misspelt" for typos in range(4))

RETRIEVAL_TARGETS: Mapping[str, Target] = {
    MEAN_AVERAGE_PRECISION: Target(0.819, 0.86),
    HITS_AT_FOUR: Target(0.995, 1.0),
    KNOWN_ITEMS_FIRST[0]: Target(0.922, 0.93),
    KNOWN_ITEMS_FIRST[1]: Target(0.918, 0.93),
    KNOWN_ITEMS_FIRST[2]: Target(0.912, 0.92),
    KNOWN_ITEMS_FIRST[3]: Target(0.908, 0.92),
}
"""Targets for retrieval among 25,000 articles: what was measured in November 2026, less 0.005, so that it stays."""

TARGETS: Mapping[str, Target] = {
    **READER_TARGETS,
    **COUNTERFACTUAL_TARGETS,
    **VERDICT_TARGETS,
    **RETRIEVAL_TARGETS,
}


def find_missed_floors(figures: Mapping[str, float]) -> list[str]:
    """Return the names of the figures that don't keep their floor."""
    return [name for name, value in figures.items() if not TARGETS[name].is_kept(value)]


def build_figure_table(figures: Mapping[str, float], title: str) -> Table:
    """Return a table with a row for each figure: value, floor, goal, and how it stands to them."""
    table = Table("figure", title=title, title_justify="left")
    for column in ("value", "floor", "goal"):
        table.add_column(column, justify="right")
    table.add_column("")
    for name, value in figures.items():
        target = TARGETS[name]
        sign = "≤" if target.is_maximum else "≥"
        result = "reached" if target.is_reached(value) else "" if target.is_kept(value) else "missed"
        table.add_row(name, f"{value:.3f}", f"{sign} {target.floor:g}", f"{sign} {target.goal:g}", result)
    return table


def describe_missed(names: Sequence[str]) -> str:
    """Return the text of the error for missed floors."""
    return f"{len(names)} below the floor: {'; '.join(names)}"
