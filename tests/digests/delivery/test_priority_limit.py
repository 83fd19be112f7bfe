"""Places are held by so many at a time, and the lowest rank waits the least."""

import asyncio

import pytest

from bot.digests.delivery.priority_limit import FIRST, Priority, PriorityLimiter


class Hall:
    """Who is in, in the order that they came in, and how to let one out."""

    def __init__(self, places: int) -> None:
        self.line = PriorityLimiter(places)
        self.came: list[str] = []
        self.out: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, rank: Priority) -> None:
        self.out[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._stay(name, rank))
        await self.settle()

    async def _stay(self, name: str, rank: Priority) -> None:
        async with self.line.acquire(rank):
            self.came.append(name)
            await self.out[name].wait()

    async def leave(self, name: str) -> None:
        self.out[name].set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


async def test_no_more_are_in_than_there_are_places() -> None:
    hall = Hall(2)
    for name in "abc":
        await hall.come(name, (0, 0))
    assert hall.came == ["a", "b"]
    await hall.leave("b")
    assert hall.came == ["a", "b", "c"]


async def test_the_lowest_rank_is_let_in_and_among_equals_who_came_first() -> None:
    hall = Hall(1)
    for name, rank in {"a": (0, 0), "late": (1, 0), "first": (0, 1), "equal": (0, 1), "sending": FIRST}.items():
        await hall.come(name, rank)
    for name in ("a", "sending", "first", "equal"):
        await hall.leave(name)
    assert hall.came == ["a", "sending", "first", "equal", "late"]


async def test_a_place_that_is_left_alone_is_there_for_the_next() -> None:
    hall = Hall(1)
    await hall.come("a", (0, 0))
    await hall.leave("a")
    await hall.come("b", (0, 0))
    assert hall.came == ["a", "b"]


async def test_who_gives_up_waiting_holds_nobody_up() -> None:
    hall = Hall(1)
    for name in "abc":
        await hall.come(name, (0, 0))
    hall.tasks["b"].cancel()
    await hall.leave("a")
    assert hall.came == ["a", "c"]


async def test_who_is_called_and_gives_up_at_once_leaves_the_place_to_the_next() -> None:
    hall = Hall(1)
    for name in "abc":
        await hall.come(name, (0, 0))
    hall.out["a"].set()
    await asyncio.sleep(0)
    # The one that had the place has called the next, who is told to end before it comes.
    assert hall.tasks["a"].done()
    assert hall.came == ["a"]
    hall.tasks["b"].cancel()
    await hall.settle()
    assert hall.came == ["a", "c"]


async def test_a_place_is_left_by_who_fails() -> None:
    line = PriorityLimiter(1)
    with pytest.raises(OSError, match="full"):
        async with line.acquire((0, 0)):
            raise OSError("full")
    async with asyncio.timeout(1), line.acquire((0, 0)):
        pass


async def test_of_those_who_come_together_the_lowest_ranks_are_let_in() -> None:
    hall = Hall(2)
    for name, rank in {"a1": (0, 0), "a2": (1, 1), "a3": (2, 2), "b1": (0, 3)}.items():
        hall.out[name] = asyncio.Event()
        hall.tasks[name] = asyncio.create_task(hall._stay(name, rank))
    await hall.settle()
    assert hall.came == ["a1", "b1"]
    await hall.leave("a1")
    await hall.leave("b1")
    assert hall.came == ["a1", "b1", "a2", "a3"]
    for name in ("a2", "a3"):
        await hall.leave(name)
