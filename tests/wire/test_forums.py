"""Digests in forums over the wire: the real bot opens each post once, whatever happens to its requests."""

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from bot.digests.digest import Run
from tests.wire.conftest import checker
from tests.wire.discord_objects import FORUM, Channel
from tests.wire.due_digests import add_due_digest, bot_on, deliver, find_editions, wait_for_runs
from tests.wire.process import TOKEN
from tests.wire.standin import StandIn
from tests.wire.trouble import OPEN_POST, Dropped, Fails, Held, Limited, Lost, Trouble

TROUBLES: Mapping[str, Trouble] = {
    "lost": Lost(),
    "too late": Fails(502, too_late=True),
    "failed": Fails(500),
    "dropped": Dropped(),
    "limited": Limited(0.5),
}


class Delivered(NamedTuple):
    """The run of a forum's digest, and the posts and editions in the forum after it."""

    run: Run
    posts: list[Channel]
    editions: list[tuple[str, str]]


@pytest.fixture
def forum(discord: StandIn) -> Channel:
    return discord.world.add_channel(discord.world.guild_id, FORUM, "stories")


def list_posts(discord: StandIn, forum: Channel) -> list[Channel]:
    return [channel for channel in discord.world.channels.values() if channel.parent is forum]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def delivered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Delivered]:
    """What one bot sent to several forums, by their names. A forum with the name of a trouble has that."""
    folder = tmp_path_factory.mktemp("forums")
    url = f"sqlite:///{folder / 'nutgraf.db'}"
    async with StandIn.start(TOKEN, checker()) as discord:
        world = discord.world
        names = ("plain", "tagged", "tagless", *TROUBLES)
        forums = {name: world.add_channel(world.guild_id, FORUM, name) for name in names}
        forums["tagged"].tags = [world.make_tag("Staff", moderated=True), world.make_tag("Other")]
        forums["tagged"].requires_tag = forums["tagless"].requires_tag = True
        for name, trouble in TROUBLES.items():
            discord.troubles.order(trouble, OPEN_POST.replace(r"\d+", forums[name].id))
        digests = {name: add_due_digest(url, discord, channel=int(forum.id)) for name, forum in forums.items()}
        runs = await deliver(url, discord, folder, digests)
    found: dict[str, Delivered] = {}
    for name, forum in forums.items():
        posts = list_posts(discord, forum)
        editions = [edition for post in posts for edition in find_editions(discord, post.id)]
        found[name] = Delivered(runs[name], posts, editions)
    return found


def test_a_story_becomes_a_post_with_its_headline(delivered: Mapping[str, Delivered]):
    run, (post,), editions = delivered["plain"]
    assert (run.state, str(run.channel), str(run.message)) == ("sent", post.id, post.id)
    assert 1 <= len(post.name) <= 100
    assert editions == [(post.id, run.id)]


def test_a_forum_that_requires_a_tag_gets_one(delivered: Mapping[str, Delivered]):
    run, (post,), _ = delivered["tagged"]
    assert (run.state, len(post.applied_tags)) == ("sent", 1)


def test_a_forum_that_requires_a_tag_and_has_none_says_so(delivered: Mapping[str, Delivered]):
    run, posts, _ = delivered["tagless"]
    assert (run.state, run.reason) == ("failed", "tag")
    assert posts == []


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_post_is_opened_once_whatever_happens_to_the_request(delivered: Mapping[str, Delivered], trouble: str):
    run, (post,), _ = delivered[trouble]
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
