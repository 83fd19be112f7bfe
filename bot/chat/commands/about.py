"""`/about` and `/help`: what the bot knows and stores, and how it is asked."""

from functools import partial
from typing import Any

from discord import app_commands

from bot.chat.cards.about import about_card
from bot.chat.cards.examples import example_questions, welcome_card
from bot.chat.commands.build import build_command
from bot.chat.session import respond
from bot.chat.session.context import BotContext, client_of
from bot.chat.session.respond import Interaction


def about(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command that says what the archive holds, as of when, and what is stored of a reader."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        await respond.respond(
            chat,
            interaction,
            lambda desk, _: desk.archive,
            lambda _, look: about_card(look, chat.version),
            private=private,
        )

    return build_command(chat, "about", callback)


def help_(chat: BotContext) -> app_commands.Command[Any, ..., None]:
    """The command that says how to ask, with examples from the archive."""

    async def callback(interaction: Interaction, private: bool = False) -> None:  # noqa: FBT001, FBT002
        show = partial(welcome_card, commands=client_of(interaction).command_ids)
        await respond.respond(chat, interaction, example_questions, show, private=private)

    return build_command(chat, "help", callback)
