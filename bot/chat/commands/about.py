"""`/about` and `/help`: what the bot knows and stores, and how it is asked."""

from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.cards import about as notices
from bot.chat.cards.examples import examples, welcome
from bot.chat.commands.build import command
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat, client_of
from bot.chat.session.respond import Interaction


def about(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command that says what the archive holds, as of when, and what is stored of a reader."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await replies.answer(
            chat,
            interaction,
            lambda desk, _: desk.archive,
            lambda _, look: notices.about(look, chat.version),
            private=private,
        )

    return command(chat, "about", callback)


def help_(chat: Chat) -> app_commands.Command[Any, ..., None]:
    """The command that says how to ask, with examples from the archive."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        show = partial(welcome, commands=client_of(interaction).command_ids)
        await replies.answer(chat, interaction, examples, show, private=private)

    return command(chat, "help", callback)
