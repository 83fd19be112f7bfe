"""What becomes of an error, whatever it is."""

import logging
from types import SimpleNamespace

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.answers.answer import Remark
from bot.catalogue import Catalogue
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.chat.session.errors import MissingError, NotYoursError, ReaderError, TooFastError

pytestmark = pytest.mark.troubled


@pytest.fixture
def chat(newsroom) -> BotContext:
    return newsroom.chat()


def _http(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response = SimpleNamespace(status=status, reason="because", headers={})
    return kind(response, {"code": code, "message": "as Discord says it"})  # pyright: ignore[reportArgumentType]


def _of_command(error: Exception) -> app_commands.CommandInvokeError:
    async def nothing(interaction: discord.Interaction) -> None: ...

    command = app_commands.Command(name="ask", description="Ask", callback=nothing)
    return app_commands.CommandInvokeError(command, error)


EXPIRED = [
    _http(discord.NotFound, 404, 10062),
    _http(discord.NotFound, 404, 10015),
    _http(discord.NotFound, 404, 10008),
    _http(discord.HTTPException, 400, 40060),
    _http(discord.HTTPException, 401, 50027),
]
UNREACHABLE = [
    _http(discord.DiscordServerError, 503, 0),
    aiohttp.ServerDisconnectedError(),
    TimeoutError(),
    ConnectionResetError(104, "reset"),
    discord.RateLimited(12.0),
]


@pytest.mark.parametrize("error", EXPIRED, ids=str)
def test_an_expired_interaction_is_no_error_and_has_nobody_to_tell(chat, caplog, error):
    fault = errors.assess_error(chat, "command ask", _of_command(error))
    assert (fault.kind, fault.remark) == ("expired", None)
    assert [record.levelno for record in caplog.records] == [logging.DEBUG]


@pytest.mark.parametrize("error", UNREACHABLE, ids=repr)
def test_trouble_with_discord_is_told_apart_from_ours(chat, error):
    assert errors.assess_error(chat, "command ask", error).kind == "unreachable"


def test_a_missing_permission_is_named_as_such(chat):
    assert errors.assess_error(chat, "message", _http(discord.Forbidden, 403, 50013)).kind == "forbidden"


def test_a_command_that_discord_shows_in_an_older_form_is_outdated(chat):
    assert errors.assess_error(chat, "command ask", app_commands.CommandNotFound("ask", [])).kind == "outdated"


def test_an_error_that_carries_its_sentence_says_it_without_a_reference(chat, caplog):
    fault = errors.assess_error(chat, "button", _of_command(ReaderError(Remark("no-words"))))
    assert fault.remark == Remark("no-words")
    assert all(record.levelno == logging.DEBUG for record in caplog.records)


def test_a_fault_of_ours_has_one_reference_in_the_sentence_and_in_the_log(chat, caplog):
    fault = errors.assess_error(chat, "command ask", _of_command(ZeroDivisionError("division by zero")))
    assert fault.remark is not None
    reference = str(fault.remark.args["reference"])
    record = caplog.records[-1]
    assert reference in record.getMessage()
    assert "command ask" in record.getMessage()
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


def test_every_failure_has_a_reference_of_its_own(newsroom):
    chat = BotContext(desk=lambda: newsroom.desk, clock=discord.utils.utcnow, catalogue=newsroom.catalogue, version="1")
    remarks = [errors.assess_error(chat, "x", ValueError()).remark for _ in range(20)]
    references = {remark.args["reference"] for remark in remarks if remark is not None}
    assert len(references) == 20
    assert {len(str(reference)) for reference in references} == {8}


@pytest.mark.parametrize(
    "error", [*UNREACHABLE, *EXPIRED, ValueError("secret-token"), app_commands.CommandNotFound("ask", [])], ids=repr
)
def test_no_sentence_shows_what_the_error_says(chat, error):
    fault = errors.assess_error(chat, "x", error)
    if fault.remark is not None:
        sentence = chat.words(None)(fault.remark.id, fault.remark.args)
        assert str(fault.remark.args["reference"]) in sentence
        assert "\n" not in sentence
        for hidden in ("secret", "Traceback", "Error", "as Discord says it", "because"):
            assert hidden not in sentence


@pytest.mark.parametrize("error", [TooFastError(3, first=True), MissingError("gone-article"), NotYoursError()])
def test_what_readers_are_told_is_in_the_catalogue(error):
    words = Catalogue.load().get_translator()
    sentence = words(error.remark.id, error.remark.args)
    assert sentence.endswith(".")
    assert error.remark.id not in sentence
