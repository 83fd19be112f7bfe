"""Two small regressions with a penalty on large weights, and folds for cross-validation.

Features are divided by their deviation while weights are fitted, so that the penalty falls on all alike.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 30
_SMALL_STEP = 1e-4


def fit_softmax(choices: Sequence[Floats], right: Sequence[Floats], penalty: float) -> Floats:
    """Return the weights with which right choices score above the others.

    `choices`: for each question, a row of features for each choice. `right`: for each question, 1 for each right
    choice. Questions without a right or without a wrong choice teach nothing.
    """
    deviation = np.vstack([rows for rows in choices if len(rows)]).std(0) + 1e-9
    pairs = [
        (rows / deviation, marks)
        for rows, marks in zip(choices, right, strict=True)
        if len(rows) and marks.any() and not marks.all()
    ]
    weights = np.zeros(len(deviation))
    for _ in range(_STEPS):
        gradient = -penalty * weights
        curvature = np.eye(len(weights)) * penalty
        for rows, marks in pairs:
            share = _softmax(rows @ weights)
            target = share * marks
            target = target / (target.sum() or 1.0)
            gradient += rows.T @ (target - share)
            mean = rows.T @ share
            curvature += (rows * share[:, None]).T @ rows - np.outer(mean, mean)
        step = np.linalg.solve(curvature, gradient)
        largest = float(np.abs(step).max())
        weights += step * min(1.0, 1.0 / (largest or 1.0))
        if largest < _SMALL_STEP:
            break
    return weights / deviation


def fit_logistic(rows: Floats, right: Floats, penalty: float, importance: Floats | None = None) -> Floats:
    """Return the weights of a logistic curve. The last column of `rows` is the constant; it has no penalty.

    `importance`: how much each row counts; 1 if None.
    """
    counts = np.ones(len(rows)) if importance is None else importance
    deviation = np.append(rows[:, :-1].std(0) + 1e-9, 1.0)
    centre = np.append(rows[:, :-1].mean(0), 0.0)
    scaled = (rows - centre) / deviation
    weights = np.zeros(rows.shape[1])
    ridge = np.eye(len(weights)) * penalty
    ridge[-1, -1] = 1e-6
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        gradient = scaled.T @ (counts * (chance - right)) + ridge @ weights
        curvature = (scaled * (counts * chance * (1 - chance))[:, None]).T @ scaled + ridge
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if float(np.abs(step).max()) < _SMALL_STEP:
            break
    unscaled = weights / deviation
    unscaled[-1] -= float(unscaled @ centre)
    return unscaled


def split_folds(groups: Sequence[Hashable], count: int, seed: int = 0) -> list[int]:
    """Return the fold of each item; items of one group come into one fold."""
    distinct = list(dict.fromkeys(groups))
    order = np.random.default_rng(seed).permutation(len(distinct))
    folds = {group: int(order[place]) % count for place, group in enumerate(distinct)}
    return [folds[group] for group in groups]


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max())
    return odds / odds.sum()
