"""Takes one run to its end: composes its edition, sends it, and records the outcome and the digest's new state."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed

from bot.digests.delivery.attempts import Attempts, LateError, SendContext
from bot.digests.delivery.priority_limit import FIRST, Priority, PriorityLimiter
from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import MAX_FAILURES, Digest, Run, pause_digest
from bot.digests.ports import (
    ClaimLostError,
    Clock,
    HistoryUnreadableError,
    Publisher,
    SendDeferredError,
    SendRefusedError,
    SentMessage,
)
from bot.digests.service import DigestService
from bot.digests.store_ports import StoreError

T = TypeVar("T")

_STORE_PAUSES = wait_chain(*(wait_fixed(seconds) for seconds in (0.2, 1, 5)))
_AT_ONCE = 32
"""How many runs may compose or send an edition at a time."""

_log = logging.getLogger(__name__)


class Runner:
    """Takes runs to their ends, many at a time. `sending`: the tasks that are sending a message right now."""

    def __init__(self, service: DigestService, publisher: Publisher, clock: Clock) -> None:
        self.sending: set[asyncio.Task[Any] | None] = set()
        self._service = service
        self._ledger = service.ledger
        self._publisher = publisher
        self._clock = clock
        self._rate_limiter = RateLimiter(clock.now, clock.sleep)
        self._slots = PriorityLimiter(_AT_ONCE)

    async def run(self, number: str, priority: Priority) -> Run | None:
        """Take the run of this id to its end. Returns None if its digest was deleted.

        Raises `StoreError`, and `ClaimLostError` if another process took the run.
        """
        async with self._slots.acquire(priority):
            run, digest = await self.call_store(lambda: self._load(number))
            if run is None or digest is None or run.state != "begun":
                return run
            if run.edition is None:
                run = await self._compose(run, digest)
        return await self._send(run, digest) if run.state == "begun" else await self._record_end(run, digest)

    def _load(self, number: str) -> tuple[Run | None, Digest | None]:
        """Read a run and its digest from the store. Blocking."""
        run = self._ledger.runs.get(number)
        return run, self._ledger.digests.get(run.digest) if run is not None else None

    async def _compose(self, run: Run, digest: Digest) -> Run:
        """Return the run with its edition, or with the state it ends in if there is nothing to send."""
        if self._clock.now() - run.due_at > self._service.grace:
            return replace(run, state="missed", reason="late")
        composed = await self._service.compose(digest, self._clock.now())
        run = replace(run, edition=composed.edition)
        return run if composed.edition.entries else replace(run, state="empty", reason="nothing-new")

    async def _send(self, run: Run, digest: Digest) -> Run:
        """Send the run's edition, with as many attempts as there is time for, and return the run as it ended."""

        context = SendContext(
            self._publisher, self._rate_limiter, self._clock, self._save_attempt, lambda: self._check_claim(run)
        )
        attempts = Attempts(context, run, digest, run.due_at + self._service.grace)
        task = asyncio.current_task()

        async def attempt() -> SentMessage:
            # Sending goes before composing, so that composed editions do not pile up.
            async with self._slots.acquire(FIRST):
                self.sending.add(task)
                return await attempts.attempt()

        async def sleep(seconds: float) -> None:
            # Between attempts there is no message that a shutdown has to wait for.
            self.sending.discard(task)
            await self._clock.sleep(seconds)

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(SendDeferredError),
            sleep=sleep,
            wait=attempts.get_pause,
            stop=attempts.is_over,
            reraise=True,
        )
        try:
            sent: SentMessage = await retrying(attempt)
        except SendRefusedError as error:
            return await self._record_refusal(attempts.run, digest, error.reason)
        except SendDeferredError as error:
            _log.warning("run %s could not be sent in time: %s", run.id, error)
            return await self._give_up(attempts.run, digest)
        except HistoryUnreadableError:
            return await self._record_end(replace(attempts.run, state="unknown", reason="unreadable"), digest)
        except LateError:
            return await self._record_end(replace(attempts.run, state="missed", reason="late"), digest)
        arrived = replace(attempts.run, state="sent", channel=sent.channel, message=sent.message)
        return await self._record_end(arrived, digest)

    async def _save_attempt(self, run: Run) -> None:
        if not await self.call_store(lambda: self._ledger.runs.record_attempt(run)):
            raise ClaimLostError

    async def _check_claim(self, run: Run) -> None:
        # Not tried again if the store is busy: the answer must be as recent as possible.
        if not await self._service.run_blocking(lambda: self._ledger.runs.is_claimed(run.id)):
            raise ClaimLostError

    async def _give_up(self, run: Run, digest: Digest) -> Run:
        """End a run that has no time left. If an attempt may have arrived after all, look for its message once more."""
        unreachable = replace(run, state="failed", reason="unreachable")
        if run.tried_at is None:
            return await self._record_end(unreachable, digest)
        try:
            found = await self._publisher.find_message(digest, run, run.tried_at)
        except (SendDeferredError, SendRefusedError, HistoryUnreadableError):
            return await self._record_end(replace(unreachable, state="unknown"), digest)
        if found is None:
            return await self._record_end(unreachable, digest)
        return await self._record_end(replace(run, state="sent", channel=found.channel, message=found.message), digest)

    async def _record_refusal(self, run: Run, digest: Digest, reason: str) -> Run:
        """Count a run that Discord refused.

        Pauses the digest after `MAX_FAILURES` in a row, or at once if a person does not accept direct messages.
        """
        digest = replace(digest, failures=digest.failures + 1)
        is_closed = digest.is_personal and reason == "closed"
        if is_closed or digest.failures >= MAX_FAILURES:
            digest = pause_digest(digest, "closed" if is_closed else "failing")
        run = await self._record_end(replace(run, state="failed", reason=reason), digest)
        _log.warning("digest %d was refused: %s%s", digest.id, reason, " (paused)" if digest.state == "paused" else "")
        if is_closed:
            self._service.unreachable_people.add(digest.creator)
        elif digest.state == "paused":
            await self._publisher.notify_paused(digest, reason)
        return run

    async def _record_end(self, run: Run, digest: Digest) -> Run:
        """Store how the run ended, with the digest's new counts and cursor."""
        run = replace(run, ended_at=self._clock.now())
        if run.state in ("sent", "unknown", "empty") and run.edition is not None:
            is_sent = run.state == "sent"
            digest = replace(
                digest,
                failures=digest.failures if run.state == "unknown" else 0,
                editions=digest.editions + is_sent,
                cursor=max(digest.cursor, run.edition.upto),
                since=run.ended_at if is_sent else digest.since,
            )
        if not await self.call_store(lambda: self._ledger.runs.record_end(run, digest)):
            raise ClaimLostError
        self._service.report_run(run)
        _log.info("digest %d, due %s: %s", run.digest, run.due_at.isoformat(), run.state)
        return run

    async def call_store(self, work: Callable[[], T]) -> T:
        """Run work on the store on a thread, and try it a few more times if the store is busy. Raises `StoreError`."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(StoreError),
            sleep=self._clock.sleep,
            wait=_STORE_PAUSES,
            stop=stop_after_attempt(4),
            reraise=True,
        )

        async def attempt() -> T:
            return await self._service.run_blocking(work)

        return await retrying(attempt)
