"""When something fails: the reader gets one plain sentence, the log the details, and nobody else notices."""

import logging

import aiohttp
import pytest

from tests.support import replies
from tests.support.desks import LAKE

pytestmark = pytest.mark.troubled
FERRY_URL = "https://cityledger.example/news/diesel-ferries"


class Broken:
    """A desk on which nothing works."""

    def __getattr__(self, name):
        if name == "archive":
            raise RuntimeError("token=hunter2 at /srv/secret.py")
        raise ValueError("no such thing")


def _complaints(caplog) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.WARNING and record.name.startswith("bot")]


async def test_a_command_that_fails_says_so_privately_and_the_log_has_the_details(server, newsroom, caplog):
    newsroom.desk = Broken()
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert result.ephemeral
    assert "Something went wrong on my side" in result.response.content
    assert "ref00001" in result.response.content
    assert "hunter2" not in result.response.content
    (complaint,) = _complaints(caplog)
    assert "command ask failed, reference ref00001" in complaint.getMessage()
    assert complaint.exc_info
    assert len(server.env.errors) == 1


async def test_a_command_that_fails_after_it_was_deferred_ends_the_waiting(server, newsroom):
    newsroom.slowness = 5.5
    newsroom.desk = _FailsLater(newsroom.desk)
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert result.deferred
    await server.env.advance_time(10)
    assert "Something went wrong on my side" in result.response.content
    assert len(server.env.errors) == 1


class _FailsLater:
    def __init__(self, desk):
        self.archive = desk.archive


async def test_a_message_that_fails_is_answered_with_the_sentence(server, newsroom, caplog):
    newsroom.desk = Broken()
    await server.ann.send(server.channel, f"<@{server.env.bot.user.id}> diesel ferries")
    answer = server.channel.last_message
    assert "whoever runs me: ref00001" in answer.content
    assert answer.reference is not None
    assert len(_complaints(caplog)) == 1


async def test_autocomplete_that_fails_offers_nothing_and_is_logged(server, newsroom, caplog):
    newsroom.desk = Broken()
    assert await server.ann.autocomplete(server.channel, "latest", "outlet", "har") == []
    (complaint,) = _complaints(caplog)
    assert "autocomplete of latest outlet failed" in complaint.getMessage()


async def test_the_next_question_is_answered_as_if_nothing_had_been(server, newsroom):
    desk, newsroom.desk = newsroom.desk, Broken()
    await server.ann.slash(server.channel, "ask", question="diesel ferries")
    newsroom.desk = desk
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert FERRY_URL in replies.links(result.response)
    assert len(server.env.errors) == 1


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060), (404, 10015)])
async def test_an_expired_interaction_is_no_error(server, caplog, status, code):
    server.env.inject_error("POST", "/interactions/*/callback", status=status, code=code, message="Too late")
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert result.response is None
    assert not _complaints(caplog)


async def test_trouble_at_discord_is_said_as_such(server, caplog):
    server.env.inject_error("POST", "/interactions/*/callback", status=503)
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "I couldn’t reach Discord" in result.response.content
    assert len(_complaints(caplog)) == 1
    assert len(server.env.errors) == 1


async def test_a_picture_that_discord_refuses_costs_the_picture_alone(server):
    server.env.inject_error(
        "POST", "/interactions/*/callback", status=400, code=50035, message="Invalid Form Body: accessory.media.url"
    )
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    assert LAKE.url in replies.links(result.response)
    assert replies.pictures(result.response) == []


async def test_pictures_are_shown_where_discord_takes_them(server):
    result = await server.ann.slash(server.channel, "ask", question="Lake Orla highest level")
    assert "https://img.harborpost.example/lake.jpg" in replies.pictures(result.response)


class _Breaks:
    """A transport whose connection breaks within the first request for a path; with its effect, or without."""

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
async def test_an_answer_on_a_connection_that_breaks_is_given_once(server, monkeypatch, arrived):
    adapter = server.env._webhook_adapter
    monkeypatch.setattr(adapter, "request", _Breaks(adapter.request, "/callback", arrived=arrived))
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert FERRY_URL in replies.links(result.response)
    assert not result.followups
    assert not server.env.errors


async def test_a_deferral_on_a_connection_that_breaks_still_ends_in_the_answer(server, newsroom, monkeypatch):
    adapter = server.env._webhook_adapter
    monkeypatch.setattr(adapter, "request", _Breaks(adapter.request, "/callback", arrived=True))
    newsroom.slowness = 20
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    await server.env.advance_time(20)
    assert FERRY_URL in replies.links(result.response)
    assert not server.env.errors


async def test_a_reply_on_a_connection_that_breaks_is_sent_again_under_its_nonce(server, monkeypatch):
    http = server.env.bot.http
    monkeypatch.setattr(http, "request", _Breaks(http.request, "/messages", arrived=True))
    await server.ann.send_dm("diesel ferries")
    sent = [request for request in server.env.http_requests if request.path.endswith("/messages")]
    # Discord gives back the message it has for a nonce; the simulation does not know that rule.
    assert len(sent) == 2
    assert len({request.json["nonce"] for request in sent}) == 1
    assert all(request.json["enforce_nonce"] for request in sent)


async def test_a_command_that_has_changed_since_is_said_to_have(server):
    server.env.bot.tree.remove_command("ask")
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "This command has changed" in result.response.content
    assert len(server.env.errors) == 1


async def test_a_typing_indicator_that_fails_costs_nothing_else(server, newsroom):
    newsroom.slowness = 20
    server.env.inject_error("POST", "/channels/*/typing", status=403, code=50013)
    await server.ann.send_dm("diesel ferries")
    await server.env.advance_time(20)
    assert FERRY_URL in replies.links(server.ann.user.dm_channel.last_message)
