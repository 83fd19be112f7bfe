"""Work is done in other processes; if they fail, the missing results are known."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.coverage.workers import WorkerPool
from tests.support.liveness import is_alive
from tests.support.patience import wait_until
from tests.support.work import die_at_seven, double, fail_at_seven, process_id

pytestmark = pytest.mark.outside


TASKS = [str(number).encode() for number in range(200)]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2) as pool:
        yield pool


def test_every_task_has_its_result(pool: WorkerPool):
    assert dict(pool.imap_unordered(double, TASKS)) == {number: task * 2 for number, task in enumerate(TASKS)}
    assert dict(pool.imap_unordered(double, [])) == {}


def test_all_calls_use_the_same_processes(pool: WorkerPool):
    ids = [process for _ in range(2) for _, process in pool.imap_unordered(process_id, TASKS)]
    assert 1 <= len(set(ids)) <= 2
    assert str(os.getpid()).encode() not in ids


def test_a_pool_of_one_does_nothing():
    with WorkerPool(1) as pool:
        assert list(pool.imap_unordered(double, TASKS)) == []


def test_failing_work_ends_a_call_early_and_the_next_call_has_new_processes():
    with WorkerPool(2) as pool:
        for work in (fail_at_seven, die_at_seven):
            done = dict(pool.imap_unordered(work, TASKS))
            assert 7 not in done
            assert all(TASKS[number] == result for number, result in done.items())
            assert len(list(pool.imap_unordered(double, TASKS))) == len(TASKS)


def test_a_caller_can_stop_early(pool: WorkerPool):
    results = pool.imap_unordered(double, TASKS)
    next(results)
    results.close()
    assert len(list(pool.imap_unordered(double, TASKS))) == len(TASKS)


def test_tasks_are_taken_only_a_few_ahead(pool: WorkerPool):
    taken: list[int] = []

    def tasks():
        for number, task in enumerate(TASKS):
            taken.append(number)
            yield task

    for done, _ in enumerate(pool.imap_unordered(double, tasks()), 1):
        assert len(taken) <= done + 2 * 4


PROGRAM = """
from bot.coverage.workers import WorkerPool
from tests.support.work import hang, process_id

if __name__ == "__main__":
    with WorkerPool(2) as pool:
        print(*sorted({each.decode() for _, each in pool.imap_unordered(process_id, [b""])}), flush=True)
        list(pool.imap_unordered(hang, [b""]))
"""


def test_processes_end_when_the_one_that_started_them_is_killed():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        worker = int(starter.stdout.readline())
        starter.kill()
    assert wait_until(lambda: not is_alive(worker))
