"""The context menu "Find coverage": what the archive has on any message, for the eyes of the person who asks alone."""

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.answers.pipeline import answer
from bot.chat.cards import answer as cards
from bot.chat.commands.build import QUESTION_LONGEST, considerate
from bot.chat.commands.translation import saying
from bot.chat.messages.content import words_of
from bot.chat.session import respond as replies
from bot.chat.session.context import Chat
from bot.chat.session.errors import ReaderError
from bot.chat.session.respond import Interaction


def find_coverage(chat: Chat) -> app_commands.ContextMenu:
    """The menu. It has no options, and the message is somebody else's, so its reply is always private."""

    async def callback(interaction: Interaction, message: discord.Message) -> None:
        said = words_of(message)[:QUESTION_LONGEST]
        if not said:
            raise ReaderError(Remark("no-words"))
        await replies.answer(
            chat, interaction, lambda desk, now: answer(said, desk, now=now), cards.answer, private=True
        )

    return app_commands.ContextMenu(
        name=saying(chat.catalogue)("menu-find-coverage"), callback=considerate(chat, "menu Find coverage", callback)
    )
