"""The stand-in in another process can be controlled and read."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.support.openapi import document_path
from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess
from tests.wire.process import TOKEN
from tests.wire.remote import Remote
from tests.wire.server import main
from tests.wire.trouble import SEND, Chances, Fails, Limited, Lost

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Remote]:
    path = document_path(os.environ)
    async with Remote.start(openapi=path if path.is_file() else None) as remote:
        yield remote


@pytest_asyncio.fixture(loop_scope="module")
async def remote(server: Remote) -> AsyncIterator[Remote]:
    """The module's server, without troubles and limits."""
    await server.clear_troubles()
    await server.set_limits(kept=False)
    await server.change_settings(nonce_window=180.0, latency=0.0)
    yield server
    assert (await server.state())["complaints"] == []


async def ask(remote: Remote, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    url, headers = remote.environment["WIRE_API"] + path, {"Authorization": f"Bot {TOKEN}"}
    async with aiohttp.ClientSession() as http, http.request(method, url, json=body, headers=headers) as response:
        return response.status, await response.json()


async def send(remote: Remote, channel_id: str, content: str = "Good morning", **more: Any) -> tuple[int, Any]:
    return await ask(remote, "POST", f"/channels/{channel_id}/messages", {"content": content} | more)


async def test_messages_are_listed_with_the_time_they_came(remote: Remote):
    channel_id = await remote.add_channel()
    await send(remote, channel_id, "First")
    await send(remote, channel_id, "Second")
    stored = await remote.messages(channel_id)
    assert [stored.message["content"] for stored in stored] == ["First", "Second"]
    assert 1_600_000_000 < stored[0].received <= stored[1].received


async def test_messages_can_be_listed_from_a_number_on(remote: Remote):
    before = len(await remote.messages())
    await send(remote, await remote.add_channel(), "Newest")
    assert [stored.message["content"] for stored in await remote.messages(since=before)] == ["Newest"]


async def test_a_deleted_message_is_listed_as_deleted(remote: Remote):
    channel_id = await remote.add_channel()
    _, sent = await send(remote, channel_id)
    async with aiohttp.ClientSession() as http:
        url = f"{remote.environment['WIRE_API']}/channels/{channel_id}/messages/{sent['id']}"
        async with http.delete(url, headers={"Authorization": f"Bot {TOKEN}"}) as response:
            assert response.status == 204
    assert [stored.deleted for stored in await remote.messages(channel_id)] == [True]


async def test_servers_channels_and_people_can_be_added(remote: Remote):
    guild_id = await remote.add_guild("Harbour watch")
    news = await remote.add_channel(guild_id, "announcement", name="news")
    thread = await remote.add_channel(guild_id, "thread", parent_id=news)
    person, conversation = await remote.add_person("ada")
    assert [(await ask(remote, "GET", f"/channels/{channel_id}"))[1]["type"] for channel_id in (news, thread)] == [
        5,
        11,
    ]
    _, opened = await ask(remote, "POST", "/users/@me/channels", {"recipient_id": person})
    assert opened["id"] == conversation


async def test_channels_and_direct_messages_can_be_closed(remote: Remote):
    guild_id = await remote.add_guild()
    unseen, mute, deleted = [await remote.add_channel(guild_id) for _ in range(3)]
    left = await remote.add_channel(other := await remote.add_guild())
    person, conversation = await remote.add_person()
    await remote.deny(unseen, "view_channel")
    await remote.deny(mute, "send_messages", "embed_links")
    await remote.remove(deleted, silently=True)
    await remote.leave(other)
    await remote.set_closed(person)
    answers = [await send(remote, channel_id) for channel_id in (unseen, mute, deleted, left, conversation)]
    assert [(status, error["code"]) for status, error in answers] == [
        (403, 50001),
        (403, 50013),
        (404, 10003),
        (403, 50001),
        (403, 50007),
    ]
    await remote.deny(mute)
    await remote.set_closed(person, closed=False)
    assert [(await send(remote, channel_id))[0] for channel_id in (mute, conversation)] == [200, 200]


async def test_requests_can_be_waited_for(remote: Remote):
    channel_id = await remote.add_channel()
    _, before = await remote.wait_for_requests()
    waiting = asyncio.create_task(remote.wait_for_requests(SEND, 2, since=before))
    await send(remote, channel_id)
    assert not waiting.done()
    await send(remote, channel_id)
    assert await waiting == (2, before + 2)
    assert await remote.wait_for_requests(SEND, 3, since=before, seconds=0.05) == (2, before + 2)


async def test_nonces_can_be_forgotten(remote: Remote):
    channel_id, again = await remote.add_channel(), {"nonce": "forgotten", "enforce_nonce": True}
    first, second = [(await send(remote, channel_id, **again))[1]["id"] for _ in range(2)]
    await remote.forget_nonces()
    third = (await send(remote, channel_id, **again))[1]["id"]
    assert first == second != third


async def test_troubles_can_be_ordered(remote: Remote):
    channel_id = await remote.add_channel()
    await remote.order_trouble(Fails(503), SEND)
    await remote.order_trouble(Limited(0.5, everywhere=True), SEND)
    await remote.order_trouble(Lost(), SEND)
    assert [(await send(remote, channel_id))[0] for _ in range(2)] == [503, 429]
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(remote, channel_id, "Lost")
    assert [stored.message["content"] for stored in await remote.messages(channel_id)] == ["Lost"]


async def test_troubles_by_chance_can_be_set_and_cancelled(remote: Remote):
    channel_id = await remote.add_channel()
    await remote.set_chances(Chances(on=SEND, too_late=1.0), seed=1)
    assert (await send(remote, channel_id))[0] == 502
    await remote.clear_troubles()
    assert (await send(remote, channel_id))[0] == 200


async def test_discords_limits_can_be_switched_on_and_off(remote: Remote):
    await remote.set_limits(kept=True)
    channel_id = await remote.add_channel()
    before = (await remote.statistics())["limited"].get("route", 0)
    assert [(await send(remote, channel_id))[0] for _ in range(6)] == [200] * 5 + [429]
    assert (await remote.statistics())["limited"]["route"] == before + 1
    await remote.set_limits(kept=False)
    assert (await send(remote, channel_id))[0] == 200


async def test_the_nonce_window_can_be_set(remote: Remote):
    channel_id, nonce = await remote.add_channel(), {"nonce": "run-7-0", "enforce_nonce": True}
    for _ in range(2):
        await send(remote, channel_id, **nonce)
    assert len(await remote.messages(channel_id)) == 1
    await remote.change_settings(nonce_window=0)
    await send(remote, channel_id, **nonce)
    assert len(await remote.messages(channel_id)) == 2


async def test_requests_and_refusals_are_counted(remote: Remote):
    await send(remote, "7")
    counted = await remote.statistics()
    assert counted["requests"]["POST /channels/{channel_id}/messages"] > 0
    assert counted["refusals"]["404 10003"] > 0
    assert counted["statuses"]["404"] > 0


@pytest.mark.parametrize(
    ("name", "given", "wrong"),
    [
        ("dance", {}, "there is no /control/dance"),
        ("channel", {"kind": "stage"}, "stage"),
        ("deny", {"channel_id": "7", "permissions": []}, "'7'"),
        ("trouble", {"kind": "fails", "of": {"colour": "red"}, "on": "x"}, "colour"),
        ("chances", {"chances": {"lost": 2}}, "no probabilities"),
        ("use", {"command": "ask"}, "/ask was not registered"),
    ],
)
async def test_an_invalid_call_is_answered_with_what_is_wrong(
    name: str, given: dict[str, Any], wrong: str, remote: Remote
):
    with pytest.raises(AssertionError, match=wrong):
        await remote.call(name, **given)


async def test_the_server_ends_with_the_process_that_started_it():
    with ForkedProcess(main, ["--token", TOKEN]) as process:
        assert await asyncio.to_thread(process.stdout.readline)
        process.stdin.close()
        assert await asyncio.to_thread(process.wait, PATIENCE) == 0
