"""Rate limits are kept with a real clock: who does not pace itself is turned away, and that is counted."""

import pytest

from tests.wire.buckets import Buckets, Limit
from tests.wire.peer import Peer

SENDING = "POST /channels/{channel_id}/messages"


@pytest.fixture
async def limited(strict_peer: Peer) -> Peer:
    strict_peer.discord.buckets.as_discord()
    strict_peer.discord.forgiving = True
    return strict_peer


async def send(peer: Peer, channel_id: str) -> int:
    return (await peer.ask("POST", f"/channels/{channel_id}/messages", {"content": "Good morning"}))[0]


async def test_a_channel_takes_five_messages_at_once(limited: Peer):
    world = limited.discord.world
    assert [await send(limited, world.channel_id) for _ in range(6)] == [200] * 5 + [429]
    assert limited.discord.tally.limited == {"route": 1}
    assert len(world.messages) == 5


async def test_what_turns_a_request_away_says_until_when(limited: Peer):
    for _ in range(6):
        await send(limited, limited.discord.world.channel_id)
    headers = limited.headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5", "0")
    assert 0 < float(headers["X-RateLimit-Reset-After"]) <= 5
    assert 0 < float(headers["Retry-After"]) <= 5
    assert headers["X-RateLimit-Scope"] == "user"
    assert "X-RateLimit-Global" not in headers


async def test_each_channel_has_a_bucket_of_its_own(limited: Peer):
    world = limited.discord.world
    other = world.open(world.guild_id)
    assert [await send(limited, channel_id) for channel_id in (world.channel_id, other.id) for _ in range(5)] == (
        [200] * 10
    )


async def test_all_channels_together_take_fifty_a_second(limited: Peer):
    limited.discord.buckets.everywhere = Limit(3, 60.0)
    world = limited.discord.world
    channels = [world.open(world.guild_id).id for _ in range(4)]
    assert [await send(limited, channel_id) for channel_id in channels] == [200, 200, 200, 429]
    assert limited.headers["X-RateLimit-Global"] == "true"
    assert limited.headers["X-RateLimit-Scope"] == "global"
    assert limited.discord.tally.limited == {"everywhere": 1}


async def test_a_request_that_the_global_limit_turns_away_costs_its_channel_nothing(limited: Peer):
    limited.discord.buckets.everywhere = Limit(1, 60.0)
    channel_id = limited.discord.world.channel_id
    assert [await send(limited, channel_id) for _ in range(2)] == [200, 429]
    limited.discord.buckets.everywhere = None
    assert [await send(limited, channel_id) for _ in range(5)] == [200] * 4 + [429]


async def test_responses_to_interactions_are_bound_by_no_global_limit(limited: Peer):
    limited.discord.buckets.everywhere = Limit(0, 60.0)
    status, _ = await limited.ask("POST", "/interactions/7/token/callback", {"type": 5})
    assert status == 404
    limited.discord.complaints.clear()


async def test_limits_can_be_switched_off(limited: Peer):
    limited.discord.buckets.off()
    channel_id = limited.discord.world.channel_id
    assert {await send(limited, channel_id) for _ in range(60)} == {200}
    assert "X-RateLimit-Limit" not in limited.headers


def test_the_global_limit_lets_requests_through_again_when_its_second_is_over():
    now = [0.0]
    buckets = Buckets(clock=lambda: now[0], everywhere=Limit(2, 1.0))
    assert [buckets.enter() for _ in range(3)] == [0.0, 0.0, 1.0]
    now[0] = 1.0
    assert buckets.enter() == 0.0


def test_the_default_limits_are_those_that_discord_tells():
    buckets = Buckets()
    buckets.as_discord()
    assert buckets.limits[SENDING] == Limit(5, 5.0)
    assert buckets.everywhere == Limit(50, 1.0)


async def test_refusals_are_counted_by_code(limited: Peer):
    await send(limited, "7")
    limited.discord.world.closed.add(limited.discord.world.member.id)
    await send(limited, limited.discord.world.dm_id)
    assert limited.discord.tally.refusals == {"404 10003": 1, "403 50007": 1}
    assert limited.discord.tally.requests == {SENDING: 2}
    assert limited.discord.tally.invalid == 1
