"""Every command of the bot, a module each, named after its command."""

from collections.abc import Callable
from typing import Any

from discord import app_commands

from bot.chat.commands.about import build_about_command
from bot.chat.commands.ask import build_ask_command
from bot.chat.commands.digest import build_digest_group, build_mydigest_group
from bot.chat.commands.feed import build_feed_group
from bot.chat.commands.find_coverage import build_find_coverage_menu
from bot.chat.commands.follow import build_follow_group
from bot.chat.commands.help import build_help_command
from bot.chat.commands.latest import build_latest_command
from bot.chat.commands.outlets import build_outlets_command
from bot.chat.commands.privacy import build_privacy_command
from bot.chat.commands.settings import build_settings_command
from bot.chat.commands.source import build_source_command
from bot.chat.commands.story import build_story_command
from bot.chat.commands.timeline import build_timeline_command
from bot.chat.commands.topics import build_topics_command
from bot.chat.session.context import BotContext

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu

BUILDERS: tuple[Callable[[BotContext], AnyCommand], ...] = (
    build_ask_command,
    build_latest_command,
    build_timeline_command,
    build_story_command,
    build_source_command,
    build_topics_command,
    build_outlets_command,
    build_digest_group,
    build_mydigest_group,
    build_follow_group,
    build_settings_command,
    build_about_command,
    build_help_command,
    build_privacy_command,
    build_find_coverage_menu,
)


def build_commands(bot: BotContext) -> tuple[AnyCommand, ...]:
    """Return the commands, ready to be added to a tree."""
    commands = tuple(build(bot) for build in BUILDERS)
    # Only the operator has a use for it, and only if there are feeds.
    return commands if bot.feeds is None else (*commands, build_feed_group(bot))
