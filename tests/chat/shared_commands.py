"""Commands that the bots of most tests share, and that they find registered.

For a bot of its own, discord.py reads the signatures of all callbacks, sends the commands to SimCord, and parses its
answer, which takes as long as most tests. Tests of the registration set `BotSetup.shared` to None.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import simcord
from simcord.backend.ops.commands import COMMAND_FIELDS

from bot.catalogue import Catalogue
from bot.chat.client import NutgrafClient
from bot.chat.commands import AnyCommand, build_commands
from bot.chat.session.context import BotContext

FIELDS = frozenset(COMMAND_FIELDS)
"""What SimCord keeps of a command."""


class _LastContext:
    """Has the attributes of the context of the bot that was built last; only one bot runs at a time."""

    context: BotContext

    def __getattr__(self, name: str) -> object:
        return getattr(self.context, name)


class SharedCommands:
    """The commands of the bots with a catalogue and without feeds; others have their own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._context = _LastContext()
        self._commands: Sequence[AnyCommand] = ()
        self._payload: list[dict[str, Any]] = []

    def fit(self, bot: BotContext) -> bool:
        """Return whether a bot would build the same commands."""
        return bot.catalogue is self._catalogue and bot.feeds is None

    def build(self, bot: BotContext) -> Sequence[AnyCommand]:
        """Return the commands of a bot; takes the place of `build_commands`."""
        if not self.fit(bot):
            return build_commands(bot)
        self._context.context = bot
        self._commands = self._commands or build_commands(cast("BotContext", self._context))
        return self._commands

    def register(self, env: simcord.Env, client: NutgrafClient) -> Mapping[str, int]:
        """Make SimCord have the commands of a client. Return their ids by name."""
        if not self._payload:
            described = [command.to_dict(client.tree) for command in client.tree.get_commands()]
            self._payload = [{name: command[name] for name in FIELDS & command.keys()} for command in described]
        registered = env.backend.register_commands(None, self._payload)
        return {command["name"]: int(command["id"]) for command in registered}
