"""The settings of each server: where the bot answers, and how. A server that has set nothing has the defaults."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from bot.digests.ports import RunBlocking, run_in_thread


class ServerSettings(Struct, frozen=True, omit_defaults=True):
    """What the admins of a server have set.

    `channels`: the ids of the channels in which everybody may read the bot's replies; empty for all. `mentions`:
    whether it replies if it is mentioned. `private`: whether only the person who asks sees a reply, unless they choose
    otherwise. `feedback`: whether answers have buttons for feedback, and are counted for the weekly report.

    The store keeps these fields as they are, so add a field only with a default, and never rename one.
    """

    channels: tuple[int, ...] = ()
    mentions: bool = True
    private: bool = False
    feedback: bool = False

    def may_answer_in(self, *channels: int) -> bool:
        """Return whether everybody may read replies in a channel. `channels`: it and, if it is a thread, its parent."""
        return not self.channels or not set(channels).isdisjoint(self.channels)


DEFAULTS = ServerSettings()

Change = Callable[[ServerSettings], ServerSettings]


class SettingsStore(Protocol):
    """Stores the settings of servers. The methods block, and raise `StoreError` if the store fails."""

    def load(self) -> Mapping[int, ServerSettings]:
        """Return the settings of every server that has any."""
        ...

    def change(self, server: int, change: Change) -> ServerSettings:
        """Change the settings of a server in one transaction, and return them. Notify the other processes."""
        ...


@dataclass(slots=True)
class SettingsService:
    """The settings of all servers. They are kept in memory, so that no answer has to wait for the store.

    `read` must have been called before. The async methods raise what the store raises.
    """

    store: SettingsStore
    run_blocking: RunBlocking = run_in_thread
    _settings: Mapping[int, ServerSettings] = field(default_factory=dict[int, ServerSettings])
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self) -> None:
        """Read the settings again, since another process may have changed them."""
        # Settings that were read before a change must not replace it.
        async with self._lock:
            self._settings = await self.run_blocking(self.store.load)

    def get(self, server: int | None) -> ServerSettings:
        """Return the settings of a server; the defaults if `server` is None."""
        return DEFAULTS if server is None else self._settings.get(server, DEFAULTS)

    async def change(self, server: int, change: Change) -> ServerSettings:
        """Change the settings of a server, and return them."""
        async with self._lock:
            settings = await self.run_blocking(lambda: self.store.change(server, change))
            self._settings = {**self._settings, server: settings}
        return settings
