"""Editions are posted when they are due, once each; the people concerned are told of failures."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import discord
import pytest

from bot.chat.client import build_intents
from bot.chat.digests.clock import ClientClock
from bot.chat.session.discord_time import DiscordTime
from bot.digests.ports import TimeUnknownError
from tests.chat.posting import DAY, HOUR, add_articles, read_posts, save_digest
from tests.support import replies
from tests.support.patience import PATIENCE

pytestmark = [pytest.mark.simcord(settle_timeout=30), pytest.mark.usefixtures("digest_service")]


async def test_a_digest_is_shown_before_it_is_saved_and_then_posted_when_it_is_due(server, admin, bot_setup):
    draft = await admin.slash(
        server.channel, "digest create", channel=server.channel, schedule="weekdays at 9", zone="Europe/Berlin"
    )
    text = replies.text(draft.response)
    assert draft.response.ephemeral
    assert "Save this digest?" in text
    assert "weekdays 09:00 (Europe/Berlin)" in text
    # 1 January 2026 is a Thursday; SimCord's time begins there, at midnight.
    moments = [datetime.fromtimestamp(int(seconds), UTC) for seconds in re.findall(r"<t:(\d+):F>", text)]
    assert [(moment.day, moment.hour) for moment in moments] == [(1, 8), (2, 8), (5, 8), (6, 8), (7, 8)]
    saved = await admin.click(draft.response, label="Save")
    assert "Digest saved" in replies.text(saved.response or draft.response)
    add_articles(bot_setup, 5, 6)
    await server.env.advance_time(7.9 * HOUR)
    assert read_posts(server) == []
    await server.env.advance_time(0.2 * HOUR)
    (post,) = read_posts(server)
    assert "News digest: 2 stories" in post
    assert "The first edition" in post
    assert "Saffron prices double overnight" in post
    assert "“Meteor lights, sky xxxxxxxx yyyyyyyy.”" in post


async def test_nothing_is_posted_twice_and_nothing_on_a_day_without_news(server, admin, bot_setup):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    await server.env.advance_time(DAY)
    add_articles(bot_setup, 5, 6)
    await server.env.advance_time(DAY)
    first, second = read_posts(server)
    assert "Saffron" in first
    assert "Saffron" not in second
    assert "Meteor" in second
    assert "first edition" not in second


async def test_only_the_digests_role_is_pinged(server, admin, bot_setup):
    role = server.guild.create_role("Readers", mentionable=True)
    await save_digest(server, admin, role=role)
    add_articles(bot_setup, 5, title="@everyone look: saffron")
    await server.env.advance_time(DAY)
    sent = [
        request.json
        for request in server.env.http_requests
        if request.method == "POST" and re.fullmatch(r"/channels/\d+/messages", request.path)
    ]
    assert sent[-1]["allowed_mentions"] == {"parse": [], "roles": [str(role.id)]}
    assert sent[-1]["enforce_nonce"] is True


async def test_days_without_news_bring_articles_of_the_archive_until_all_were_posted(server, admin):
    await save_digest(server, admin, **{"when-empty": "archive"})
    for _ in range(5):
        await server.env.advance_time(DAY)
    texts = [replies.text(m) for m in server.channel.history() if "From the archive" in replies.text(m)]
    assert len(texts) == 3
    assert {name for name in ("Falcon", "Glacier", "Orchid") for text in texts if name in text} == {
        "Falcon", "Glacier", "Orchid"
    }  # fmt: skip


async def test_digests_go_on_after_a_restart(server, admin, bot_setup):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    await server.env.restart_bot(bot_setup.make_client())
    await server.env.advance_time(DAY)
    assert len(read_posts(server)) == 1


@pytest.fixture
def dora(server):
    return server.env.create_user("dora")


async def test_a_person_gets_a_digest_in_their_direct_messages(server, bot_setup, dora):
    member = server.guild.add_member(dora)
    draft = await member.slash(server.channel, "mydigest create", schedule="daily 09:00", zone="UTC")
    assert draft.response.ephemeral
    await member.click(draft.response, label="Save")
    add_articles(bot_setup, 5)
    await server.env.advance_time(DAY)
    (edition,) = dora.dm_channel.history()
    assert "Saffron" in replies.text(edition)
    assert read_posts(server) == []
    listed = await dora.slash("mydigest list")
    assert "daily 09:00" in replies.text(listed.response)


@pytest.mark.troubled
async def test_closed_direct_messages_pause_a_digest_and_the_next_command_says_so(server, bot_setup, dora):
    member = server.guild.add_member(dora)
    draft = await member.slash(server.channel, "mydigest create", schedule="daily 09:00", zone="UTC")
    await member.click(draft.response, label="Save")
    add_articles(bot_setup, 5)
    server.env.inject_error(
        "POST", f"/channels/{dora.dm_channel.id}/messages", status=403, code=50007, message="Cannot send messages"
    )
    await server.env.advance_time(DAY)
    notice = await member.slash(server.channel, "about", private=True)
    assert ["I can’t send you direct messages" in replies.text(followup) for followup in notice.followups] == [True]
    again = await member.slash(server.channel, "mydigest list")
    assert again.followups == [] or not again.followups
    assert "I can’t send you direct messages" in replies.text(again.response)


@pytest.mark.troubled
async def test_the_third_refusal_in_a_row_pauses_a_digest_and_tells_its_creator(server, bot_setup):
    ada = server.env.create_user("ada")
    role = server.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    admin = server.guild.add_member(ada, roles=[role])
    await save_digest(server, admin)
    for day in range(3):
        add_articles(bot_setup, *range(5, 6 + day))
        server.env.inject_error(
            "POST", f"/channels/{server.channel.id}/messages", status=403, code=50013, message="Missing Permissions"
        )
        await server.env.advance_time(DAY)
    (notice,) = ada.dm_channel.history()
    assert "refused it three times in a row" in notice.content
    assert "I’m missing a permission there" in notice.content
    listed = await admin.slash(server.channel, "digest list")
    assert "Discord refused it three times" in replies.text(listed.response)
    history = await admin.slash(server.channel, "digest history")
    assert replies.text(history.response).count("I’m missing a permission there") == 3


async def test_a_server_that_the_bot_left_gets_nothing_and_is_forgotten_after_a_month(
    server, admin, bot_setup, digest_service
):
    await save_digest(server, admin)
    add_articles(bot_setup, 5)
    await digest_service.record_departure(server.guild.id, discord.utils.utcnow())
    await server.env.advance_time(DAY)
    assert read_posts(server) == []
    assert [digest.why for digest in digest_service.ledger.digests.list_for_server(server.guild.id)] == ["gone"]
    await server.env.advance_time(31 * DAY)
    assert digest_service.ledger.digests.list_for_server(server.guild.id) == []
    assert digest_service.ledger.privacy.list_servers() == []


@pytest.fixture
async def client() -> AsyncIterator[discord.Client]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        yield client


async def test_a_sleep_leaves_nothing_behind_in_the_client(client: discord.Client) -> None:
    clock = ClientClock(client, discord.utils.utcnow)
    for _ in range(20):
        await clock.sleep(0.001)
    await asyncio.gather(*(clock.sleep(0.001 * number) for number in range(20)))
    assert not any(client._listeners.values())


async def test_the_end_of_a_sleep_wakes_no_other(client: discord.Client) -> None:
    clock = ClientClock(client, discord.utils.utcnow)
    long = asyncio.create_task(clock.sleep(60))
    await clock.sleep(0.001)
    await asyncio.sleep(0.01)
    assert not long.done()
    long.cancel()


async def test_waking_ends_a_wait_and_no_sleep(client: discord.Client) -> None:
    clock = ClientClock(client, discord.utils.utcnow)
    sleeping, waiting = asyncio.create_task(clock.sleep(60)), asyncio.create_task(clock.wait(60))
    await asyncio.sleep(0)
    clock.wake()
    await asyncio.wait_for(waiting, PATIENCE)
    assert not sleeping.done()
    sleeping.cancel()


class QuietDiscord(discord.Client):
    """A Discord that tells the time when asked, unless it can't be reached. `questions`: how often it was asked."""

    def __init__(self, discord_time: DiscordTime, *, is_away: bool = False, has_date: bool = True) -> None:
        super().__init__(intents=build_intents())
        self.discord_time, self.is_away, self.has_date = discord_time, is_away, has_date
        self.questions = 0

    async def application_info(self) -> Any:
        self.questions += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise OSError
        header = format_datetime(datetime.now(UTC)) if self.has_date else None
        self.discord_time.learn_date(header, self.discord_time.monotonic())


async def test_discord_is_asked_for_the_time_once_by_all_who_need_it() -> None:
    discord_time = DiscordTime()
    client = QuietDiscord(discord_time)
    clock = ClientClock(client, discord_time.now, discord_time)
    await asyncio.gather(*(clock.sync() for _ in range(5)))
    await clock.sync()
    assert client.questions == 1
    discord_time.expire()
    await clock.sync()
    assert client.questions == 2


@pytest.mark.parametrize(("changes", "text"), [({"is_away": True}, "can't be reached"), ({"has_date": False}, "Date")])
async def test_if_discord_does_not_tell_the_time_that_is_an_error(changes: dict[str, bool], text: str) -> None:
    discord_time = DiscordTime()
    clock = ClientClock(QuietDiscord(discord_time, **changes), discord_time.now, discord_time)
    with pytest.raises(TimeUnknownError, match=text):
        await clock.sync()
