"""The context menu "Find coverage": what the archive has on any message, for the eyes of the person who asks alone."""

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.answers.pipeline import answer
from bot.chat.cards.answer import answer_card
from bot.chat.commands.build import QUESTION_LONGEST, with_rate_limit
from bot.chat.commands.translation import translatable
from bot.chat.messages.content import message_text
from bot.chat.session import respond
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.respond import Interaction


def find_coverage(chat: BotContext) -> app_commands.ContextMenu:
    """The menu. It has no options, and the message is somebody else's, so its reply is always private."""

    async def callback(interaction: Interaction, message: discord.Message) -> None:
        said = message_text(message)[:QUESTION_LONGEST]
        if not said:
            raise ReaderError(Remark("no-words"))
        await respond.respond(
            chat, interaction, lambda desk, now: answer(said, desk, now=now), answer_card, private=True
        )

    return app_commands.ContextMenu(
        name=translatable(chat.catalogue)("menu-find-coverage"),
        callback=with_rate_limit(chat, "menu Find coverage", callback),
    )
