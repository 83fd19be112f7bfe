"""The attempts to send one run, and what is known about their outcome."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace
from tenacity import RetryCallState, wait_chain, wait_fixed

from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import Digest, Run
from bot.digests.ports import HistoryUnreadableError, Publisher, SendDeferredError, SendRefusedError, SentMessage

NONCE_WINDOW = timedelta(seconds=60)
"""How long we rely on Discord to recognize a nonce. Its documentation says "the past few minutes"."""

_PAUSES = wait_chain(*(wait_fixed(seconds) for seconds in (2, 30, 120, 480, 1_200)))
"""Seconds between attempts. That makes about six an hour: Discord counts failed requests against the bot's address."""

GLOBAL_LIMIT_FROM = 30.0
"""Seconds. A longer rate limit is not one channel's own; the other runs would hit it too."""


class LateError(Exception):
    """It is too late to send the run, and it was not sent."""


class SendContext(NamedTuple):
    """What an attempt needs.

    `now`: returns the time. `save`: stores the run before it is attempted, and again if it certainly was not sent.
    """

    publisher: Publisher
    limiter: RateLimiter
    now: Callable[[], datetime]
    save: Callable[[Run], Awaitable[None]]


class Attempts:
    """The attempts to send `run`, which is updated with each of them."""

    def __init__(self, context: SendContext, run: Run, digest: Digest, deadline: datetime) -> None:
        self.run = run
        self._context = context
        self._digest = digest
        self._deadline = deadline

    async def attempt(self) -> SentMessage:
        """Send the message, unless an earlier attempt has sent it. Raises `LateError`, and what a publisher raises."""
        context, edition = self._context, self.run.edition
        # Wait for the rate limiter first: what follows depends on the time at which the message would leave.
        await context.limiter.acquire()
        tried_at = self.run.tried_at
        if tried_at is not None and (self._is_late() or context.now() - tried_at >= NONCE_WINDOW):
            found = await context.publisher.find_message(self._digest, self.run, tried_at)
            if found is not None:
                return found
            await self._save(None)
            await context.limiter.acquire()
        if edition is None or self._is_late():
            raise LateError
        is_in_doubt = self.run.tried_at is not None
        if not is_in_doubt:
            await self._save(context.now())
        try:
            return await context.publisher.publish(self._digest, self.run, edition)
        except SendDeferredError as error:
            if error.after >= GLOBAL_LIMIT_FROM:
                context.limiter.pause(error.after)
            if not error.uncertain and not is_in_doubt:
                await self._save(None)
            raise
        except SendRefusedError:
            # This attempt was refused, but an earlier one may have arrived.
            if is_in_doubt:
                raise HistoryUnreadableError from None
            raise

    def _is_late(self) -> bool:
        return self._context.now() > self._deadline

    async def _save(self, tried_at: datetime | None) -> None:
        self.run = replace(self.run, tried_at=tried_at)
        await self._context.save(self.run)

    @staticmethod
    def get_pause(state: RetryCallState) -> float:
        """Return the seconds until the next attempt: ours, or what Discord asked for if that is longer."""
        error = state.outcome.exception() if state.outcome else None
        return max(_PAUSES(state), error.after if isinstance(error, SendDeferredError) else 0.0)

    def is_over(self, state: RetryCallState) -> bool:
        """Return whether the next attempt would come after the deadline."""
        return self._context.now() + timedelta(seconds=self.get_pause(state)) > self._deadline
