"""Rate limits with a real clock: a client that exceeds them is refused, and that is counted."""

import pytest

from tests.wire.buckets import Buckets, Limit
from tests.wire.peer import Peer

SENDING = "POST /channels/{channel_id}/messages"


@pytest.fixture
async def limited(strict_peer: Peer) -> Peer:
    strict_peer.discord.buckets.use_discord_limits()
    strict_peer.discord.allows_excess = True
    return strict_peer


async def send(peer: Peer, channel_id: str) -> int:
    return (await peer.request("POST", f"/channels/{channel_id}/messages", {"content": "Good morning"}))[0]


async def test_a_channel_accepts_five_messages_at_once(limited: Peer):
    world = limited.discord.world
    assert [await send(limited, world.channel_id) for _ in range(6)] == [200] * 5 + [429]
    assert limited.discord.statistics.limited == {"route": 1}
    assert len(world.messages) == 5


async def test_a_refusal_says_when_the_limit_ends(limited: Peer):
    for _ in range(6):
        await send(limited, limited.discord.world.channel_id)
    headers = limited.headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5", "0")
    assert 0 < float(headers["X-RateLimit-Reset-After"]) <= 5
    assert 0 < float(headers["Retry-After"]) <= 5
    assert headers["X-RateLimit-Scope"] == "user"
    assert "X-RateLimit-Global" not in headers


async def test_each_channel_has_its_own_bucket(limited: Peer):
    world = limited.discord.world
    other = world.add_channel(world.guild_id)
    assert [await send(limited, channel_id) for channel_id in (world.channel_id, other.id) for _ in range(5)] == (
        [200] * 10
    )


async def test_all_channels_share_the_global_limit(limited: Peer):
    limited.discord.buckets.global_limit = Limit(3, 60.0)
    world = limited.discord.world
    channels = [world.add_channel(world.guild_id).id for _ in range(4)]
    assert [await send(limited, channel_id) for channel_id in channels] == [200, 200, 200, 429]
    assert limited.headers["X-RateLimit-Global"] == "true"
    assert limited.headers["X-RateLimit-Scope"] == "global"
    assert limited.discord.statistics.limited == {"everywhere": 1}


async def test_a_request_beyond_the_global_limit_does_not_count_for_its_channel(limited: Peer):
    limited.discord.buckets.global_limit = Limit(1, 60.0)
    channel_id = limited.discord.world.channel_id
    assert [await send(limited, channel_id) for _ in range(2)] == [200, 429]
    limited.discord.buckets.global_limit = None
    assert [await send(limited, channel_id) for _ in range(5)] == [200] * 4 + [429]


async def test_the_global_limit_does_not_apply_to_interactions(limited: Peer):
    limited.discord.buckets.global_limit = Limit(0, 60.0)
    status, _ = await limited.request("POST", "/interactions/7/token/callback", {"type": 5})
    assert status == 404
    limited.discord.complaints.clear()


async def test_limits_can_be_disabled(limited: Peer):
    limited.discord.buckets.disable()
    channel_id = limited.discord.world.channel_id
    assert {await send(limited, channel_id) for _ in range(60)} == {200}
    assert "X-RateLimit-Limit" not in limited.headers


def test_the_global_limit_ends_after_its_second():
    now = [0.0]
    buckets = Buckets(clock=lambda: now[0], global_limit=Limit(2, 1.0))
    assert [buckets.take_global() for _ in range(3)] == [0.0, 0.0, 1.0]
    now[0] = 1.0
    assert buckets.take_global() == 0.0


def test_discords_limits_are_those_that_are_known():
    buckets = Buckets()
    buckets.use_discord_limits()
    assert buckets.limits[SENDING] == Limit(5, 5.0)
    assert buckets.global_limit == Limit(50, 1.0)


async def test_refusals_are_counted_by_code(limited: Peer):
    await send(limited, "7")
    limited.discord.world.closed_dms.add(limited.discord.world.member.id)
    await send(limited, limited.discord.world.dm_id)
    assert limited.discord.statistics.refusals == {"404 10003": 1, "403 50007": 1}
    assert limited.discord.statistics.requests == {SENDING: 2}
    assert limited.discord.statistics.invalid == 1
