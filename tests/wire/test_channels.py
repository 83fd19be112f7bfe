"""Channels as a bot finds them: histories, missing permissions, announcements, with Discord's errors."""

from typing import Any

import pytest

from tests.wire.discord_objects import ANNOUNCEMENT, HISTORY, SEND, SEND_IN_THREADS, THREAD, VIEW
from tests.wire.peer import Peer

MARK = "run:7:0"
CARD = [
    {
        "type": 17,
        "components": [
            {"type": 10, "content": "The harbour has reopened."},
            {"type": 1, "components": [{"type": 2, "style": 2, "label": "Why this?", "custom_id": MARK}]},
        ],
    }
]


def path(channel_id: str, *more: str) -> str:
    return "/".join((f"/channels/{channel_id}/messages", *more))


async def send(peer: Peer, channel_id: str, content: str = "Good morning", **more: Any) -> tuple[int, Any]:
    return await peer.request("POST", path(channel_id), {"content": content} | more)


async def contents(peer: Peer, channel_id: str, query: str = "") -> list[str]:
    status, messages = await peer.request("GET", path(channel_id) + query)
    assert status == 200
    return [message["content"] for message in messages]


async def send_numbers(peer: Peer, count: int) -> list[str]:
    """Send "0", "1" and so on to the first channel, and return the ids."""
    peer.discord.buckets.disable()
    return [(await send(peer, peer.discord.world.channel_id, str(number)))[1]["id"] for number in range(count)]


async def test_a_history_starts_with_the_newest_message(strict_peer: Peer):
    channel_id = strict_peer.discord.world.channel_id
    await send_numbers(strict_peer, 3)
    assert await contents(strict_peer, channel_id) == ["2", "1", "0"]
    assert await contents(strict_peer, channel_id, "?limit=2") == ["2", "1"]


async def test_a_history_continues_before_and_after_a_message(strict_peer: Peer):
    channel_id = strict_peer.discord.world.channel_id
    ids = await send_numbers(strict_peer, 5)
    assert await contents(strict_peer, channel_id, f"?limit=2&before={ids[3]}") == ["2", "1"]
    assert await contents(strict_peer, channel_id, f"?limit=2&after={ids[1]}") == ["3", "2"]
    assert await contents(strict_peer, channel_id, f"?after={ids[4]}") == []


async def test_a_history_has_fifty_messages_and_at_most_a_hundred(strict_peer: Peer):
    channel_id = strict_peer.discord.world.channel_id
    await send_numbers(strict_peer, 101)
    assert len(await contents(strict_peer, channel_id)) == 50
    assert len(await contents(strict_peer, channel_id, "?limit=100")) == 100


@pytest.mark.parametrize("limit", ["0", "101", "many"])
async def test_a_history_of_another_length_is_an_error(limit: str, strict_peer: Peer):
    status, error = await strict_peer.request("GET", f"{path(strict_peer.discord.world.channel_id)}?limit={limit}")
    assert (status, error["code"]) == (400, 50035)
    strict_peer.discord.complaints.clear()  # if the OpenAPI document is there, the request is a complaint too


async def test_each_channel_has_its_own_history(strict_peer: Peer):
    world = strict_peer.discord.world
    other = world.add_channel(world.guild_id)
    await send(strict_peer, world.channel_id, "here")
    await send(strict_peer, other.id, "there")
    assert await contents(strict_peer, other.id) == ["there"]


async def test_a_history_has_components_with_their_ids_and_no_nonce(strict_peer: Peer):
    channel_id = strict_peer.discord.world.channel_id
    body = {"components": CARD, "flags": 1 << 15, "nonce": "7", "enforce_nonce": True}
    _, sent = await strict_peer.request("POST", path(channel_id), body)
    _, (found,) = await strict_peer.request("GET", path(channel_id))
    assert found["components"][0]["components"][1]["components"][0]["custom_id"] == MARK
    assert "nonce" in sent
    assert "nonce" not in found


async def test_other_peoples_messages_are_empty_unless_they_mention_the_bot(strict_peer: Peer):
    discord = strict_peer.discord
    await discord.say("Has the harbour opened?")
    await discord.say(f"<@{discord.world.bot.id}> Has it?")
    assert [bool(content) for content in await contents(strict_peer, discord.world.channel_id)] == [True, False]


async def test_a_nonce_is_known_within_its_window_and_in_every_channel(strict_peer: Peer):
    world = strict_peer.discord.world
    other, nonce = world.add_channel(world.guild_id), {"nonce": "digest-7", "enforce_nonce": True}
    ids = [(await send(strict_peer, channel_id, **nonce))[1]["id"] for channel_id in (world.channel_id, other.id)]
    assert len(set(ids)) == 1
    world.nonce_window = 0.0
    assert (await send(strict_peer, world.channel_id, **nonce))[1]["id"] not in ids


