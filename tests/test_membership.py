"""When a process may connect and deliver, and what it says about that."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.membership import Membership
from bot.store.processes.process_locks import Held
from tests.support.patience import PATIENCE

ALL, ANSWERS = Held(shards=True, delivers=True), Held(shards=True, delivers=False)
NONE = Held(shards=False, delivers=False)


class FakeLocks:
    """Locks that a test gives and takes. If there are none to give, the database is away."""

    def __init__(self, held: Held | None) -> None:
        self.held = held
        self.asked: list[bool] = []

    @property
    def delivers(self) -> bool:
        return self.ensure_delivers()

    def renew(self, *, may_deliver: bool) -> Held:
        self.asked.append(may_deliver)
        if self.held is None:
            raise StoreError("the database can't be reached")
        return Held(self.held.shards, self.held.delivers and may_deliver)

    def ensure_delivers(self) -> bool:
        return self.held is not None and self.held.delivers

    def release(self) -> None:
        self.held = NONE


@asynccontextmanager
async def keep(locks: FakeLocks, *, online: bool = True) -> AsyncIterator[tuple[Membership, list[bool]]]:
    """Keep a membership. Yields it, and what it delivered at each change."""
    membership, changes = Membership(locks, 0.02), []
    task = asyncio.create_task(membership.keep(lambda: online, lambda: changes.append(membership.delivers)))
    try:
        yield membership, changes
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what is waited for happens on a thread
            await asyncio.sleep(0.005)


async def test_a_process_that_may_do_everything_connects_and_delivers():
    async with keep(FakeLocks(ALL)) as (membership, changes):
        await membership.wait_for_shards()
        await until(lambda: changes == [True])
        assert not membership.is_waiting


async def test_a_standby_takes_over_as_soon_as_it_may(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    locks = FakeLocks(ANSWERS)
    async with keep(locks) as (membership, changes):
        await membership.wait_for_shards()
        assert (membership.delivers, changes) == (False, [])
        locks.held = ALL
        await until(lambda: changes == [True])
        locks.held = ANSWERS
        await until(lambda: changes == [True, False])
    assert [record.message for record in caplog.records] == [
        "this process answers, and stands by to deliver the digests",
        "this process delivers the digests",
        "this process answers, and stands by to deliver the digests",
    ]


async def test_a_process_whose_shards_another_runs_waits_and_leaves_when_they_are_taken(
    caplog: pytest.LogCaptureFixture,
):
    locks = FakeLocks(NONE)
    async with keep(locks) as (membership, _):
        await until(lambda: "stands by until they are free" in caplog.text)
        assert membership.is_waiting
        locks.held = ANSWERS
        await membership.wait_for_shards()
        locks.held = NONE
        await membership.wait_for_loss()
        assert membership.is_waiting


async def test_a_process_that_is_not_connected_leaves_the_digests_to_others():
    locks = FakeLocks(ALL)
    async with keep(locks, online=False) as (membership, _):
        await until(lambda: len(locks.asked) > 3)
        assert not membership.delivers
    assert set(locks.asked) == {False}


async def test_while_the_database_is_away_a_process_answers_and_delivers_nothing(caplog: pytest.LogCaptureFixture):
    locks = FakeLocks(ALL)
    async with keep(locks) as (membership, changes):
        await until(lambda: changes == [True])
        locks.held = None
        await until(lambda: changes == [True, False])
        asked = len(locks.asked)
        await until(lambda: len(locks.asked) > asked + 3)
        assert not membership.is_waiting
        locks.held = ALL
        await until(lambda: changes == [True, False, True])
    assert caplog.text.count("no digest is delivered from here") == 1
