"""The stand-in for Discord is strict like Discord, and complains about what it can't do."""

import json
import zlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.support.openapi import Checker
from tests.support.patience import PATIENCE
from tests.wire.buckets import Buckets, Limit
from tests.wire.gateway import PRIVILEGED
from tests.wire.peer import INTENTS, Peer, receive_json
from tests.wire.process import TOKEN
from tests.wire.standin import StandIn
from tests.wire.trouble import SEND, Fails, Limited

COMMANDS = [
    {"name": "ask", "description": "Ask", "type": 1, "options": [{"name": "question", "description": "?", "type": 3}]}
]


async def start_session(peer: Peer) -> aiohttp.ClientWebSocketResponse:
    socket = await peer.identify()
    assert [(await receive_json(socket))["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]
    return socket


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with StandIn.start(TOKEN) as discord, aiohttp.ClientSession() as session:
        yield Peer(discord, session)


async def test_an_unknown_route_is_a_complaint(peer: Peer):
    status, _ = await peer.request("GET", "/guilds/1/bans")
    assert status == 501
    assert peer.discord.complaints == ["GET /guilds/1/bans: not implemented"]


async def test_what_a_route_can_not_do_is_a_complaint(peer: Peer):
    status, _ = await peer.request("POST", f"/channels/{peer.discord.world.dm_id}/messages", {"poll": {"question": {}}})
    assert status == 501
    assert peer.discord.world.messages == {}
    assert len(peer.discord.complaints) == 1


async def test_another_token_is_refused(peer: Peer):
    assert (await peer.request("GET", "/users/@me", token="another"))[0] == 401  # noqa: S106
    socket = await peer.identify(token="another")  # noqa: S106
    assert (await socket.receive(timeout=PATIENCE)).data == 4004


async def test_privileged_intents_are_a_complaint(peer: Peer):
    socket = await peer.identify(INTENTS | PRIVILEGED)
    assert (await socket.receive(timeout=PATIENCE)).data == 4014
    assert len(peer.discord.complaints) == 1


async def test_requests_and_answers_are_checked_against_the_document(openapi: Checker):
    async with StandIn.start(TOKEN, openapi) as discord, aiohttp.ClientSession() as session:
        peer = Peer(discord, session)
        await peer.request("GET", "/users/@me")
        await peer.request("GET", "/oauth2/applications/@me")
        await peer.request("GET", "/gateway/bot")
        await peer.request("PUT", f"/applications/{discord.world.application_id}/commands", COMMANDS)
        await peer.request("POST", f"/channels/{discord.world.dm_id}/messages", {"content": "Good morning"})
        assert discord.complaints == []
        await peer.request("POST", f"/channels/{discord.world.dm_id}/messages", {"content": "x" * 4001})
        assert [complaint[:31] for complaint in discord.complaints] == ["create_message: body.content: '"]


async def test_a_request_beyond_its_limit_is_a_complaint(peer: Peer):
    peer.discord.buckets.limits["GET /users/@me"] = Limit(1, 60.0)
    assert (await peer.request("GET", "/users/@me"))[0] == 200
    assert peer.headers["X-RateLimit-Remaining"] == "0"
    status, error = await peer.request("GET", "/users/@me")
    assert status == 429
    assert 0 < error["retry_after"] <= 60
    assert len(peer.discord.complaints) == 1


def test_a_bucket_is_full_again_after_its_time():
    now = [0.0]
    buckets = Buckets({"GET /x": Limit(2, 5.0)}, clock=lambda: now[0])
    assert [buckets.take("GET /x", "1")[0] for _ in range(3)] == [True, True, False]
    assert buckets.take("GET /x", "2")[0]
    now[0] = 5.0
    assert buckets.take("GET /x", "1")[0]


async def test_a_message_with_a_nonce_that_was_used_is_not_stored_twice(peer: Peer):
    path, body = (
        f"/channels/{peer.discord.world.dm_id}/messages",
        {"content": "Once", "nonce": "7", "enforce_nonce": True},
    )
    _, first = await peer.request("POST", path, body)
    _, second = await peer.request("POST", path, body)
    assert first["id"] == second["id"]
    _, third = await peer.request("POST", path, body | {"enforce_nonce": False})
    assert third["id"] != first["id"]


async def test_each_ordered_trouble_happens_once(peer: Peer):
    peer.discord.troubles.order(Fails(503), SEND)
    peer.discord.troubles.order(Limited(0.5, everywhere=True), SEND)
    path = f"/channels/{peer.discord.world.dm_id}/messages"
    answers = [await peer.request("POST", path, {"content": "x"}) for _ in range(3)]
    assert [status for status, _ in answers] == [503, 429, 200]
    assert answers[1][1] == {"message": "You are being rate limited.", "retry_after": 0.5, "global": True, "code": 0}
    assert len(peer.discord.world.messages) == 1


async def test_an_interaction_accepts_one_response_in_time(peer: Peer):
    discord = peer.discord
    await peer.request("PUT", f"/applications/{discord.world.application_id}/commands", COMMANDS)
    late = await discord.use("ask", question="x", deadline=0)
    status, error = await peer.request("POST", f"/interactions/{late.id}/{late.token}/callback", {"type": 5})
    assert (status, error["code"]) == (404, 10062)
    timely = await discord.use("ask", question="x")
    path = f"/interactions/{timely.id}/{timely.token}/callback"
    answers = [await peer.request("POST", path, {"type": 4, "data": {"content": "x"}}) for _ in range(2)]
    assert [(status, error and error["code"]) for status, error in answers] == [(204, None), (400, 40060)]
    assert (await timely.reply())["content"] == "x"


async def test_a_follow_up_before_the_first_response_is_refused(peer: Peer):
    discord = peer.discord
    await peer.request("PUT", f"/applications/{discord.world.application_id}/commands", COMMANDS)
    early = await discord.use("ask", question="x")
    status, error = await peer.request(
        "POST", f"/webhooks/{discord.world.application_id}/{early.token}", {"content": "x"}
    )
    assert (status, error["code"]) == (404, 10015)


async def test_a_bot_sees_content_only_if_it_is_addressed(peer: Peer):
    socket = await start_session(peer)
    await peer.discord.say("Has the harbour opened?")
    await peer.discord.say(f"<@{peer.discord.world.bot.id}> Has the harbour opened?")
    await peer.discord.say("Has the harbour opened?", directly=True)
    contents = [(await receive_json(socket))["d"]["content"] for _ in range(3)]
    assert [bool(content) for content in contents] == [False, True, True]


async def test_events_depend_on_the_intents(peer: Peer):
    socket = await peer.identify(1 << 12)
    assert (await receive_json(socket))["t"] == "READY"
    await peer.discord.say(f"<@{peer.discord.world.bot.id}> Good morning")
    await peer.discord.say("Good evening", directly=True)
    assert (await receive_json(socket))["d"]["content"] == "Good evening"


async def test_a_resumed_session_receives_the_missed_events(peer: Peer):
    await start_session(peer)
    peer.discord.gateway.cut()
    await peer.discord.say("First", directly=True)
    await peer.discord.say("Second", directly=True)
    socket = await peer.connect("/resume")
    await socket.send_json({"op": 6, "d": {"token": TOKEN, "session_id": "session-1", "seq": 2}})
    events = [await receive_json(socket) for _ in range(3)]
    assert [(event["t"], event["s"], event["d"].get("content")) for event in events] == [
        ("MESSAGE_CREATE", 3, "First"),
        ("MESSAGE_CREATE", 4, "Second"),
        ("RESUMED", 5, None),
    ]


async def test_a_session_that_its_client_closed_cannot_be_resumed(peer: Peer):
    socket = await start_session(peer)
    await socket.close(code=1000)
    await peer.discord.until(lambda: not peer.discord.gateway.sessions, "the session's end")
    socket = await peer.connect("/resume")
    await socket.send_json({"op": 6, "d": {"token": TOKEN, "session_id": "session-1", "seq": 2}})
    assert (await receive_json(socket)) | {"s": None} == {"op": 9, "d": False, "s": None, "t": None}


async def test_a_compressed_connection_is_one_stream(peer: Peer):
    url = peer.discord.gateway.url + "/"
    socket = await peer.session.ws_connect(url, params={"compress": "zlib-stream"})
    stream = zlib.decompressobj()
    assert json.loads(stream.decompress((await socket.receive(timeout=PATIENCE)).data))["op"] == 10
    await socket.send_json({"op": 1, "d": None})
    assert json.loads(stream.decompress((await socket.receive(timeout=PATIENCE)).data))["op"] == 11


async def test_an_unknown_compression_is_a_complaint(peer: Peer):
    with pytest.raises(aiohttp.WSServerHandshakeError, match="501"):
        await peer.session.ws_connect(peer.discord.gateway.url + "/", params={"compress": "brotli-stream"})
    assert peer.discord.complaints == ["gateway: not implemented: transport compression brotli-stream"]
