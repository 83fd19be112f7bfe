"""Drops events about messages that can't be for the bot, before discord.py makes objects of them.

Discord sends what is written in every channel that the bot can see, its own replies among them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from discord.state import AutoShardedConnectionState

if TYPE_CHECKING:
    from discord.types.gateway import MessageCreateEvent


class ConnectionState(AutoShardedConnectionState[Any]):
    """discord.py's state of a connection, without messages that can't be for the bot.

    `learn_time` is called with the id of every message, which says when Discord made it.
    """

    def __init__(self, *, learn_time: Callable[[int], None], **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(**options)
        self._learn_time = learn_time

    def parse_message_create(self, data: "MessageCreateEvent") -> None:
        """Dispatch a message if it may be for the bot."""
        self._learn_time(int(data["id"]))
        if self.user is not None and may_be_addressed(self.user.id, data):
            super().parse_message_create(data)


def may_be_addressed(me: int, data: "MessageCreateEvent") -> bool:
    """Return whether a message may be for the bot: whether another wrote it, to the bot alone or with a mention of it.

    `me`: the id of the bot's own user.
    """
    if int(data["author"]["id"]) == me:
        return False
    return "guild_id" not in data or any(int(user["id"]) == me for user in data["mentions"])
