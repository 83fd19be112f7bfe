"""Decides what happens to an error: one policy for commands, autocomplete, buttons, menus, modals and messages.

    Exception
    +-- ReaderError         carries the sentence that the reader should see; nothing is wrong with the bot
    |   +-- TooFastError    the person asks faster than the bot lets one person ask
    |   +-- GoneError       what a button or menu points at no longer exists
    |   +-- NotYoursError   the reply is another person's
    +-- admission.TooLateError  like `expired` below, noticed before Discord says so
    +-- admission.BusyError     the bot is asked more than it can answer; nothing is wrong with it
    +-- discord.DiscordException (discord.py's own), by kind:
    |       expired         nobody waits for the answer any more: logged at debug level only
    |       outdated        the reader's Discord shows a command that has changed since
    |       forbidden       the bot lacks a permission
    |       unreachable     Discord fails or can't be reached (also OSError, TimeoutError and aiohttp's errors)
    +-- digests.store_ports.StoreError (store): the store can't be read or written at the moment
    +-- any other: fault    a bug

The reader gets one plain sentence, with a short reference if something failed; the log has the reference and the
details. Neither contains a token, or what the reader wrote.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.chat.cards.parts.markdown import Markdown
from bot.chat.session.admission import MAX_AGE, BusyError, TooLateError
from bot.chat.session.context import BotContext
from bot.digests.store_ports.errors import StoreError

ErrorKind = Literal["reader", "expired", "busy", "outdated", "forbidden", "unreachable", "store", "fault"]

# Codes of https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10008, 10015, 10062
ALREADY_ACKNOWLEDGED, INVALID_WEBHOOK_TOKEN = 40060, 50027
INVALID_FORM = 50035
# "Cannot reply without permission to read message history".
CANNOT_REPLY = 160002
EXPIRED = {UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED, INVALID_WEBHOOK_TOKEN}
SERVER_ERROR = 500

_OUTDATED = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, app_commands.TransformerError)
_CONNECTION_ERRORS = (discord.RateLimited, discord.ConnectionClosed, aiohttp.ClientError, TimeoutError, OSError)

_log = logging.getLogger(__name__)


class ReaderError(Exception):
    """Something that can't be done. `remark` tells the reader why."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.id)
        self.remark = remark


class TooFastError(ReaderError):
    """The person has to wait. `first`: it is the first refusal in a row."""

    def __init__(self, seconds: int, *, first: bool) -> None:
        super().__init__(Remark("too-fast", {"seconds": seconds}))
        self.first = first


class GoneError(ReaderError):
    """An article, list, page or digest that an old message points at no longer exists."""

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(Remark(id))


class NotYoursError(ReaderError):
    """The reply is another person's, so this person may not delete it."""

    def __init__(self) -> None:
        super().__init__(Remark("not-yours"))


# The first match decides.
KINDS: Mapping[ErrorKind, Callable[[BaseException], bool]] = {
    "reader": lambda error: isinstance(error, ReaderError),
    "expired": lambda error: (
        isinstance(error, TooLateError | discord.InteractionResponded)
        or (isinstance(error, discord.HTTPException) and error.code in EXPIRED)
    ),
    "busy": lambda error: isinstance(error, BusyError),
    "outdated": lambda error: isinstance(error, _OUTDATED),
    "forbidden": lambda error: isinstance(error, discord.Forbidden),
    "unreachable": lambda error: (
        isinstance(error, _CONNECTION_ERRORS)
        or (isinstance(error, discord.HTTPException) and error.status >= SERVER_ERROR)
    ),
    "store": lambda error: isinstance(error, StoreError),
}


@dataclass(frozen=True, slots=True)
class ErrorAssessment:
    """What kind of error it is, and what to tell the reader (None if there is nobody to tell)."""

    kind: ErrorKind
    remark: Remark | None


def unwrap(error: BaseException) -> BaseException:
    """Return the error that a command raised, without discord.py's wrapper around it."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        inner = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if inner is None:
            break
        error = inner
    return error


def classify(error: BaseException) -> ErrorKind:
    """Return the branch of the tree above that an unwrapped error belongs to."""
    for kind, belongs in KINDS.items():
        if belongs(error):
            return kind
    return "fault"


def assess_error(bot: BotContext, where: str, error: BaseException) -> ErrorAssessment:
    """Decide what kind of error it is, and log it. `where`: "command ask", "page button", "message" …"""
    error = unwrap(error)
    kind = classify(error)
    if isinstance(error, ReaderError):
        _log.debug("%s: %s", where, error.remark.id)
        return ErrorAssessment(kind, error.remark)
    if kind == "expired":
        _log.debug("%s: nobody waits for the answer any more (%s)", where, error)
        return ErrorAssessment(kind, None)
    if isinstance(error, BusyError):
        _log.debug("%s: refused, because %s", where, error)
        return ErrorAssessment(kind, None if error.is_silent else Remark("busy"))
    reference = bot.new_reference()
    if kind == "fault":
        _log.error("%s failed, reference %s", where, reference, exc_info=error)
    else:
        _log.warning("%s: %s, reference %s: %s: %s", where, kind, reference, type(error).__name__, error)
    return ErrorAssessment(kind, Remark(f"error-{kind}", {"reference": reference}))


async def report_to_interaction(
    bot: BotContext, interaction: discord.Interaction[Any], where: str, error: BaseException
) -> None:
    """Log an error of an interaction, and tell the person privately, if the interaction can still be answered."""
    assessment = assess_error(bot, where, error)
    if assessment.remark is None:
        return
    age = bot.measure_age(interaction.id) if interaction.response.type is None else 0.0
    if age > MAX_AGE["interaction"] or (assessment.kind == "busy" and not bot.admission.take_sentence(age)):
        _log.debug("%s: there is no time to tell the reader", where)
        return
    sentence = bot.words(interaction.locale)(assessment.remark.id, assessment.remark.args)
    try:
        await _send_sentence(interaction, sentence)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        _log.debug("%s: could not tell the reader: %s", where, failure)


async def _send_sentence(interaction: discord.Interaction[Any], sentence: str) -> None:
    response_type = interaction.response.type
    if response_type is None:
        await interaction.response.send_message(sentence, ephemeral=True)
    elif response_type is discord.InteractionResponseType.deferred_channel_message:
        # Discord shows "thinking…" until the response is edited.
        await interaction.edit_original_response(content=sentence)
    else:
        await interaction.followup.send(sentence, ephemeral=True)


async def report_to_message(bot: BotContext, message: discord.Message, where: str, error: BaseException) -> None:
    """Log an error of a message, and reply with a sentence; in a direct message if the bot may not write there."""
    assessment = assess_error(bot, where, error)
    if assessment.remark is None:
        return
    if assessment.kind == "busy" and not bot.admission.take_sentence(0.0):
        _log.debug("%s: there is no time to tell the reader", where)
        return
    guild = message.guild
    words = bot.words(guild.preferred_locale if guild else None)
    sentence = words(assessment.remark.id, assessment.remark.args)
    try:
        if assessment.kind == "forbidden" and guild is not None:
            place = Markdown(f"<#{message.channel.id}>")
            await message.author.send(words("error-may-not-write", {"place": place}))
        else:
            await _reply_with_sentence(message, sentence)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        _log.debug("%s: could not tell the reader: %s", where, failure)


async def _reply_with_sentence(message: discord.Message, sentence: str) -> None:
    try:
        await message.channel.send(sentence, reference=message.to_reference(fail_if_not_exists=False))
    except discord.HTTPException as error:
        if error.code != CANNOT_REPLY:
            raise
        await message.channel.send(sentence)
