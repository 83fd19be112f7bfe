"""The time that delivery waits in: a client's own waiting, which leaves nothing behind."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest

from bot.chat.digests.publisher import ClientClock
from tests.support.patience import PATIENCE


@pytest.fixture
async def client() -> AsyncIterator[discord.Client]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        yield client


async def test_sleeping_leaves_nothing_with_the_client(client: discord.Client) -> None:
    clock = ClientClock(client, discord.utils.utcnow)
    for _ in range(20):
        await clock.sleep(0.001)
    await asyncio.gather(*(clock.sleep(0.001 * number) for number in range(20)))
    assert not any(client._listeners.values())


async def test_one_whose_sleep_ends_wakes_nobody_else(client: discord.Client) -> None:
    clock = ClientClock(client, discord.utils.utcnow)
    long = asyncio.create_task(clock.sleep(60))
    await clock.sleep(0.001)
    await asyncio.sleep(0.01)
    assert not long.done()
    long.cancel()


async def test_a_sleep_goes_on_while_a_wait_is_ended(client: discord.Client) -> None:
    clock = ClientClock(client, discord.utils.utcnow)
    sleeping, waiting = asyncio.create_task(clock.sleep(60)), asyncio.create_task(clock.wait(60))
    await asyncio.sleep(0)
    clock.wake()
    await asyncio.wait_for(waiting, PATIENCE)
    assert not sleeping.done()
    sleeping.cancel()
