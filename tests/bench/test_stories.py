"""B-cubed, the measure of the stories."""

from bench.stories import compute_b_cubed

TRUTH = {"a": "flood", "b": "flood", "c": "vote", "d": "vote"}


def test_the_true_groups_score_one():
    assert compute_b_cubed([["a", "b"], ["c", "d"]], TRUTH) == (1.0, 1.0, 1.0)


def test_joining_stories_costs_precision():
    precision, recall, _ = compute_b_cubed([["a", "b", "c", "d"]], TRUTH)
    assert (precision, recall) == (0.5, 1.0)


def test_dividing_stories_costs_recall():
    precision, recall, _ = compute_b_cubed([["a"], ["b"], ["c"], ["d"]], TRUTH)
    assert (precision, recall) == (1.0, 0.5)
