"""Work is spread over processes, and whatever becomes of them, what is missing is known."""

import os
import signal

import pytest

from bot.coverage.workers import WorkerPool

pytestmark = pytest.mark.outside


def doubled(task: bytes) -> bytes:
    return task * 2


def of_process(_task: bytes) -> bytes:
    return str(os.getpid()).encode()


def failing(task: bytes) -> bytes:
    if task == b"7":
        raise ValueError(task)
    return task


def dying(task: bytes) -> bytes:
    if task == b"7":
        os.kill(os.getpid(), signal.SIGKILL)
    return task


TASKS = [str(number).encode() for number in range(200)]


def test_every_task_has_its_result():
    with WorkerPool(2) as crew:
        assert dict(crew.imap_unordered(doubled, TASKS)) == {number: task * 2 for number, task in enumerate(TASKS)}
        assert dict(crew.imap_unordered(doubled, [])) == {}


def test_work_is_done_in_the_same_other_processes_from_call_to_call():
    with WorkerPool(2) as crew:
        found = [process for _ in range(2) for _, process in crew.imap_unordered(of_process, TASKS)]
        assert 1 <= len(set(found)) <= 2
        assert str(os.getpid()).encode() not in found


def test_one_process_is_none():
    with WorkerPool(1) as crew:
        assert list(crew.imap_unordered(doubled, TASKS)) == []


def test_work_that_fails_or_dies_ends_it_early_and_the_next_has_new_processes():
    with WorkerPool(2) as crew:
        for work in (failing, dying):
            done = dict(crew.imap_unordered(work, TASKS))
            assert 7 not in done
            assert all(TASKS[number] == result for number, result in done.items())
            assert len(list(crew.imap_unordered(doubled, TASKS))) == len(TASKS)


def test_whoever_has_enough_may_stop():
    with WorkerPool(2) as crew:
        results = crew.imap_unordered(doubled, TASKS)
        next(results)
        results.close()
        assert len(list(crew.imap_unordered(doubled, TASKS))) == len(TASKS)


def test_no_more_tasks_are_made_than_can_soon_be_done():
    made: list[int] = []

    def tasks():
        for number, task in enumerate(TASKS):
            made.append(number)
            yield task

    with WorkerPool(2) as crew:
        for done, _ in enumerate(crew.imap_unordered(doubled, tasks()), 1):
            assert len(made) <= done + 2 * 4
