"""Places are held by so many at a time, and the lowest rank waits the least."""

import asyncio

import pytest

from bot.digests.delivery.priority_limit import FIRST, Priority, PriorityLimiter


class Tasks:
    """Who is in, in the order that they came in, and how to let one out."""

    def __init__(self, places: int) -> None:
        self.limiter = PriorityLimiter(places)
        self.admitted: list[str] = []
        self.exits: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self, name: str, rank: Priority) -> None:
        self.exits[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self.run(name, rank))
        await self.settle()

    async def run(self, name: str, rank: Priority) -> None:
        async with self.limiter.acquire(rank):
            self.admitted.append(name)
            await self.exits[name].wait()

    async def finish(self, name: str) -> None:
        self.exits[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def test_no_more_tasks_are_admitted_than_the_capacity() -> None:
    hall = Tasks(2)
    for name in "abc":
        await hall.start(name, (0, 0))
    assert hall.admitted == ["a", "b"]
    await hall.finish("b")
    assert hall.admitted == ["a", "b", "c"]


async def test_the_lowest_priority_is_admitted_first_and_equal_ones_in_order_of_arrival() -> None:
    hall = Tasks(1)
    for name, rank in {"a": (0, 0), "late": (1, 0), "first": (0, 1), "equal": (0, 1), "sending": FIRST}.items():
        await hall.start(name, rank)
    for name in ("a", "sending", "first", "equal"):
        await hall.finish(name)
    assert hall.admitted == ["a", "sending", "first", "equal", "late"]


async def test_a_free_slot_stays_free_until_the_next_task_arrives() -> None:
    hall = Tasks(1)
    await hall.start("a", (0, 0))
    await hall.finish("a")
    await hall.start("b", (0, 0))
    assert hall.admitted == ["a", "b"]


async def test_a_cancelled_task_does_not_delay_the_next() -> None:
    hall = Tasks(1)
    for name in "abc":
        await hall.start(name, (0, 0))
    hall.tasks["b"].cancel()
    await hall.finish("a")
    assert hall.admitted == ["a", "c"]


async def test_a_task_that_is_cancelled_as_it_is_admitted_passes_its_slot_on() -> None:
    hall = Tasks(1)
    for name in "abc":
        await hall.start(name, (0, 0))
    hall.exits["a"].set()
    await asyncio.sleep(0)
    # The one that had the place has called the next, who is told to end before it comes.
    assert hall.tasks["a"].done()
    assert hall.admitted == ["a"]
    hall.tasks["b"].cancel()
    await hall.settle()
    assert hall.admitted == ["a", "c"]


async def test_a_task_that_fails_frees_its_slot() -> None:
    line = PriorityLimiter(1)
    with pytest.raises(OSError, match="full"):
        async with line.acquire((0, 0)):
            raise OSError("full")
    async with asyncio.timeout(1), line.acquire((0, 0)):
        pass


async def test_among_tasks_that_arrive_together_the_lowest_priorities_are_admitted() -> None:
    hall = Tasks(2)
    for name, rank in {"a1": (0, 0), "a2": (1, 1), "a3": (2, 2), "b1": (0, 3)}.items():
        hall.exits[name] = asyncio.Event()
        hall.tasks[name] = asyncio.create_task(hall.run(name, rank))
    await hall.settle()
    assert hall.admitted == ["a1", "b1"]
    await hall.finish("a1")
    await hall.finish("b1")
    assert hall.admitted == ["a1", "b1", "a2", "a3"]
    for name in ("a2", "a3"):
        await hall.finish(name)
