"""`/feed`, for those who run the bot."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import discord
import pytest
from sqlalchemy import Engine

from bot.chat.commands.feed import list_owners
from bot.feeds.feed_list.configuration import FeedEntry, add_to_feed_list, read_feed_list
from bot.feeds.service import FeedService
from bot.feeds.store_port import FeedState
from bot.store.tables.feeds import StoredFeeds
from tests.chat.conftest import BotSetup, now
from tests.support import replies, stores
from tests.support.feed_documents import numbered
from tests.support.feed_server import FeedServer, open_fetcher, serve_feeds

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("feeds")]


@pytest.fixture
async def sites() -> AsyncIterator[FeedServer]:
    async with serve_feeds() as running:
        yield running


@pytest.fixture
def feeds(bot_setup: BotSetup, sqlite_engine: Engine, tmp_path: Path) -> FeedService:
    stores.empty(sqlite_engine)
    service = FeedService(tmp_path / "feeds.yaml", StoredFeeds(sqlite_engine), open_fetcher, now)
    bot_setup.feeds = lambda: service
    return service


@pytest.fixture
def owner(server, monkeypatch: pytest.MonkeyPatch):
    """A member who owns the application and may manage the server."""
    role = server.guild.create_role("Owners", permissions=discord.Permissions(manage_guild=True))
    member = server.guild.add_member(server.env.create_user("olga"), roles=[role])
    monkeypatch.setattr("bot.chat.commands.feed.list_owners", lambda _: frozenset({member.id}))
    return member


async def test_a_feed_is_added_listed_and_removed(server, owner, feeds: FeedService, sites: FeedServer):
    url = sites.serve("/feed", numbered(2))
    added = await owner.slash(server.channel, "feed add", url=url, outlet="The Herald", topic="Ports")
    assert "Added: The Example Herald" in replies.text(added.response)
    assert read_feed_list(feeds.file) == (FeedEntry(url, "The Herald", ("Ports",)),)
    listed = await owner.slash(server.channel, "feed list")
    assert "One feed" in replies.text(listed.response)
    assert "The Herald" in replies.text(listed.response)
    removed = await owner.slash(server.channel, "feed remove", url=url)
    assert "Its articles stay" in replies.text(removed.response)
    assert read_feed_list(feeds.file) == ()


async def test_a_feed_is_checked(server, owner, feeds: FeedService, sites: FeedServer):
    checked = await owner.slash(server.channel, "feed check", url=sites.serve("/feed", numbered(30)))
    assert "30 articles" in replies.text(checked.response)
    assert "Story number 3" in replies.text(checked.response)
    assert not feeds.file.exists()


async def test_what_is_no_feed_says_why(server, owner, feeds: FeedService, sites: FeedServer):
    checked = await owner.slash(server.channel, "feed add", url=sites.url("/nothing"))
    assert "the server answers 404 Not Found" in replies.text(checked.response)
    assert not feeds.file.exists()


async def test_feeds_that_fail_come_first(server, owner, feeds: FeedService):
    for number in range(20):
        add_to_feed_list(feeds.file, FeedEntry(f"http://news.example.org/{number}"))
    url = "http://news.example.org/19"
    feeds.store.save([FeedState(url=url, checked_at=now(), failures=3, reason="the server answers 500")])
    text = replies.text((await owner.slash(server.channel, "feed list")).response)
    assert "20 feeds, 1 failing" in text
    assert "failed 3 times: the server answers 500" in text
    assert "and 8 more" in text


async def test_others_may_not_use_it(server, admin, feeds: FeedService):
    for command, options in (("feed list", {}), ("feed add", {"url": "http://news.example.org/feed"})):
        refused = await admin.slash(server.channel, command, **options)
        assert "Only the bot’s operator" in replies.text(refused.response)
    assert not feeds.file.exists()


def test_owners_are_the_owner_or_the_team_without_its_readers():
    states, roles = discord.TeamMembershipState, discord.TeamMemberRole
    members = [
        SimpleNamespace(id=1, membership_state=states.accepted, role=roles.admin),
        SimpleNamespace(id=2, membership_state=states.invited, role=roles.admin),
        SimpleNamespace(id=3, membership_state=states.accepted, role=roles.read_only),
    ]
    team = SimpleNamespace(owner=SimpleNamespace(id=9), team=SimpleNamespace(members=members))
    assert list_owners(None) == frozenset()
    assert list_owners(SimpleNamespace(owner=SimpleNamespace(id=9), team=None)) == {9}  # pyright: ignore[reportArgumentType]
    assert list_owners(team) == {1}  # pyright: ignore[reportArgumentType]
