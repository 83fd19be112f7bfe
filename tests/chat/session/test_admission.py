"""Work starts in order, on a few threads, and is refused if it would wait too long."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.chat.session.admission import (
    LAST_START,
    MAX_AGE,
    MAX_HANDLED,
    MAX_QUEUED,
    MAX_TOLD_AGE,
    MAX_TOLD_AT_ONCE,
    MAX_WAIT,
    TOLD_PER_ANSWER,
    Admission,
    BusyError,
    TooLateError,
    compute_patience,
)


class Worker:
    """Runs work when the test says so, in `seconds` of a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.begun: list[Any] = []
        self._gates: list[asyncio.Event] = []

    async def run(self, work: Callable[[], Any], /) -> Any:
        result = work()
        gate = asyncio.Event()
        self._gates.append(gate)
        self.begun.append(result)
        await gate.wait()
        return result

    def end(self) -> None:
        """End the oldest work that was begun."""
        self._gates.pop(0).set()

    async def finish(self, seconds: float = 0.0) -> None:
        """End the oldest work that was begun after some seconds, and let everything go on."""
        self.now += seconds
        self.end()
        await settle()


async def settle() -> None:
    """Let every task go on as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def admission(worker: Worker) -> Admission:
    return Admission(worker.run, lambda: worker.now, threads=1)


async def start(admission: Admission, *names: str, patience: float = MAX_WAIT) -> list[asyncio.Task[str]]:
    tasks = [asyncio.create_task(admission.run(lambda name=name: name, patience)) for name in names]
    await settle()
    return tasks


async def test_work_waits_for_its_turn_and_is_done_in_order(admission: Admission, worker: Worker):
    tasks = await start(admission, "a", "b", "c")
    assert (worker.begun, admission.queued) == (["a"], 2)
    for _ in tasks:
        await worker.finish(0.01)
    assert [task.result() for task in tasks] == ["a", "b", "c"]
    assert (worker.begun, admission.queued, admission.expected_wait) == (["a", "b", "c"], 0, 0.0)


async def test_as_much_work_runs_at_once_as_there_are_threads(worker: Worker):
    tasks = await start(Admission(worker.run, lambda: worker.now, threads=2), "a", "b", "c")
    assert worker.begun == ["a", "b"]
    for _ in tasks:
        await worker.finish()


async def test_work_that_would_wait_too_long_is_refused_at_once(admission: Admission, worker: Worker):
    first = await start(admission, "slow")
    await worker.finish(0.9)
    assert first[0].done()
    tasks = await start(admission, *(str(number) for number in range(60)))
    refused = [task for task in tasks if task.done() and isinstance(task.exception(), BusyError)]
    waiting = [task for task in tasks if not task.done()]
    # A tenth of what the slow work took is expected of the next.
    assert 5 < len(waiting) < 15
    assert len(refused) == admission.counts.busy == 60 - len(waiting)
    for _ in waiting:
        await worker.finish()
    assert all(task.exception() is None for task in waiting)


async def test_more_patience_lets_more_work_wait(admission: Admission, worker: Worker):
    await start(admission, "a")
    (impatient,) = await start(admission, "b", patience=0.001)
    assert isinstance(impatient.exception(), BusyError)
    (patient,) = await start(admission, "c", patience=1.0)
    assert not patient.done()
    await worker.finish()
    await worker.finish()
    assert patient.result() == "c"


async def test_work_whose_turn_comes_too_late_is_not_begun(admission: Admission, worker: Worker):
    _, late, _ = await start(admission, "a", "late", "later")
    (patient,) = await start(admission, "patient", patience=100.0)
    await worker.finish(MAX_WAIT + 0.1)
    assert isinstance(late.exception(), BusyError)
    assert worker.begun == ["a", "patient"]
    assert admission.counts.busy == 2
    await worker.finish()
    assert patient.result() == "patient"


async def test_the_queue_is_bounded_whatever_is_expected_of_the_work(admission: Admission, worker: Worker):
    for _ in range(100):
        await start(admission, "quick")
        await worker.finish(0.0)
    tasks = await start(admission, *map(str, range(MAX_QUEUED + 11)))
    assert admission.queued == MAX_QUEUED
    assert sum(task.done() for task in tasks) == 10
    for task in tasks:
        task.cancel()
    await settle()


async def test_cancelled_work_is_not_begun_and_keeps_nobody_waiting(admission: Admission, worker: Worker):
    _, cancelled, last = await start(admission, "a", "cancelled", "last")
    cancelled.cancel()
    await worker.finish()
    await worker.finish()
    assert (worker.begun, last.result()) == (["a", "last"], "last")


async def test_work_that_is_cancelled_when_its_turn_comes_passes_the_turn_on(admission: Admission, worker: Worker):
    _, cancelled, last = await start(admission, "a", "cancelled", "last")
    worker.end()
    while admission.queued == 2:  # noqa: ASYNC110 - the cancellation comes between two steps of the loop
        await asyncio.sleep(0)
    cancelled.cancel()
    await settle()
    assert worker.begun == ["a", "last"]
    await worker.finish()
    assert last.result() == "last"


async def test_work_that_fails_passes_the_turn_on(admission: Admission, worker: Worker):
    failing = asyncio.create_task(admission.run(lambda: 1 // 0))
    (following,) = await start(admission, "b")
    with pytest.raises(ZeroDivisionError):
        await failing
    await worker.finish()
    assert following.result() == "b"


def test_a_request_that_discord_no_longer_waits_for_is_refused(admission: Admission):
    admission.check_request("interaction", MAX_AGE["interaction"])
    with pytest.raises(TooLateError):
        admission.check_request("interaction", MAX_AGE["interaction"] + 0.1)
    admission.check_request("message", MAX_AGE["message"])
    with pytest.raises(TooLateError):
        admission.check_request("message", MAX_AGE["message"] + 0.1)
    assert admission.counts.late == 2


def test_requests_beyond_the_most_are_refused_in_silence_until_others_are_done(admission: Admission):
    counted = [admission.count_request("message") for _ in range(MAX_HANDLED["message"])]
    for request in counted:
        request.__enter__()
    admission.check_request("message", 0.0)
    with admission.count_request("message"), pytest.raises(BusyError) as refused:
        admission.check_request("message", 0.0)
    assert refused.value.is_silent
    with admission.count_request("interaction"):
        admission.check_request("interaction", 0.0)
    for request in counted:
        request.__exit__(None, None, None)
    assert admission.handled.total() == 0


def test_an_old_interaction_has_less_patience():
    assert compute_patience(0.0) == MAX_WAIT
    assert compute_patience(LAST_START - 0.25) == pytest.approx(0.25)
    assert compute_patience(LAST_START + 0.5) == 0.0


async def test_work_without_patience_is_begun_if_a_thread_is_free(admission: Admission, worker: Worker):
    await start(admission, "a", patience=0.0)
    (refused,) = await start(admission, "b", patience=0.0)
    assert worker.begun == ["a"]
    assert isinstance(refused.exception(), BusyError)
    await worker.finish()


def test_a_few_people_are_told_that_the_bot_is_busy_for_each_answer(admission: Admission):
    told = sum(admission.take_sentence(0.0) for _ in range(1_000))
    assert told == MAX_TOLD_AT_ONCE
    for _ in range(10):
        admission.count_answer()
    assert sum(admission.take_sentence(0.0) for _ in range(1_000)) == 10 * TOLD_PER_ANSWER
    for _ in range(1_000):
        admission.count_answer()
    assert sum(admission.take_sentence(0.0) for _ in range(1_000)) == MAX_TOLD_AT_ONCE


def test_nobody_is_told_that_the_bot_is_busy_if_even_that_is_late(admission: Admission):
    assert not admission.take_sentence(MAX_TOLD_AGE + 0.1)
    assert admission.take_sentence(MAX_TOLD_AGE)
