"""Messages in announcement channels that the bot could not publish at once: Discord allows 10 an hour.

Their runs have ended, and the ledger says when to try each again. Publishing a message twice does no harm.
"""

import asyncio
import logging
from datetime import timedelta

from msgspec.structs import replace

from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import Edition, Run, settle_step
from bot.digests.ports import (
    ClaimLostError,
    Clock,
    HistoryUnreadableError,
    Publisher,
    SendDeferredError,
    SendRefusedError,
)
from bot.digests.service import DigestService
from bot.digests.store_ports.errors import StoreError

PUBLISHED_WITHIN = timedelta(days=1)
"""How long after it was sent a message may still be published. After that, it is no longer news."""

LEASE = timedelta(minutes=10)
"""How long an attempt keeps others from trying. If the process dies, the next one tries after this time."""

_LEAST_PAUSE = timedelta(minutes=2)
_log = logging.getLogger(__name__)


def postpone_publication(run: Run, clock: Clock, error: SendDeferredError) -> Run:
    """Return a run whose message was sent, with the time of the next attempt to publish it."""
    return replace(run, publish_at=clock.now() + max(_LEAST_PAUSE, timedelta(seconds=error.after)))


class Publications:
    """Publishes messages later."""

    def __init__(self, service: DigestService, publisher: Publisher, clock: Clock, limiter: RateLimiter) -> None:
        self._service = service
        self._runs = service.ledger.runs
        self._publisher = publisher
        self._clock = clock
        self._limiter = limiter
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Publish what is due, unless that is in progress. Only the process that delivers calls this."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="digests, publications")

    async def close(self) -> None:
        """Stop. The next process publishes the remaining messages."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            now = self._clock.now()
            for run in await self._service.run_blocking(lambda: self._runs.claim_publications(now, now + LEASE)):
                await self._publish(run)
        except (ClaimLostError, StoreError) as error:
            _log.warning("messages can't be published now: %r", error)
        except Exception:  # noqa: BLE001 - the next round may succeed
            _log.exception("messages could not be published")

    async def _publish(self, run: Run) -> None:
        service = self._service
        digest = await service.get(run.digest)
        if digest is None:
            return

        async def guard() -> None:
            await self._limiter.acquire()
            if not await service.run_blocking(service.may_deliver):
                raise ClaimLostError

        sent = run.sent_steps[-1]
        try:
            await self._publisher.publish(digest, run, Edition(), guard)
            after = settle_step(run, "sent", channel=sent.channel, message=sent.message)
        except SendDeferredError as error:
            after = postpone_publication(run, self._clock, error)
            if run.ended_at is None or self._clock.now() - run.ended_at > PUBLISHED_WITHIN:
                after = settle_step(run, "skipped", reason="unpublished")
        except (SendRefusedError, HistoryUnreadableError) as error:
            _log.warning("the message of run %s was not published: %r", run.id, error)
            after = settle_step(run, "skipped", reason="unpublished")
        if not after.has_open_steps:
            after = replace(after, publish_at=None)
        await service.run_blocking(lambda: self._runs.record_publication(after))
        self._clock.wake()
