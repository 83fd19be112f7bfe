"""The attempts to send one message of a run, and what is known about their outcome."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_chain, wait_fixed

from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import Digest, Edition, Run
from bot.digests.ports import (
    Clock,
    HistoryUnreadableError,
    Publisher,
    SendDeferredError,
    SendRefusedError,
    SentMessage,
)

NONCE_WINDOW = timedelta(seconds=60)
"""How long we rely on Discord to recognize a nonce if we can't search for the message.

Discord's documentation says "the past few minutes".
"""

POST_SETTLING = timedelta(seconds=10)
"""How long to wait after an attempt in doubt before searching for a forum post. Posts have no nonce (`POST
/channels/{id}/threads` has no such field), so a request still on its way could otherwise arrive after the search."""

_PAUSES = wait_chain(*(wait_fixed(seconds) for seconds in (2, 30, 120, 480, 1_200)))
"""Seconds between attempts: about six attempts an hour. Discord counts failed requests against the bot's IP address."""

GLOBAL_LIMIT_FROM = 30.0
"""Seconds. A longer rate limit is not just for one channel; the other runs would hit it too."""


class LateError(Exception):
    """It is too late to send the message, and it was not sent."""


class SendContext(NamedTuple):
    """What an attempt needs.

    `save` stores the run before it is attempted, and again if it was certainly not sent. `guard` is called right before
    each request. Both raise `ClaimLostError` if the run is no longer ours.
    """

    publisher: Publisher
    limiter: RateLimiter
    clock: Clock
    save: Callable[[Run], Awaitable[None]]
    guard: Callable[[], Awaitable[None]]


class Attempts:
    """The attempts to send the first open step of `run`. Each attempt updates `run`."""

    def __init__(self, context: SendContext, run: Run, digest: Digest, deadline: datetime) -> None:
        self.run = run
        self._context = context
        self._digest = digest
        self._deadline = deadline
        # When this process first attempted the run. We can't know how long ago another process did.
        self._own_tried_at: datetime | None = None

    async def attempt(self) -> SentMessage:
        """Send the message, unless an earlier attempt has sent it.

        Raises `LateError`, `ClaimLostError`, and the errors of the publisher and the clock.
        """
        context, edition = self._context, self.run.edition
        # Wait for the rate limiter first: the next steps depend on the time at which the message would be sent.
        await context.limiter.acquire()
        await context.clock.sync()
        is_in_doubt = False
        if self.run.tried_at is not None:
            found, is_in_doubt = await self._search(self.run.tried_at)
            if found is not None:
                return found
        if edition is None or self._is_late():
            if self.run.tried_at is not None:
                await self._save(None)
            raise LateError
        if not is_in_doubt:
            self._own_tried_at = context.clock.now()
            await self._save(self._own_tried_at)
        return await self._publish(edition, is_in_doubt=is_in_doubt)

    async def _search(self, tried_at: datetime) -> tuple[SentMessage | None, bool]:
        """Return the message of an earlier attempt, and whether one may exist that was not found.

        Raises `HistoryUnreadableError` if we can neither search for it nor rely on its nonce.
        """
        context = self._context
        if self._is_post:
            settled_at = tried_at + POST_SETTLING
            await context.clock.sleep(max(0.0, (settled_at - context.clock.now()).total_seconds()))
        try:
            found = await context.publisher.find_message(self._digest, self.run, tried_at)
        except HistoryUnreadableError:
            if self._is_late() or not self._is_nonce_known():
                raise
            return None, True
        if found is None:
            await context.limiter.acquire()
        return found, False

    async def _publish(self, edition: Edition, *, is_in_doubt: bool) -> SentMessage:
        """Send the message. `is_in_doubt`: an earlier attempt may have arrived."""
        context = self._context
        try:
            return await context.publisher.publish(self._digest, self.run, edition, context.guard)
        except SendDeferredError as error:
            # Discord has separate limits for the posts in a forum and for the messages published in an hour.
            if error.after >= GLOBAL_LIMIT_FROM and self.run.step.kind not in ("post", "publish"):
                context.limiter.pause(error.after)
            if not error.uncertain and not is_in_doubt:
                await self._save(None)
            raise
        except SendRefusedError:
            # This attempt was refused, but an earlier one may have arrived.
            if is_in_doubt:
                raise HistoryUnreadableError from None
            raise

    @property
    def _is_post(self) -> bool:
        return self.run.step.kind == "post"

    def _is_late(self) -> bool:
        return self._context.clock.now() > self._deadline

    def _is_nonce_known(self) -> bool:
        """Return whether Discord certainly still recognizes the nonce of the first attempt."""
        tried_at = self._own_tried_at
        return not self._is_post and tried_at is not None and self._context.clock.now() - tried_at < NONCE_WINDOW

    async def _save(self, tried_at: datetime | None) -> None:
        self.run = replace(self.run, tried_at=tried_at)
        await self._context.save(self.run)


def build_retrying(clock: Clock, deadline: datetime | None, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """Build the loop that repeats a deferred request, with pauses, until the next attempt would come too late."""

    def is_over(state: RetryCallState) -> bool:
        return deadline is not None and clock.now() + timedelta(seconds=get_pause(state)) > deadline

    return AsyncRetrying(
        retry=retry_if_exception_type(SendDeferredError), sleep=sleep, wait=get_pause, stop=is_over, reraise=True
    )


def get_pause(state: RetryCallState) -> float:
    """Return the seconds until the next attempt: our pause, or the one that Discord asked for if it is longer."""
    error = state.outcome.exception() if state.outcome else None
    return max(_PAUSES(state), error.after if isinstance(error, SendDeferredError) else 0.0)
