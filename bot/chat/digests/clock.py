"""The clock that delivery waits by: what `digests.ports.Clock` asks for."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import aiohttp
import discord

from bot.chat.session.discord_time import DiscordTime
from bot.digests.ports import TimeUnknownError

_SYNC_TIMEOUT = 15.0
"""Seconds within which Discord must tell the time."""

_WAKE, _NEVER = "digest_wake", "digest_never"


def _never() -> bool:
    return False


class ClientClock:
    """The clock of a client. It waits with `wait_for`, so that a simulated Discord can skip the time.

    `discord_time`: what `now` is read from; None if Discord is simulated, and `now` is its time.
    """

    def __init__(
        self, client: discord.Client, now: Callable[[], datetime], discord_time: DiscordTime | None = None
    ) -> None:
        self._client = client
        self._now = now
        self._discord_time = discord_time
        self._sync_lock = asyncio.Lock()
        self._woken = False

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return self._now()

    async def sync(self) -> None:
        """Ask Discord for its time, unless it told it just now. Raises `TimeUnknownError`."""
        if self._discord_time is None:
            return
        # One question is enough for all who wait.
        async with self._sync_lock:
            if self._discord_time.is_fresh:
                return
            try:
                # Any answer tells the time. This one is small, and its limit is not shared with what members see.
                async with asyncio.timeout(_SYNC_TIMEOUT):
                    await self._client.application_info()
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
                raise TimeUnknownError(f"Discord can't be reached ({type(error).__name__})") from None
            if not self._discord_time.is_fresh:
                raise TimeUnknownError("its answers have no Date header; a proxy may have removed it")

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""
        try:
            await self._client.wait_for(_NEVER, check=_never, timeout=max(0.0, seconds))
        except TimeoutError:
            # discord.py keeps a waiter that timed out until its event comes. This event wakes nobody else.
            self._client.dispatch(_NEVER)

    async def wait(self, seconds: float) -> None:
        """Wait for `seconds`, or until somebody calls `wake`."""
        if not self._woken:
            with suppress(TimeoutError):
                await self._client.wait_for(_WAKE, timeout=max(0.0, seconds))
        self._woken = False

    def wake(self) -> None:
        """End the current `wait`; if there is none, the next `wait` returns at once."""
        self._woken = True
        self._client.dispatch(_WAKE)
