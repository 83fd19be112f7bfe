"""Builds a command from a callback. Its names, descriptions and completions come from the catalogue, in every language.

The message `command-ask` is the name of the command `ask`. Its attribute `.description` is what Discord shows beside
the name, and an attribute named like an option describes that option. The message `option-question` is the name of the
option `question`.
"""

import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

import discord
from discord import app_commands

from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat.command_tree.translation import build_translatable
from bot.chat.command_tree.tree import build_autocomplete
from bot.chat.session import errors, responses
from bot.chat.session.context import BotContext
from bot.chat.session.responses import Callback, Interaction

# The most that Discord allows for a text option; `answer` handles that much in bounded time.
MAX_QUESTION = 6_000
# The most that autocomplete can offer as a value.
MAX_NAME = 100
MAX_DATE = 60


def guard_callback(bot: BotContext, where: str, callback: Callback) -> Callback:
    """Return a callback that first checks whether the bot has the time, and the person's rate limit.

    It tells the person about a `ReaderError` or `BusyError`, and drops an interaction that has expired: none of them is
    a failure of the command. Other errors go to `CommandTree.on_error`, and so to the same policy. `where` names the
    command in the log.
    """

    @wraps(callback)
    async def guarded(interaction: Interaction, *args: object, **options: object) -> None:
        with bot.admission.count_request("interaction"):
            try:
                bot.admission.check_request("interaction", bot.measure_age(interaction.id))
                responses.check_rate_limit(bot, interaction.user.id)
                await callback(interaction, *args, **options)
                await _mention_closed_messages(bot, interaction)
            except Exception as error:
                if errors.classify(error) not in ("reader", "expired", "busy"):
                    raise
                await errors.report_to_interaction(bot, interaction, where, error)

    return guarded


async def _mention_closed_messages(bot: BotContext, interaction: Interaction) -> None:
    """Tell the person, once, that their digest was paused because they accept no direct messages from the bot."""
    service, person = bot.digest_service, interaction.user.id
    if service is None or person not in service.unreachable_people:
        return
    service.unreachable_people.discard(person)
    await interaction.followup.send(bot.words(interaction.locale)("digest-shut-out"), ephemeral=True)


def build_command(bot: BotContext, key: str, callback: Callback) -> app_commands.Command[Any, ..., None]:
    """Return the command whose messages are `command-<key>`. Its options are the parameters of `callback`.

    The options `outlet` and `topic` complete what a person types.
    """
    text = build_translatable(bot.catalogue)
    options = list(inspect.signature(callback).parameters)[1:]
    callback = guard_callback(bot, f"command {key}", callback)
    app_commands.rename(**{option: text(f"option-{option}") for option in options})(callback)
    app_commands.describe(**{option: text(f"command-{key}.{option}") for option in options})(callback)
    command = app_commands.Command[Any, ..., None](
        name=text(f"command-{key}"), description=text(f"command-{key}.description"), callback=callback
    )
    for option, suggest in (("outlet", complete_outlet_option), ("topic", complete_topic_option)):
        if option in options:
            command.autocomplete(option)(build_autocomplete(bot, f"{key} {option}", suggest))
    return command


def build_group(
    bot: BotContext,
    key: str,
    callbacks: Mapping[str, Callback],
    *,
    contexts: app_commands.AppCommandContext,
    installs: app_commands.AppInstallationType,
    permissions: discord.Permissions | None,
) -> tuple[app_commands.Group, Mapping[str, app_commands.Command[Any, ..., None]]]:
    """Return the group whose messages are `command-<key>`, and its subcommands by name.

    There is a subcommand for each callback, with the messages `command-<key>-<name>`. `permissions`: who sees the
    group, unless a server's owner decides otherwise; None for everyone.
    """
    text = build_translatable(bot.catalogue)
    group = app_commands.Group(
        name=text(f"command-{key}"),
        description=text(f"command-{key}.description"),
        allowed_contexts=contexts,
        allowed_installs=installs,
        default_permissions=permissions,
    )
    commands = {name: build_command(bot, f"{key}-{name}", callback) for name, callback in callbacks.items()}
    for command in commands.values():
        group.add_command(command)
    return group, commands


def complete_outlet_option(desk: Desk, _: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    """Yield outlets by name and site, since two may share a name. The value is the site."""
    for outlet in desk.names.suggest_outlets(typed):
        yield words("choice-outlet", {"name": outlet.name, "site": outlet.key, "count": outlet.count}), outlet.key


def complete_topic_option(desk: Desk, _: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    """Yield topics by name."""
    for topic in desk.names.suggest_topics(typed):
        yield words("choice-topic", {"name": topic.name, "count": topic.count}), topic.name
