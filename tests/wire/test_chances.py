"""Failures before, during and after a request, ordered or random with a known seed."""

import asyncio
import random
from typing import Any

import aiohttp
import pytest

from tests.support.patience import PATIENCE
from tests.wire.peer import Peer
from tests.wire.trouble import HISTORY, SEND, Chances, Dropped, Fails, Held, Lost, Refused, Slow, Trouble


async def send(peer: Peer, **more: object) -> int:
    """Send a message and return the status; 0 if the connection broke."""
    path = f"/channels/{peer.discord.world.channel_id}/messages"
    try:
        return (await peer.request("POST", path, {"content": "Good morning"} | more))[0]
    except aiohttp.ClientConnectionError:
        return 0


@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [
        (Dropped(), 0, 0),
        (Lost(), 0, 1),
        (Fails(500), 500, 0),
        (Fails(502, too_late=True), 502, 1),
        (Refused(403, 50001, "Missing Access"), 403, 0),
        (Held(0.01), 200, 1),
        (Slow(0.01), 200, 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Trouble) else None,
)
async def test_an_ordered_trouble_happens_once(kind: Trouble, status: int, stored: int, strict_peer: Peer):
    strict_peer.discord.troubles.order(kind, SEND)
    assert await send(strict_peer) == status
    assert len(strict_peer.discord.world.messages) == stored
    assert await send(strict_peer) == 200


async def test_a_held_request_takes_effect_even_if_its_sender_is_gone(strict_peer: Peer):
    discord = strict_peer.discord
    discord.troubles.order(Held(0.5), SEND)
    sending = asyncio.create_task(send(strict_peer))
    await discord.until(lambda: bool(discord.requests), "the request")
    sending.cancel()
    assert discord.world.messages == {}
    await discord.until(lambda: bool(discord.world.messages), "the message that was held")


@pytest.mark.parametrize(
    ("chances", "status", "stored"),
    [
        (Chances(dropped=1.0), {0}, 0),
        (Chances(failed=1.0), {500, 502}, 0),
        (Chances(lost=1.0), {0}, 20),
        (Chances(too_late=1.0), {502}, 20),
        (Chances(held=0.5, slow=0.5, longest=0.01), {200}, 20),
        (Chances(on=HISTORY, dropped=1.0), {200}, 20),
    ],
)
async def test_a_certain_trouble_happens_to_every_matching_request(
    chances: Chances, status: set[int], stored: int, strict_peer: Peer
):
    strict_peer.discord.troubles.set_chances(chances, seed=1)
    assert {await send(strict_peer) for _ in range(20)} == status
    assert len(strict_peer.discord.world.messages) == stored


async def test_the_same_seed_brings_the_same_troubles(strict_peer: Peer):
    strict_peer.discord.buckets.disable()
    chances, runs = Chances(dropped=0.2, failed=0.2, lost=0.2, too_late=0.2), []
    for seed in (7, 7, 8):
        strict_peer.discord.troubles.set_chances(chances, seed)
        runs.append([await send(strict_peer) for _ in range(30)])
    assert runs[0] == runs[1] != runs[2]
    assert set(runs[0]) == {0, 200, 500, 502}


async def test_a_message_with_a_nonce_is_stored_once_through_all_troubles(strict_peer: Peer):
    troubles = strict_peer.discord.troubles
    troubles.set_chances(Chances(dropped=0.2, failed=0.2, lost=0.2, too_late=0.2), seed=3)
    statuses = [await send(strict_peer, nonce="run-7-0", enforce_nonce=True) for _ in range(30)]
    assert 200 in statuses
    assert len(strict_peer.discord.world.messages) == 1
    assert strict_peer.discord.statistics.troubles.total() == len(troubles.struck) > 10


async def test_the_gateway_breaks_at_a_request_and_the_request_succeeds(strict_peer: Peer):
    gateway = strict_peer.discord.gateway
    socket = await strict_peer.identify()
    await strict_peer.discord.until(lambda: gateway.connected, "a session")
    strict_peer.discord.troubles.set_chances(Chances(on=SEND, cut=1.0))
    assert await send(strict_peer) == 200
    assert not gateway.connected
    kinds = [(await socket.receive(timeout=PATIENCE)).type for _ in range(3)]
    assert kinds[-1] in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


async def test_troubles_can_be_cancelled(strict_peer: Peer):
    troubles = strict_peer.discord.troubles
    troubles.order(Fails(503), SEND, times=1_000_000)
    troubles.set_chances(Chances(dropped=1.0))
    assert await send(strict_peer) == 503
    troubles.clear()
    assert await send(strict_peer) == 200
    assert troubles.left == 0


def test_no_chances_draw_no_trouble():
    dice = random.Random(1)  # noqa: S311
    assert {Chances().draw(dice) for _ in range(100)} == {None}


@pytest.mark.parametrize(
    "probabilities", [{"dropped": 1.1}, {"lost": 0.6, "failed": 0.6}, {"cut": 2.0}, {"held": -0.1}]
)
def test_invalid_probabilities_are_refused(probabilities: dict[str, Any]):
    with pytest.raises(ValueError, match="no probabilities"):
        Chances(**probabilities)


async def test_troubles_are_counted_by_kind(strict_peer: Peer):
    for kind in (Lost(), Fails(500), Fails(502, too_late=True)):
        strict_peer.discord.troubles.order(kind, SEND)
        await send(strict_peer)
    assert strict_peer.discord.statistics.troubles == {"lost": 1, "fails": 1, "too_late": 1}
