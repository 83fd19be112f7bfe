"""The context menu "Find coverage": what the archive has on any message, for the eyes of the person who asks alone."""

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.answers.pipeline import answer
from bot.chat import cards, replies
from bot.chat.commands.making import QUESTION_LONGEST, considerate
from bot.chat.context import Chat
from bot.chat.errors import ReaderError
from bot.chat.messages import words_of
from bot.chat.replies import Interaction
from bot.chat.translation import saying


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
