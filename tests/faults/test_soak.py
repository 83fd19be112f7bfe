"""A soak notices growth; after a few seconds of soaking, a bot holds no more than before."""

from pathlib import Path

import pytest

from bench.offered_load import Outcome
from tests.faults.soak import Sample, Soak, soak_bot

ANSWERED = Outcome(0.0, 0.1, is_answer=True)


def soak(*calm: Sample, outcomes: tuple[Outcome, ...] = (ANSWERED,), late: float = 0.001) -> Soak:
    samples = [Sample(0.0, [late] * 100, 1, 1, 1)]
    return Soak(9.0, 3, 5.0, outcomes, reconnects=1, reloads=1, samples=samples, calm=calm)


def hold(number: int, *, tasks: int = 10, open_files: int = 20, memory: int = 200_000_000) -> Sample:
    return Sample(float(number), [0.001], tasks, open_files, memory)


def test_a_bot_that_holds_the_same_is_good():
    result = soak(*(hold(number) for number in range(9)))
    assert result.find_faults() == []
    assert "memory_mb=191..191 files=20..20 tasks=10..10" in result.format_figures()


@pytest.mark.parametrize(("held", "by"), [("tasks", 1), ("open_files", 1), ("memory", 6_000_000)])
def test_what_grows_is_named(held: str, by: int):
    first = getattr(hold(0), held)
    (fault,) = soak(*(hold(number, **{held: first + by * number}) for number in range(9))).find_faults()
    assert fault.startswith(f"{held} grew from")


def test_what_goes_up_and_down_does_not_grow():
    samples = [
        hold(number, tasks=10 + 9 * (number % 2), memory=200_000_000 + 30_000_000 * (number % 2)) for number in range(9)
    ]
    assert soak(*samples).find_faults() == []


def test_a_late_loop_and_a_bot_that_answers_nobody_are_named():
    assert "60 ms late" in soak(hold(0), late=0.06).find_faults()[0]
    assert soak(hold(0), outcomes=()).find_faults() == ["no question was answered"]


async def test_a_bot_holds_no_more_tasks_and_files_after_broken_connections_and_new_articles(tmp_path: Path):
    result = await soak_bot(tmp_path, 12.0, seed=4, servers=20, articles=100, rate=5.0)
    assert result.reconnects
    assert result.reloads
    # Memory needs longer to settle, and a busy machine makes the loop late.
    assert [fault for fault in result.find_faults() if not fault.startswith(("memory", "the event loop"))] == []
