"""How a command gets its names, descriptions and completions: all from the catalogue, in every language it has.

The message `command-ask` is the command's name, its attribute `.description` what Discord shows beside it, and an
attribute named like an option describes that option; `option-question` is the option's own name.
"""

import inspect
from collections.abc import Callable, Coroutine, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

import discord
from discord import app_commands

from bot.answers.desk.desk import Desk
from bot.catalogue import Translator
from bot.chat.commands.translation import translatable
from bot.chat.commands.tree import build_autocomplete
from bot.chat.session import errors, respond
from bot.chat.session.context import BotContext
from bot.chat.session.respond import Interaction

# Discord's own most for a text option; `answer` takes that much in bounded time.
QUESTION_LONGEST = 6_000
# The most of a value that autocomplete can offer.
NAME_LONGEST = 100
DATE_LONGEST = 60

Callback = Callable[..., Coroutine[Any, Any, None]]


def with_rate_limit(chat: BotContext, where: str, callback: Callback) -> Callback:
    """A command's callback that first takes the person's turn.

    What it can't do for a reader, and an interaction that has expired, is no failure of the command, and ends here;
    the rest goes the library's way to `Tree.on_error`, and so to the same policy.
    """

    @wraps(callback)
    async def turn(interaction: Interaction, *args: object, **options: object) -> None:
        try:
            respond.check_rate_limit(chat, interaction.user.id)
            await callback(interaction, *args, **options)
            await _tell_of_closed_door(chat, interaction)
        except Exception as error:
            if errors.classify(error) not in ("reader", "expired"):
                raise
            await errors.tell_interaction(chat, interaction, where, error)

    return turn


async def _tell_of_closed_door(chat: BotContext, interaction: Interaction) -> None:
    """Who closed their direct messages to a digest of their own hears so at their next command, once."""
    office, person = chat.office, interaction.user.id
    if office is None or person not in office.unreachable_people:
        return
    office.unreachable_people.discard(person)
    await interaction.followup.send(chat.words(interaction.locale)("digest-shut-out"), ephemeral=True)


def build_command(chat: BotContext, key: str, callback: Callback) -> app_commands.Command[Any, ..., None]:
    """The command whose messages are `command-<key>`; its options are the parameters of `callback`.

    Those called `outlet` and `topic` complete what is typed.
    """
    say = translatable(chat.catalogue)
    options = list(inspect.signature(callback).parameters)[1:]
    callback = with_rate_limit(chat, f"command {key}", callback)
    app_commands.rename(**{option: say(f"option-{option}") for option in options})(callback)
    app_commands.describe(**{option: say(f"command-{key}.{option}") for option in options})(callback)
    made = app_commands.Command[Any, ..., None](
        name=say(f"command-{key}"), description=say(f"command-{key}.description"), callback=callback
    )
    for option, suggest in (("outlet", _outlets), ("topic", _topics)):
        if option in options:
            made.autocomplete(option)(build_autocomplete(chat, f"{key} {option}", suggest))
    return made


def build_group(
    chat: BotContext,
    key: str,
    callbacks: Mapping[str, Callback],
    *,
    contexts: app_commands.AppCommandContext,
    installs: app_commands.AppInstallationType,
    permissions: discord.Permissions | None = None,
) -> tuple[app_commands.Group, Mapping[str, app_commands.Command[Any, ..., None]]]:
    """A command whose messages are `command-<key>`, with a subcommand for each callback (`command-<key>-<name>`).

    `permissions`: whom Discord shows it to, unless a server's owner chooses otherwise; None for everyone.
    """
    say = translatable(chat.catalogue)
    made = app_commands.Group(
        name=say(f"command-{key}"),
        description=say(f"command-{key}.description"),
        allowed_contexts=contexts,
        allowed_installs=installs,
        default_permissions=permissions,
    )
    commands = {name: build_command(chat, f"{key}-{name}", callback) for name, callback in callbacks.items()}
    for each in commands.values():
        made.add_command(each)
    return made, commands


def _outlets(desk: Desk, _: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    """Outlets by name, with their site, since two may have one name; what is sent is the site."""
    for outlet in desk.names.suggest_outlets(typed):
        said = {"name": outlet.name, "site": outlet.key, "count": outlet.count}
        yield words("choice-outlet", said), outlet.key


def _topics(desk: Desk, _: datetime, typed: str, words: Translator) -> Iterator[tuple[str, str]]:
    for topic in desk.names.suggest_topics(typed):
        yield words("choice-topic", {"name": topic.name, "count": topic.count}), topic.name
