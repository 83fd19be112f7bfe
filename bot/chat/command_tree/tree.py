"""The command tree: its commands work on servers, in direct messages and as a user-installed app.

Errors of commands and of autocomplete go to `errors`, the one policy.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

import discord
from discord import app_commands

from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat import limits
from bot.chat.cards.parts.markdown import clean_line, shorten
from bot.chat.session import errors
from bot.chat.session.admission import TooLateError, compute_patience
from bot.chat.session.context import BotContext

Choices = list[app_commands.Choice[str]]
Pairs = Iterable[tuple[str, str]]
Autocomplete = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]
SuggestAsync = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Pairs]]
Suggest = Callable[[Desk, datetime, str, Translator], Pairs]
"""Returns suggestions for what is typed: pairs of what Discord shows and what it sends."""


class CommandTree(app_commands.CommandTree[discord.Client]):
    """A command tree that passes the errors of its commands to `errors`."""

    def __init__(self, client: discord.Client, bot: BotContext) -> None:
        super().__init__(
            client,
            fallback_to_global=True,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.bot = bot

    async def on_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        """Report an error of a command."""
        name = interaction.data.get("name", "?") if interaction.data else "?"
        await errors.report_to_interaction(self.bot, interaction, f"command {name}", error)


def build_autocomplete(bot: BotContext, where: str, suggest: Suggest) -> Autocomplete:
    """Return the autocomplete of an option; `suggest` runs on a thread. `where` names the option in the log."""

    async def suggest_on_thread(interaction: discord.Interaction[Any], typed: str) -> Pairs:
        words = get_label_words(bot, interaction)
        patience = compute_patience(bot.measure_age(interaction.id))
        return await bot.admission.run(lambda: list(suggest(bot.desk(), bot.clock(), typed, words)), patience)

    return build_async_autocomplete(bot, where, suggest_on_thread)


def build_async_autocomplete(bot: BotContext, where: str, suggest: SuggestAsync) -> Autocomplete:
    """Return the autocomplete of an option whose suggestions depend on who types, or have to be awaited.

    If something fails, the reader sees no choices. A value that is too long for Discord is not offered; the option
    accepts any text all the same.
    """
    surface = f"autocomplete of {where}"

    async def find_choices(interaction: discord.Interaction[Any], typed: str) -> Choices:
        try:
            bot.admission.check_request("interaction", bot.measure_age(interaction.id))
            pairs = await suggest(interaction, typed)
        except TooLateError:
            raise
        except Exception as error:  # noqa: BLE001 - the policy decides
            errors.assess_error(bot, surface, error)
            return []
        fitting = ((name, value) for name, value in pairs if 0 < limits.measure_text(value) <= limits.CHOICE)
        return [
            app_commands.Choice(name=shorten(name, limits.CHOICE), value=value)
            for name, value in islice(fitting, limits.CHOICES)
        ]

    async def complete(interaction: discord.Interaction[Any], typed: str) -> Choices:
        with bot.admission.count_request("interaction"):
            try:
                await interaction.response.autocomplete(await find_choices(interaction, typed))
            except Exception as error:  # noqa: BLE001 - the policy decides
                errors.assess_error(bot, surface, error)
                # discord.py would try to send choices itself, and log its failure as an error with the person's id.
                raise asyncio.CancelledError from None
        return []

    return complete


def get_label_words(bot: BotContext, interaction: discord.Interaction[Any]) -> Translator:
    """Return the bot's sentences in the reader's language for choices, where Discord reads no Markdown."""
    return replace(bot.words(interaction.locale), escape=clean_line)
