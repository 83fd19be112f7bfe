"""Digests in forums over the wire: the real bot opens each post once, whatever happens to its requests."""

import signal
from pathlib import Path
from typing import Any

import pytest

from tests.wire.discord_objects import FORUM, Channel
from tests.wire.due_digests import add_due_digest, bot_on, find_editions, wait_for_runs
from tests.wire.standin import StandIn
from tests.wire.trouble import OPEN_POST, Dropped, Fails, Held, Limited, Lost, Trouble


@pytest.fixture
def forum(discord: StandIn) -> Channel:
    return discord.world.add_channel(discord.world.guild_id, FORUM, "stories")


def list_posts(discord: StandIn, forum: Channel) -> list[Channel]:
    return [channel for channel in discord.world.channels.values() if channel.parent is forum]


async def deliver(discord: StandIn, folder: Path, url: str, forum: Channel, **changes: Any) -> Any:
    """Run the bot until an edition with one story has been sent to a forum, and return its run."""
    digest = add_due_digest(url, discord, channel=int(forum.id), **changes)
    async with bot_on(url, discord, folder) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    return run


async def test_a_story_becomes_a_post_with_its_headline(discord: StandIn, tmp_path: Path, url: str, forum: Channel):
    run = await deliver(discord, tmp_path, url, forum)
    (post,) = list_posts(discord, forum)
    assert (run.state, str(run.channel), str(run.message)) == ("sent", post.id, post.id)
    assert 1 <= len(post.name) <= 100
    assert find_editions(discord, post.id) == [(post.id, run.id)]


async def test_a_forum_that_requires_a_tag_gets_one(discord: StandIn, tmp_path: Path, url: str, forum: Channel):
    forum.tags = [discord.world.make_tag("Staff", moderated=True), discord.world.make_tag("Other")]
    forum.requires_tag = True
    run = await deliver(discord, tmp_path, url, forum)
    (post,) = list_posts(discord, forum)
    assert (run.state, len(post.applied_tags)) == ("sent", 1)


async def test_a_forum_that_requires_a_tag_and_has_none_says_so(
    discord: StandIn, tmp_path: Path, url: str, forum: Channel
):
    forum.requires_tag = True
    run = await deliver(discord, tmp_path, url, forum)
    assert (run.state, run.reason) == ("failed", "tag")
    assert list_posts(discord, forum) == []


@pytest.mark.parametrize(
    "trouble",
    [Lost(), Fails(502, too_late=True), Fails(500), Dropped(), Limited(0.5)],
    ids=["lost", "too late", "failed", "dropped", "limited"],
)
async def test_a_post_is_opened_once_whatever_happens_to_the_request(
    discord: StandIn, tmp_path: Path, url: str, forum: Channel, trouble: Trouble
):
    discord.troubles.order(trouble, OPEN_POST)
    run = await deliver(discord, tmp_path, url, forum)
    (post,) = list_posts(discord, forum)
    assert (run.state, str(run.message)) == ("sent", post.id)


@pytest.mark.parametrize("archived", [False, True])
async def test_a_post_that_was_opened_before_the_bot_died_is_found(
    discord: StandIn,
    tmp_path: Path,
    url: str,
    forum: Channel,
    archived: bool,  # noqa: FBT001 - a parameter of the test
):
    discord.troubles.order(Held(0.5), OPEN_POST)
    digest = add_due_digest(url, discord, channel=int(forum.id))
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        await discord.until(lambda: bool(discord.find_requests(OPEN_POST)), "a post on its way")
        await bot.stop(signal.SIGKILL)
    await discord.until(lambda: bool(list_posts(discord, forum)), "the post")
    (post,) = list_posts(discord, forum)
    if archived:
        post.set_archived(True)
    async with bot_on(url, discord, tmp_path) as bot:
        await bot.until_ready()
        (run,) = await wait_for_runs(url, digest)
    assert list_posts(discord, forum) == [post]
    assert (run.state, str(run.message)) == ("sent", post.id)
