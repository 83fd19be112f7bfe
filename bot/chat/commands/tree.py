"""The command tree: every command in servers, direct messages and as a user's own app, with one policy for errors."""

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
from bot.chat.cards.markdown import clean_line, shorten
from bot.chat.session import errors
from bot.chat.session.context import BotContext

Choices = list[app_commands.Choice[str]]
Pairs = Iterable[tuple[str, str]]
Complete = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]
Suggest = Callable[[Desk, datetime, str, Translator], Pairs]
"""From what is typed, on the desk and at the time of the key stroke, to what is shown and what is sent."""


class CommandTree(app_commands.CommandTree[discord.Client]):
    """A command tree that brings what its commands raise to `errors`."""

    def __init__(self, client: discord.Client, chat: BotContext) -> None:
        super().__init__(
            client,
            fallback_to_global=True,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.chat = chat

    async def on_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        """Apply the policy to what a command raised."""
        name = interaction.data.get("name", "?") if interaction.data else "?"
        await errors.tell_interaction(self.chat, interaction, f"command {name}", error)


def build_autocomplete(chat: BotContext, where: str, suggest: Suggest) -> Complete:
    """The autocomplete of an option. `suggest` turns what is typed into pairs of what is shown and what is sent."""

    async def pairs(interaction: discord.Interaction[Any], typed: str) -> Pairs:
        words = label_words(chat, interaction)
        return await chat.run(lambda: list(suggest(chat.desk(), chat.clock(), typed, words)))

    return build_async_autocomplete(chat, where, pairs)


def build_async_autocomplete(
    chat: BotContext, where: str, suggested: Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Pairs]]
) -> Complete:
    """The same, where what is offered depends on who types, or has to be waited for.

    The library would swallow its errors; here they go to the log by the one policy, and the reader sees no choices.
    A value that Discord has no room for is not offered; the option takes any text all the same.
    """

    async def complete(interaction: discord.Interaction[Any], typed: str) -> Choices:
        try:
            pairs = await suggested(interaction, typed)
            fitting = ((name, value) for name, value in pairs if 0 < limits.text_size(value) <= limits.CHOICE)
            return [
                app_commands.Choice(name=shorten(name, limits.CHOICE), value=value)
                for name, value in islice(fitting, limits.CHOICES)
            ]
        except Exception as error:  # noqa: BLE001 - the policy decides
            errors.judge_error(chat, f"autocomplete of {where}", error)
            return []

    return complete


def label_words(chat: BotContext, interaction: discord.Interaction[Any]) -> Translator:
    """The reader's words for choices, where Discord reads no Markdown."""
    return replace(chat.words(interaction.locale), escape=clean_line)
