"""The attempts at sending one run, and what is known of its fate between them."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace
from tenacity import RetryCallState, wait_chain, wait_fixed

from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import Digest, Run
from bot.digests.ports import HistoryUnreadableError, Publisher, SendDeferredError, SendRefusedError, SentMessage

NONCE_WINDOW = timedelta(seconds=60)
"""How long Discord is relied on to know a nonce: it says "the past few minutes"."""

_PAUSES = wait_chain(*(wait_fixed(seconds) for seconds in (2, 30, 120, 480, 1_200)))
"""Seconds between attempts: some six in an hour, since failing requests are counted against the bot's address."""


LONG = 30.0
"""Seconds of a rate limit that is not one channel's own: the others would run into it, too."""


class LateError(Exception):
    """It is too late to send a run, and it was not sent."""


class SendContext(NamedTuple):
    """What an attempt needs: the way to Discord, turns on it, the time, and how it notes in the books that a run is
    tried, or certainly was not sent."""

    publisher: Publisher
    pace: RateLimiter
    now: Callable[[], datetime]
    note: Callable[[Run], Awaitable[None]]


class Attempts:
    """Attempts at `run`, which they keep up to date."""

    def __init__(self, way: SendContext, run: Run, digest: Digest, deadline: datetime) -> None:
        self.run = run
        self._way = way
        self._digest = digest
        self._deadline = deadline

    async def attempt(self) -> SentMessage:
        """Send, where the message is not there already. Raises `LateError`, and what a publisher raises."""
        way, edition = self._way, self.run.edition
        # The turn comes first: what follows is decided by the time at which the message would leave.
        await way.pace.turn()
        tried = self.run.tried_at
        if tried is not None and (self._is_late() or way.now() - tried >= NONCE_WINDOW):
            found = await way.publisher.find_message(self._digest, self.run, tried)
            if found is not None:
                return found
            await self._note(None)
            await way.pace.turn()
        if edition is None or self._is_late():
            raise LateError
        doubtful = self.run.tried_at is not None
        if not doubtful:
            await self._note(way.now())
        try:
            return await way.publisher.publish(self._digest, self.run, edition)
        except SendDeferredError as error:
            if error.after >= LONG:
                way.pace.hold(error.after)
            if not error.uncertain and not doubtful:
                await self._note(None)
            raise
        except SendRefusedError:
            # An attempt before this one may have arrived: that there will be no other does not tell.
            if doubtful:
                raise HistoryUnreadableError from None
            raise

    def _is_late(self) -> bool:
        return self._way.now() > self._deadline

    async def _note(self, tried_at: datetime | None) -> None:
        self.run = replace(self.run, tried_at=tried_at)
        await self._way.note(self.run)

    @staticmethod
    def pause(state: RetryCallState) -> float:
        """Seconds until the next attempt: ours, or what Discord asked for where that is longer."""
        error = state.outcome.exception() if state.outcome else None
        return max(_PAUSES(state), error.after if isinstance(error, SendDeferredError) else 0.0)

    def is_over(self, state: RetryCallState) -> bool:
        """Whether the next attempt would come too late."""
        return self._way.now() + timedelta(seconds=self.pause(state)) > self._deadline