@pytest.mark.parametrize(
    ("denied", "method", "expected"),
    [
        (VIEW, "GET", (403, 50001)),
        (VIEW, "POST", (403, 50001)),
        (SEND, "POST", (403, 50013)),
        (SEND, "GET", (200, None)),
        (HISTORY, "POST", (200, None)),
    ],
)
async def test_a_missing_permission_is_named_by_its_code(
    denied: int, method: str, expected: tuple[int, int | None], strict_peer: Peer
):
    world = strict_peer.discord.world
    world.channels[world.channel_id].denied = denied
    body = {"content": "Good morning"} if method == "POST" else None
    status, error = await strict_peer.request(method, path(world.channel_id), body)
    assert (status, error["code"] if status >= 400 else None) == expected


async def test_without_permission_a_history_is_empty(strict_peer: Peer):
    world = strict_peer.discord.world
    await send(strict_peer, world.channel_id)
    world.channels[world.channel_id].denied = HISTORY
    assert await contents(strict_peer, world.channel_id) == []


async def test_a_thread_has_its_parents_permissions_and_a_separate_one_for_writing(strict_peer: Peer):
    world = strict_peer.discord.world
    parent = world.channels[world.channel_id]
    thread = world.add_channel(world.guild_id, THREAD, "the harbour", parent.id)
    parent.denied = SEND
    assert (await send(strict_peer, thread.id))[0] == 200
    parent.denied = SEND_IN_THREADS
    assert (await send(strict_peer, thread.id))[1]["code"] == 50013


async def test_each_kind_of_channel_is_described(strict_peer: Peer):
    world = strict_peer.discord.world
    news = world.add_channel(world.guild_id, ANNOUNCEMENT, "news")
    thread = world.add_channel(world.guild_id, THREAD, "the harbour", world.channel_id)
    ids = (world.channel_id, news.id, thread.id, world.dm_id)
    channels = [(await strict_peer.request("GET", f"/channels/{channel_id}"))[1] for channel_id in ids]
    assert [channel["type"] for channel in channels] == [0, 5, 11, 1]
    assert [channel["id"] for channel in channels] == list(ids)


async def test_a_deleted_channel_is_unknown(strict_peer: Peer):
    world = strict_peer.discord.world
    del world.channels[world.channel_id]
    answers = [
        await strict_peer.request("GET", f"/channels/{world.channel_id}"),
        await strict_peer.request("GET", path(world.channel_id)),
        await send(strict_peer, world.channel_id),
    ]
    assert [(status, error["code"]) for status, error in answers] == [(404, 10003)] * 3


async def test_a_server_that_the_bot_left_is_forbidden(strict_peer: Peer):
    world = strict_peer.discord.world
    world.guilds[world.guild_id].joined = False
    status, error = await send(strict_peer, world.channel_id)
    assert (status, error["code"]) == (403, 50001)


async def test_a_direct_conversation_is_the_same_each_time(strict_peer: Peer):
    world = strict_peer.discord.world
    stranger = world.add_person("stranger")
    opened = [await strict_peer.request("POST", "/users/@me/channels", {"recipient_id": stranger.id}) for _ in range(2)]
    assert opened[0] == opened[1]
    assert (await send(strict_peer, opened[0][1]["id"]))[0] == 200


async def test_an_unknown_recipient_is_an_error(strict_peer: Peer):
    status, error = await strict_peer.request("POST", "/users/@me/channels", {"recipient_id": "7"})
    assert (status, error["code"]) == (400, 50033)


async def test_closed_direct_messages_can_be_read_but_not_sent_to(strict_peer: Peer):
    world = strict_peer.discord.world
    world.closed_dms.add(world.member.id)
    status, error = await send(strict_peer, world.dm_id)
    assert (status, error["code"]) == (403, 50007)
    assert await contents(strict_peer, world.dm_id) == []


async def test_an_announcement_is_published_once(strict_peer: Peer):
    world = strict_peer.discord.world
    news = world.add_channel(world.guild_id, ANNOUNCEMENT, "news")
    _, sent = await send(strict_peer, news.id)
    status, published = await strict_peer.request("POST", path(news.id, sent["id"], "crosspost"))
    assert (status, published["flags"]) == (200, 1)
    status, error = await strict_peer.request("POST", path(news.id, sent["id"], "crosspost"))
    assert (status, error["code"]) == (400, 40033)


async def test_a_message_of_an_ordinary_channel_can_not_be_published(strict_peer: Peer):
    channel_id = strict_peer.discord.world.channel_id
    _, sent = await send(strict_peer, channel_id)
    status, error = await strict_peer.request("POST", path(channel_id, sent["id"], "crosspost"))
    assert (status, error["code"]) == (400, 50024)


async def test_an_empty_message_is_refused(strict_peer: Peer):
    status, error = await send(strict_peer, strict_peer.discord.world.channel_id, "")
    assert (status, error["code"]) == (400, 50006)
