"""Digests in announcement channels over the wire: each message is published once, where that was chosen."""

from pathlib import Path
from typing import Any

import pytest

from tests.wire.discord_objects import ANNOUNCEMENT, Channel
from tests.wire.due_digests import add_due_digest, bot_on, find_editions, wait_for_runs
from tests.wire.standin import StandIn
from tests.wire.trouble import CROSSPOST, Fails, Lost, Refused, Trouble
from tests.wire.world import CROSSPOSTED


@pytest.fixture
def channel(discord: StandIn) -> Channel:
    return discord.world.add_channel(discord.world.guild_id, ANNOUNCEMENT, "news")


async def deliver(discord: StandIn, folder: Path, url: str, channel: Channel, **changes: Any) -> bool:
    """Run the bot until an edition has been sent, and return whether its message was published."""
    digest = add_due_digest(url, discord, channel=int(channel.id), **changes)
    async with bot_on(url, discord, folder) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    assert run.state == "sent"
    assert find_editions(discord) == [(str(run.message), run.id)]
    return bool(discord.world.messages[str(run.message)]["flags"] & CROSSPOSTED)


@pytest.mark.parametrize("publish", [True, False], ids=["chosen", "not chosen"])
async def test_a_message_is_published_where_that_was_chosen(
    discord: StandIn,
    tmp_path: Path,
    url: str,
    channel: Channel,
    publish: bool,  # noqa: FBT001 - a parameter of the test
):
    assert await deliver(discord, tmp_path, url, channel, publish=publish) == publish
    assert len(discord.find_requests(CROSSPOST)) == publish


@pytest.mark.parametrize("trouble", [Lost(), Fails(502, too_late=True)], ids=["lost", "too late"])
async def test_a_message_that_was_published_already_is_no_error(
    discord: StandIn, tmp_path: Path, url: str, channel: Channel, trouble: Trouble
):
    discord.troubles.order(trouble, CROSSPOST)
    assert await deliver(discord, tmp_path, url, channel, publish=True)


async def test_an_edition_is_sent_even_if_it_may_not_be_published(
    discord: StandIn, tmp_path: Path, url: str, channel: Channel
):
    discord.troubles.order(Refused(), CROSSPOST)
    assert not await deliver(discord, tmp_path, url, channel, publish=True)
