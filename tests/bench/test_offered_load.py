"""A stage is summarized from what was shown after its first seconds and before its end."""

import pytest

from bench.load import build_table, compare, describe_peak, find_peak
from bench.offered_load import DEADLINE, WARM_UP, Outcome, Stage, summarize

START = 100.0
SECONDS = WARM_UP + 10.0
EPOCH = 1_000_000.0
"""What is added to monotonic seconds for those since the epoch."""


def outcome(sent: float, wait: float | None, *, is_answer: bool = True) -> Outcome:
    return Outcome(START + sent, None if wait is None else START + sent + wait, is_answer)


def summarize_outcomes(*outcomes: Outcome) -> Stage:
    samples = [(EPOCH + START + second, 0.001 * second, 0.5 * second) for second in range(20)]
    return summarize(5.0, [outcome(0.0, 0.1), *outcomes], SECONDS, samples, EPOCH)


def stage(rate: float, answered: float, processor: float = 0.5) -> Stage:
    return Stage(rate, rate, answered, told=0.0, median=0.1, p95=0.2, late=0.005, processor=processor)


def test_only_answers_within_discords_seconds_count_as_answered():
    summary = summarize_outcomes(outcome(5.0, 0.5), outcome(5.0, DEADLINE + 0.1), outcome(5.0, None))
    assert (summary.answered, summary.offered, summary.told) == (0.1, 0.3, 0.0)


def test_a_sentence_is_no_answer():
    summary = summarize_outcomes(outcome(5.0, 0.5), outcome(6.0, 0.01, is_answer=False))
    assert (summary.answered, summary.told) == (0.1, 0.1)


def test_what_is_shown_before_or_after_does_not_count():
    summary = summarize_outcomes(outcome(1.0, 0.5), outcome(SECONDS - 0.1, 0.5), outcome(WARM_UP - 0.5, 1.0))
    assert summary.answered == 0.1
    assert summary.median == 1.0


def test_the_monitor_tells_how_late_the_loop_was_and_what_the_bot_took():
    summary = summarize_outcomes(outcome(5.0, 0.5))
    assert summary.late == pytest.approx(0.012, abs=0.001)
    assert summary.processor == pytest.approx(0.5)
    assert summary.cost == pytest.approx(5.0)


def test_a_peak_is_compared_with_what_remains_and_with_the_base():
    stages = {
        "this": [stage(10, 10), stage(80, 50), stage(200, 45)],
        "base": [stage(10, 10), stage(80, 40), stage(160, 4)],
    }
    assert find_peak(stages["this"]).answered == 50
    remains, peak = compare(stages)
    assert remains.value == pytest.approx(50 / 45)
    assert remains.is_reached
    assert peak.value == pytest.approx(40 / 50)
    assert build_table(stages).row_count == 6


def test_a_bot_that_answers_nobody_is_compared_too():
    (remains,) = compare({"this": [stage(10, 10), stage(40, 0.0)]})
    assert remains.is_reached is False


def test_the_peak_is_named_with_what_bounds_it():
    assert "processor bounds it" in describe_peak(stage(160, 120, processor=0.99))
    assert "more is not offered" in describe_peak(stage(40, 40))
