"""A limited number of tasks run at a time, and the lowest priority is admitted first."""

import asyncio

import pytest

from bot.digests.delivery.priority_limit import FIRST, Priority, PriorityLimiter


class Tasks:
    """Tasks under a limiter. `admitted`: their names, in the order of admission. `finish` ends one."""

    def __init__(self, capacity: int) -> None:
        self.limiter = PriorityLimiter(capacity)
        self.admitted: list[str] = []
        self.exits: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self, name: str, priority: Priority) -> None:
        self.exits[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self.run(name, priority))
        await self.settle()

    async def run(self, name: str, priority: Priority) -> None:
        async with self.limiter.acquire(priority):
            self.admitted.append(name)
            await self.exits[name].wait()

    async def finish(self, name: str) -> None:
        self.exits[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def test_no_more_tasks_are_admitted_than_the_capacity() -> None:
    tasks = Tasks(2)
    for name in "abc":
        await tasks.start(name, (0, 0))
    assert tasks.admitted == ["a", "b"]
    await tasks.finish("b")
    assert tasks.admitted == ["a", "b", "c"]


async def test_the_lowest_priority_is_admitted_first_and_equal_ones_in_order_of_arrival() -> None:
    tasks = Tasks(1)
    for name, priority in {"a": (0, 0), "late": (1, 0), "first": (0, 1), "equal": (0, 1), "sending": FIRST}.items():
        await tasks.start(name, priority)
    for name in ("a", "sending", "first", "equal"):
        await tasks.finish(name)
    assert tasks.admitted == ["a", "sending", "first", "equal", "late"]


async def test_a_free_slot_stays_free_until_the_next_task_arrives() -> None:
    tasks = Tasks(1)
    await tasks.start("a", (0, 0))
    await tasks.finish("a")
    await tasks.start("b", (0, 0))
    assert tasks.admitted == ["a", "b"]


async def test_a_cancelled_task_does_not_delay_the_next() -> None:
    tasks = Tasks(1)
    for name in "abc":
        await tasks.start(name, (0, 0))
    tasks.tasks["b"].cancel()
    await tasks.finish("a")
    assert tasks.admitted == ["a", "c"]


async def test_a_task_that_is_cancelled_as_it_is_admitted_passes_its_slot_on() -> None:
    tasks = Tasks(1)
    for name in "abc":
        await tasks.start(name, (0, 0))
    tasks.exits["a"].set()
    await asyncio.sleep(0)
    # The first task has admitted the second one, which is cancelled before it runs.
    assert tasks.tasks["a"].done()
    assert tasks.admitted == ["a"]
    tasks.tasks["b"].cancel()
    await tasks.settle()
    assert tasks.admitted == ["a", "c"]


async def test_a_task_that_fails_frees_its_slot() -> None:
    limiter = PriorityLimiter(1)
    with pytest.raises(OSError, match="full"):
        async with limiter.acquire((0, 0)):
            raise OSError("full")
    async with asyncio.timeout(1), limiter.acquire((0, 0)):
        pass


async def test_among_tasks_that_arrive_together_the_lowest_priorities_are_admitted() -> None:
    tasks = Tasks(2)
    for name, priority in {"a1": (0, 0), "a2": (1, 1), "a3": (2, 2), "b1": (0, 3)}.items():
        tasks.exits[name] = asyncio.Event()
        tasks.tasks[name] = asyncio.create_task(tasks.run(name, priority))
    await tasks.settle()
    assert tasks.admitted == ["a1", "b1"]
    await tasks.finish("a1")
    await tasks.finish("b1")
    assert tasks.admitted == ["a1", "b1", "a2", "a3"]
    for name in ("a2", "a3"):
        await tasks.finish(name)
