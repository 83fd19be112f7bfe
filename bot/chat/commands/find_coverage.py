"""The context menu "Find coverage": shows, in a private reply, what the archive has about any message."""

import discord
from discord import app_commands

from bot.answers.answer import Remark
from bot.answers.pipeline import answer
from bot.chat.cards.answer import build_answer_card
from bot.chat.command_tree.builder import MAX_QUESTION, guard_callback
from bot.chat.command_tree.translation import build_translatable
from bot.chat.messages.content import extract_text
from bot.chat.session import responses
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ReaderError
from bot.chat.session.responses import Interaction


def build_find_coverage_menu(bot: BotContext) -> app_commands.ContextMenu:
    """Return the menu. It has no options, and the message is another person's, so the reply is always private."""

    async def callback(interaction: Interaction, message: discord.Message) -> None:
        text = extract_text(message)[:MAX_QUESTION]
        if not text:
            raise ReaderError(Remark("no-words"))
        await responses.respond(
            bot, interaction, lambda desk, now: answer(text, desk, now=now), build_answer_card, private=True
        )

    return app_commands.ContextMenu(
        name=build_translatable(bot.catalogue)("menu-find-coverage"),
        callback=guard_callback(bot, "menu Find coverage", callback),
    )
