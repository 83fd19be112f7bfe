"""What this package needs from others, except for a store (`store_ports`): a way to send messages, a clock, threads."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from bot.digests.digest import ChannelKind, Correction, Digest, Edition, Run

T = TypeVar("T")


class SendRefusedError(Exception):
    """Discord will never accept this message. Nothing was sent.

    `reason`: a key for the message catalogue.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SendDeferredError(Exception):
    """The message was not sent, but a later attempt may succeed.

    `uncertain`: it may have been sent after all. `after`: seconds that Discord asked us to wait; 0 if it did not ask.
    """

    def __init__(self, reason: str, *, uncertain: bool, after: float = 0.0) -> None:
        super().__init__(reason)
        self.uncertain = uncertain
        self.after = after


class TimeUnknownError(SendDeferredError):
    """Discord can't be asked for its time, so nothing is due and nothing is sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, uncertain=False)


class ClaimLostError(Exception):
    """The run is no longer ours: another process has claimed it, or its digest was deleted."""


class HistoryUnreadableError(Exception):
    """The bot is not allowed to read the channel's messages, so it can't tell whether one is there."""


class SentMessage(NamedTuple):
    """Discord's ids of a message that was sent."""

    channel: int
    message: int


class Publisher(Protocol):
    """Sends editions to Discord, one message at a time."""

    async def find_channel_kind(self, digest: Digest) -> ChannelKind:
        """Return what the digest's channel holds; "messages" if there is no such channel.

        Raises `SendDeferredError`.
        """
        ...

    async def publish(
        self, digest: Digest, run: Run, edition: Edition, guard: Callable[[], Awaitable[None]]
    ) -> SentMessage:
        """Send the message of the run's first open step. `guard` is called right before each request.

        If the same message was sent in the last few minutes, Discord returns it and sends no second one, unless it is a
        new post. Raises `SendRefusedError` and `SendDeferredError`, and what `guard` raises.
        """
        ...

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        """Search the messages since a given time (by Discord's clock) for that of the run's first open step.

        Raises `HistoryUnreadableError`, `SendRefusedError` and `SendDeferredError`.
        """
        ...

    async def correct(
        self, digest: Digest, corrections: Sequence[Correction], guard: Callable[[], Awaitable[None]]
    ) -> None:
        """Edit the message that shows these articles to match what they say now, unless it already does.

        `guard` is called right before each request. Raises `SendRefusedError`, `HistoryUnreadableError` and
        `SendDeferredError`, and what `guard` raises.
        """
        ...

    async def notify_paused(self, digest: Digest, reason: str) -> None:
        """Tell the digest's creator, or the server's admins, that it was paused. Never raises."""
        ...


class Clock(Protocol):
    """Discord's time, and ways to wait."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC. After `sync`, it is Discord's time."""
        ...

    async def sync(self) -> None:
        """Ask Discord for its time, unless a recent answer had it. Raises `TimeUnknownError`."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for a number of seconds."""
        ...

    async def wait(self, seconds: float) -> None:
        """Wait for a number of seconds, or until somebody calls `wake`."""
        ...

    def wake(self) -> None:
        """End the current `wait`; if there is none, the next one returns at once."""
        ...


class RunBlocking(Protocol):
    """Runs blocking work outside the event loop."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Return the result of `work`, or raise what it raises."""
        ...


async def run_in_thread(work: Callable[[], T], /) -> T:
    """Run `work` on a thread of the event loop's default executor."""
    return await asyncio.to_thread(work)
