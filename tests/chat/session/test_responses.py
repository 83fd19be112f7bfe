"""A reply is sent at once or after a deferral, once, and without pictures if Discord refuses them."""

import aiohttp
import pytest

from tests.support import replies
from tests.support.desks import FERRY, LAKE


@pytest.mark.slow
@pytest.mark.parametrize("private", [False, True])
async def test_work_of_more_than_a_second_is_deferred(server, bot_setup, private):
    bot_setup.delay = 20
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries", private=private)
    assert result.deferred
    assert result.ephemeral is private
    assert "ferries" not in replies.text(result.response)
    await server.env.advance_time(20)
    assert "ban diesel ferries" in replies.text(result.response)
    assert not result.followups


@pytest.mark.slow
@pytest.mark.troubled
async def test_a_command_that_fails_after_a_deferral_ends_the_waiting(server, bot_setup):
    bot_setup.delay = 5.5
    bot_setup.desk = _ArchiveOnly(bot_setup.desk)
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert result.deferred
    await server.env.advance_time(10)
    assert "Something went wrong on my side" in result.response.content
    assert len(server.env.errors) == 1


class _ArchiveOnly:
    """A desk with an archive, and without anything to search it by."""

    def __init__(self, desk):
        self.archive = desk.archive


@pytest.mark.troubled
async def test_a_card_is_sent_again_without_pictures_if_discord_refuses_one(server):
    server.env.inject_error(
        "POST", "/interactions/*/callback", status=400, code=50035, message="Invalid Form Body: accessory.media.url"
    )
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    assert LAKE.url in replies.links(result.response)
    assert replies.pictures(result.response) == []


async def test_pictures_are_shown_if_discord_accepts_them(server):
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    assert "https://img.harborpost.example/lake.jpg" in replies.pictures(result.response)


class _BreakingTransport:
    """A transport whose connection breaks during the first request for a path, before or after the request arrived."""

    def __init__(self, transport, path: str, *, arrived: bool) -> None:
        self.transport, self.path, self.arrived, self.broken = transport, path, arrived, False

    async def __call__(self, route, *args, **kwargs):
        if self.path not in route.url or self.broken:
            return await self.transport(route, *args, **kwargs)
        self.broken = True
        if self.arrived:
            await self.transport(route, *args, **kwargs)
        raise aiohttp.ServerDisconnectedError


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_answer_is_given_once_if_the_connection_breaks(server, monkeypatch, arrived):
    adapter = server.env._webhook_adapter
    monkeypatch.setattr(adapter, "request", _BreakingTransport(adapter.request, "/callback", arrived=arrived))
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert FERRY.url in replies.links(result.response)
    assert not result.followups
    assert not server.env.errors


@pytest.mark.slow
async def test_a_deferral_still_leads_to_the_answer_if_the_connection_breaks(server, bot_setup, monkeypatch):
    adapter = server.env._webhook_adapter
    monkeypatch.setattr(adapter, "request", _BreakingTransport(adapter.request, "/callback", arrived=True))
    bot_setup.delay = 20
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    await server.env.advance_time(20)
    assert FERRY.url in replies.links(result.response)
    assert not server.env.errors


async def test_a_reply_is_sent_again_with_the_same_nonce_if_the_connection_breaks(server, monkeypatch):
    http = server.env.bot.http
    monkeypatch.setattr(http, "request", _BreakingTransport(http.request, "/messages", arrived=True))
    await server.ann.send_dm("diesel ferries")
    sent = [request for request in server.env.http_requests if request.path.endswith("/messages")]
    # For a nonce that it knows, Discord returns the message that it has; SimCord does not.
    assert len(sent) == 2
    assert len({request.json["nonce"] for request in sent}) == 1
    assert all(request.json["enforce_nonce"] for request in sent)


@pytest.mark.slow
@pytest.mark.troubled
async def test_a_typing_indicator_that_fails_does_no_harm(server, bot_setup):
    bot_setup.delay = 20
    server.env.inject_error("POST", "/channels/*/typing", status=403, code=50013)
    await server.ann.send_dm("diesel ferries")
    await server.env.advance_time(20)
    assert FERRY.url in replies.links(server.ann.user.dm_channel.last_message)


@pytest.mark.slow
async def test_work_of_more_than_half_a_second_shows_that_the_bot_is_typing(server, bot_setup):
    bot_setup.delay = 20
    await server.ann.send_dm("diesel ferries")
    assert [request.path.rsplit("/", 1)[1] for request in posts_of(server)] == ["typing"]
    await server.env.advance_time(20)
    assert posts_of(server)[-1].path.endswith("/messages")
    assert len(replies.sent_by_bot(server, server.ann.user.dm_channel)) == 1


def posts_of(server):
    return [request for request in server.env.http_requests if request.method == "POST"]


async def test_quick_work_shows_no_typing(server):
    await server.ann.send_dm("diesel ferries")
    assert not any(request.path.endswith("/typing") for request in server.env.http_requests)


async def test_an_answer_has_a_nonce_so_that_it_can_be_sent_again(server):
    asked = await server.ann.send_dm("diesel ferries")
    (body,) = [request.json for request in server.env.http_requests if request.path.endswith("/messages")]
    assert body["nonce"] == str(asked.id)
    assert body["enforce_nonce"] is True
