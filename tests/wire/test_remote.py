"""The stand-in as a process of its own: what is ordered from afar happens, and what happened is told."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.support.openapi import document_path
from tests.support.patience import PATIENCE
from tests.wire.process import ROOT, TOKEN
from tests.wire.remote import Remote
from tests.wire.trouble import SEND, Chances, Fails, Limited, Lost

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Remote]:
    path = document_path(os.environ)
    async with Remote.started(openapi=path if path.is_file() else None) as remote:
        yield remote


@pytest_asyncio.fixture(loop_scope="module")
async def remote(server: Remote) -> AsyncIterator[Remote]:
    """The module's server with nothing in its way, and a fresh count of messages to begin with."""
    await server.calm()
    await server.limits(kept=False)
    await server.settings(nonce_window=180.0, latency=0.0)
    yield server
    assert (await server.state())["complaints"] == []


async def ask(remote: Remote, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    url, headers = remote.environment["WIRE_API"] + path, {"Authorization": f"Bot {TOKEN}"}
    async with aiohttp.ClientSession() as http, http.request(method, url, json=body, headers=headers) as response:
        return response.status, await response.json()


async def send(remote: Remote, channel_id: str, content: str = "Good morning", **more: Any) -> tuple[int, Any]:
    return await ask(remote, "POST", f"/channels/{channel_id}/messages", {"content": content} | more)


async def test_what_was_sent_is_read_with_the_time_that_it_came(remote: Remote):
    channel_id = await remote.channel()
    await send(remote, channel_id, "First")
    await send(remote, channel_id, "Second")
    found = await remote.messages(channel_id)
    assert [each.message["content"] for each in found] == ["First", "Second"]
    assert 1_600_000_000 < found[0].received <= found[1].received


async def test_messages_can_be_read_from_a_number_on(remote: Remote):
    before = len(await remote.messages())
    await send(remote, await remote.channel(), "Newest")
    assert [each.message["content"] for each in await remote.messages(since=before)] == ["Newest"]


async def test_a_message_that_was_deleted_is_told_of_all_the_same(remote: Remote):
    channel_id = await remote.channel()
    _, sent = await send(remote, channel_id)
    async with aiohttp.ClientSession() as http:
        url = f"{remote.environment['WIRE_API']}/channels/{channel_id}/messages/{sent['id']}"
        async with http.delete(url, headers={"Authorization": f"Bot {TOKEN}"}) as response:
            assert response.status == 204
    assert [each.deleted for each in await remote.messages(channel_id)] == [True]


async def test_servers_channels_and_people_are_made(remote: Remote):
    guild_id = await remote.guild("Harbour watch")
    news = await remote.channel(guild_id, "announcement", name="news")
    thread = await remote.channel(guild_id, "thread", parent_id=news)
    person, conversation = await remote.user("ada")
    assert [(await ask(remote, "GET", f"/channels/{each}"))[1]["type"] for each in (news, thread)] == [5, 11]
    _, opened = await ask(remote, "POST", "/users/@me/channels", {"recipient_id": person})
    assert opened["id"] == conversation


async def test_doors_are_closed_from_afar(remote: Remote):
    guild_id = await remote.guild()
    unseen, mute, gone, left = [await remote.channel(guild_id) for _ in range(3)] + [""]
    left = await remote.channel(other := await remote.guild())
    person, conversation = await remote.user()
    await remote.deny(unseen, "view_channel")
    await remote.deny(mute, "send_messages", "embed_links")
    await remote.remove(gone, silently=True)
    await remote.leave(other)
    await remote.close(person)
    answers = [await send(remote, each) for each in (unseen, mute, gone, left, conversation)]
    assert [(status, told["code"]) for status, told in answers] == [
        (403, 50001),
        (403, 50013),
        (404, 10003),
        (403, 50001),
        (403, 50007),
    ]
    await remote.deny(mute)
    await remote.close(person, closed=False)
    assert [(await send(remote, each))[0] for each in (mute, conversation)] == [200, 200]


async def test_requests_are_waited_for_from_a_number_on_and_only_so_long(remote: Remote):
    channel_id = await remote.channel()
    _, before = await remote.seen()
    waiting = asyncio.create_task(remote.seen(SEND, 2, since=before))
    await send(remote, channel_id)
    assert not waiting.done()
    await send(remote, channel_id)
    assert await waiting == (2, before + 2)
    assert await remote.seen(SEND, 3, since=before, seconds=0.05) == (2, before + 2)


async def test_nonces_are_forgotten_from_afar(remote: Remote):
    channel_id, again = await remote.channel(), {"nonce": "forgotten", "enforce_nonce": True}
    first, second = [(await send(remote, channel_id, **again))[1]["id"] for _ in range(2)]
    await remote.forget_nonces()
    third = (await send(remote, channel_id, **again))[1]["id"]
    assert first == second != third


async def test_troubles_are_ordered_from_afar(remote: Remote):
    channel_id = await remote.channel()
    await remote.order(Fails(503), SEND)
    await remote.order(Limited(0.5, everywhere=True), SEND)
    await remote.order(Lost(), SEND)
    assert [(await send(remote, channel_id))[0] for _ in range(2)] == [503, 429]
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(remote, channel_id, "Lost")
    assert [each.message["content"] for each in await remote.messages(channel_id)] == ["Lost"]


async def test_troubles_are_left_to_chance_from_afar_until_it_is_calm(remote: Remote):
    channel_id = await remote.channel()
    await remote.leave_to_chance(Chances(on=SEND, too_late=1.0), seed=1)
    assert (await send(remote, channel_id))[0] == 502
    await remote.calm()
    assert (await send(remote, channel_id))[0] == 200


async def test_the_limits_of_discord_are_kept_until_they_are_lifted(remote: Remote):
    await remote.limits(kept=True)
    channel_id = await remote.channel()
    before = (await remote.statistics())["limited"].get("route", 0)
    assert [(await send(remote, channel_id))[0] for _ in range(6)] == [200] * 5 + [429]
    assert (await remote.statistics())["limited"]["route"] == before + 1
    await remote.limits(kept=False)
    assert (await send(remote, channel_id))[0] == 200


async def test_the_window_of_nonces_is_set_from_afar(remote: Remote):
    channel_id, nonce = await remote.channel(), {"nonce": "run-7-0", "enforce_nonce": True}
    for _ in range(2):
        await send(remote, channel_id, **nonce)
    assert len(await remote.messages(channel_id)) == 1
    await remote.settings(nonce_window=0)
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
        ("channel", {"kind": "forum"}, "forum"),
        ("deny", {"channel_id": "7", "permissions": []}, "'7'"),
        ("trouble", {"kind": "fails", "of": {"colour": "red"}, "on": "x"}, "colour"),
        ("chances", {"chances": {"lost": 2}}, "no probabilities"),
        ("use", {"command": "ask"}, "/ask was not synced"),
    ],
)
async def test_a_mistaken_order_is_answered_with_what_is_wrong(
    name: str, given: dict[str, Any], wrong: str, remote: Remote
):
    with pytest.raises(AssertionError, match=wrong):
        await remote.call(name, **given)


async def test_the_server_ends_with_whoever_started_it():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire.server", "--token", TOKEN,
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(ROOT))},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert await process.stdout.readline()
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
