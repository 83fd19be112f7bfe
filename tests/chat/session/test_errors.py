"""Whatever fails, the reader gets one plain sentence, and the log has the details."""

import logging
from types import SimpleNamespace

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.answers.answer import Remark
from bot.catalogue import Catalogue
from bot.chat.session.context import BotContext
from bot.chat.session.errors import GoneError, NotYoursError, ReaderError, TooFastError, assess_error
from tests.support import replies
from tests.support.desks import FERRY

pytestmark = pytest.mark.troubled


@pytest.fixture
def bot(bot_setup) -> BotContext:
    return bot_setup.make_context()


def http_error(error_type: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="because", headers={})
    return error_type(response, {"code": code, "message": "as Discord says it"})  # pyright: ignore[reportArgumentType]


def wrap(error: Exception) -> app_commands.CommandInvokeError:
    async def nothing(interaction: discord.Interaction) -> None: ...

    command = app_commands.Command(name="ask", description="Ask", callback=nothing)
    return app_commands.CommandInvokeError(command, error)


EXPIRED = [
    http_error(discord.NotFound, 404, 10062),
    http_error(discord.NotFound, 404, 10015),
    http_error(discord.NotFound, 404, 10008),
    http_error(discord.HTTPException, 400, 40060),
    http_error(discord.HTTPException, 401, 50027),
]


UNREACHABLE = [
    http_error(discord.DiscordServerError, 503, 0),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
    ConnectionResetError(104, "reset"),
    discord.RateLimited(12.0),
]


@pytest.mark.parametrize("error", EXPIRED, ids=str)
def test_an_expired_interaction_is_no_error_and_has_nobody_to_tell(bot, caplog, error):
    assessment = assess_error(bot, "command ask", wrap(error))
    assert (assessment.kind, assessment.remark) == ("expired", None)
    assert [record.levelno for record in caplog.records] == [logging.DEBUG]


@pytest.mark.parametrize("error", UNREACHABLE, ids=repr)
def test_a_failure_of_discord_is_no_fault_of_the_bot(bot, error):
    assert assess_error(bot, "command ask", error).kind == "unreachable"


def test_a_missing_permission_is_recognized(bot):
    assert assess_error(bot, "message", http_error(discord.Forbidden, 403, 50013)).kind == "forbidden"


def test_a_command_that_discord_shows_in_an_older_form_is_outdated(bot):
    assert assess_error(bot, "command ask", app_commands.CommandNotFound("ask", [])).kind == "outdated"


def test_an_error_for_the_reader_has_its_own_sentence_and_no_reference(bot, caplog):
    assessment = assess_error(bot, "button", wrap(ReaderError(Remark("no-words"))))
    assert assessment.remark == Remark("no-words")
    assert all(record.levelno == logging.DEBUG for record in caplog.records)


def test_a_fault_has_the_same_reference_in_the_sentence_and_in_the_log(bot, caplog):
    assessment = assess_error(bot, "command ask", wrap(ZeroDivisionError("division by zero")))
    assert assessment.remark is not None
    reference = str(assessment.remark.args["reference"])
    record = caplog.records[-1]
    assert reference in record.getMessage()
    assert "command ask" in record.getMessage()
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


def test_every_failure_has_a_reference_of_its_own(bot_setup):
    bot = BotContext(
        desk=lambda: bot_setup.desk, clock=discord.utils.utcnow, catalogue=bot_setup.catalogue, version="1"
    )
    remarks = [assess_error(bot, "x", ValueError()).remark for _ in range(20)]
    references = {remark.args["reference"] for remark in remarks if remark is not None}
    assert len(references) == 20
    assert {len(str(reference)) for reference in references} == {8}


@pytest.mark.parametrize(
    "error", [*UNREACHABLE, *EXPIRED, ValueError("secret-token"), app_commands.CommandNotFound("ask", [])], ids=repr
)
def test_no_sentence_shows_what_the_error_says(bot, error):
    assessment = assess_error(bot, "x", error)
    if assessment.remark is not None:
        sentence = bot.words(None)(assessment.remark.id, assessment.remark.args)
        assert str(assessment.remark.args["reference"]) in sentence
        assert "\n" not in sentence
        for hidden in ("secret", "Traceback", "Error", "as Discord says it", "because"):
            assert hidden not in sentence


@pytest.mark.parametrize("error", [TooFastError(3, first=True), GoneError("gone-article"), NotYoursError()])
def test_every_sentence_for_readers_is_in_the_catalogue(error):
    words = Catalogue.load().get_translator()
    sentence = words(error.remark.id, error.remark.args)
    assert sentence.endswith(".")
    assert error.remark.id not in sentence


class BrokenDesk:
    """A desk whose every method fails."""

    def __getattr__(self, name):
        if name == "archive":
            raise RuntimeError("token=hunter2 at /srv/secret.py")
        raise ValueError("no such thing")


def complaints_in(caplog) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.WARNING and record.name.startswith("bot")]


async def test_a_command_that_fails_says_so_privately_and_the_log_has_the_details(server, bot_setup, caplog):
    bot_setup.desk = BrokenDesk()
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert result.ephemeral
    assert "Something went wrong on my side" in result.response.content
    assert "ref00001" in result.response.content
    assert "hunter2" not in result.response.content
    (complaint,) = complaints_in(caplog)
    assert "command ask failed, reference ref00001" in complaint.getMessage()
    assert complaint.exc_info
    assert len(server.env.errors) == 1


async def test_a_message_that_fails_is_answered_with_the_sentence(server, bot_setup, caplog):
    bot_setup.desk = BrokenDesk()
    await server.ann.send(server.channel, f"<@{server.env.bot.user.id}> diesel ferries")
    answer = server.channel.last_message
    assert "my operator: ref00001" in answer.content
    assert answer.reference is not None
    assert len(complaints_in(caplog)) == 1


async def test_the_next_question_is_answered(server, bot_setup):
    desk, bot_setup.desk = bot_setup.desk, BrokenDesk()
    await server.ann.slash(server.channel, "ask", question="diesel ferries")
    bot_setup.desk = desk
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert FERRY.url in replies.links(result.response)
    assert len(server.env.errors) == 1


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060), (404, 10015)])
async def test_an_expired_interaction_is_not_logged_as_an_error(server, caplog, status, code):
    server.env.inject_error("POST", "/interactions/*/callback", status=status, code=code, message="Too late")
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert result.response is None
    assert not complaints_in(caplog)


async def test_a_failure_of_discord_is_named(server, caplog):
    server.env.inject_error("POST", "/interactions/*/callback", status=503)
    result = await server.ann.slash(server.channel, "ask", question="diesel ferries")
    assert "I couldn’t reach Discord" in result.response.content
    assert len(complaints_in(caplog)) == 1
    assert len(server.env.errors) == 1
