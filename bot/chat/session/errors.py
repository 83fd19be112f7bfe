"""What becomes of an error: one policy for commands, autocomplete, buttons, menus, modals and messages.

    Exception
    +-- ReaderError         carries the sentence that the reader should see; nothing is wrong with the bot
    |   +-- TooFastError    the person asks faster than the bot lets one person ask
    |   +-- GoneError       what a button or menu points at is no longer in the archive
    |   +-- NotYoursError   somebody else's reply
    +-- discord.DiscordException (the library's own), by kind:
    |       expired         nobody waits for the answer any more: not an error, a debug line
    |       outdated        the reader's Discord shows a command that has changed since
    |       forbidden       the bot lacks a permission there
    |       unreachable     Discord fails, or can't be reached (also OSError, TimeoutError, aiohttp's)
    +-- digests.ports.StoreError (store): what is kept can't be read or written now
    +-- any other: fault    ours

The reader gets one plain sentence, with a short reference where something failed; the log has the reference with the
details. Neither has the reader's words in it, nor a token.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.chat.session.context import BotContext
from bot.digests.ports import StoreError

Kind = Literal["reader", "expired", "outdated", "forbidden", "unreachable", "store", "fault"]

# Codes of https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10008, 10015, 10062
ALREADY_ACKNOWLEDGED, INVALID_WEBHOOK_TOKEN = 40060, 50027
INVALID_FORM = 50035
EXPIRED = {UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED, INVALID_WEBHOOK_TOKEN}
SERVER_ERROR = 500

_OUTDATED = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, app_commands.TransformerError)
_BROKEN = (discord.RateLimited, discord.ConnectionClosed, aiohttp.ClientError, TimeoutError, OSError)

_log = logging.getLogger(__name__)


class ReaderError(Exception):
    """Something that can't be done, and the sentence that tells the reader so."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.id)
        self.remark = remark


class TooFastError(ReaderError):
    """The person has to wait. `first`: this is the first refusal in a row."""

    def __init__(self, seconds: int, *, first: bool) -> None:
        super().__init__(Remark("too-fast", {"seconds": seconds}))
        self.first = first


class GoneError(ReaderError):
    """An article, list or page that an old message points at is not there any more."""

    def __init__(self, id: str) -> None:  # noqa: A002
        super().__init__(Remark(id))


class NotYoursError(ReaderError):
    """The reply is another person's."""

    def __init__(self) -> None:
        super().__init__(Remark("not-yours"))


# The first that holds.
KINDS: Mapping[Kind, Callable[[BaseException], bool]] = {
    "reader": lambda error: isinstance(error, ReaderError),
    "expired": lambda error: (
        isinstance(error, discord.InteractionResponded)
        or (isinstance(error, discord.HTTPException) and error.code in EXPIRED)
    ),
    "outdated": lambda error: isinstance(error, _OUTDATED),
    "forbidden": lambda error: isinstance(error, discord.Forbidden),
    "unreachable": lambda error: (
        isinstance(error, _BROKEN) or (isinstance(error, discord.HTTPException) and error.status >= SERVER_ERROR)
    ),
    "store": lambda error: isinstance(error, StoreError),
}


@dataclass(frozen=True, slots=True)
class JudgedError:
    """An error, judged: its kind, and what to say of it (None where there is nobody to tell)."""

    kind: Kind
    remark: Remark | None


def unwrap(error: BaseException) -> BaseException:
    """The error itself, without the wrapping that the library puts around what a command raises."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        inner = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if inner is None:
            break
        error = inner
    return error


def classify(error: BaseException) -> Kind:
    """Which branch of the tree above an unwrapped error belongs to."""
    for kind, belongs in KINDS.items():
        if belongs(error):
            return kind
    return "fault"


def judge_error(chat: BotContext, where: str, error: BaseException) -> JudgedError:
    """Decide what an error is, and log it. `where` names the surface: "command ask", "button page", "a message"."""
    error = unwrap(error)
    kind = classify(error)
    if isinstance(error, ReaderError):
        _log.debug("%s: %s", where, error.remark.id)
        return JudgedError(kind, error.remark)
    if kind == "expired":
        _log.debug("%s: nobody waits for the answer any more (%s)", where, error)
        return JudgedError(kind, None)
    reference = chat.reference()
    if kind == "fault":
        _log.error("%s failed, reference %s", where, reference, exc_info=error)
    else:
        _log.warning("%s: %s, reference %s: %s: %s", where, kind, reference, type(error).__name__, error)
    return JudgedError(kind, Remark(f"error-{kind}", {"reference": reference}))


async def tell_interaction(
    chat: BotContext, interaction: discord.Interaction[Any], where: str, error: BaseException
) -> None:
    """Apply the policy to an interaction: log the error, and answer it privately where it can still be answered."""
    fault = judge_error(chat, where, error)
    if fault.remark is None:
        return
    sentence = chat.words(interaction.locale)(fault.remark.id, fault.remark.args)
    try:
        await _say(interaction, sentence)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        _log.debug("%s: could not tell the reader: %s", where, failure)


async def _say(interaction: discord.Interaction[Any], sentence: str) -> None:
    answered = interaction.response.type
    if answered is None:
        await interaction.response.send_message(sentence, ephemeral=True)
    elif answered is discord.InteractionResponseType.deferred_channel_message:
        # What shows there is "thinking…", which only an edit ends.
        await interaction.edit_original_response(content=sentence)
    else:
        await interaction.followup.send(sentence, ephemeral=True)


async def tell_message(chat: BotContext, message: discord.Message, where: str, error: BaseException) -> None:
    """Apply the policy to a message: log the error, and reply with the sentence where the bot may speak at all."""
    fault = judge_error(chat, where, error)
    if fault.remark is None or fault.kind == "forbidden":
        return
    guild = message.guild
    sentence = chat.words(guild.preferred_locale if guild else None)(fault.remark.id, fault.remark.args)
    try:
        await message.channel.send(sentence, reference=message.to_reference(fail_if_not_exists=False))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        _log.debug("%s: could not tell the reader: %s", where, failure)
