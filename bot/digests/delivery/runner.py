"""Carries out one run: composes its edition, sends it, and records the outcome and the digest's new state."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from msgspec.structs import replace
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed

from bot.digests.delivery.attempts import Attempts, LateError, SendContext, build_retrying
from bot.digests.delivery.priority_limit import FIRST, Priority, PriorityLimiter
from bot.digests.delivery.publications import postpone_publication
from bot.digests.delivery.rate_limit import RateLimiter
from bot.digests.digest import MAX_FAILURES, Digest, Run, Step, mark_paused, settle_step
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
from bot.digests.store_ports.errors import StoreError

T = TypeVar("T")

SKIPPING_REASONS = frozenset({"gone", "locked"})
"""Why a reply is left out while the rest of the edition is sent: somebody deleted or locked the post."""

_STORE_PAUSES = wait_chain(*(wait_fixed(seconds) for seconds in (0.2, 1, 5)))
_AT_ONCE = 32
"""How many runs may compose or send an edition at a time."""

_log = logging.getLogger(__name__)


class Runner:
    """Carries out runs, many at a time.

    `sending`: the tasks that are sending a message right now. `is_closing`: whether the bot is stopping; then no task
    begins another message. `rate_limiter`: the one for all requests of delivery.
    """

    def __init__(self, service: DigestService, publisher: Publisher, clock: Clock) -> None:
        self.sending: set[asyncio.Task[Any] | None] = set()
        self.is_closing = False
        self._service = service
        self._ledger = service.ledger
        self._publisher = publisher
        self._clock = clock
        self.rate_limiter = RateLimiter(clock.now, clock.sleep)
        self._slots = PriorityLimiter(_AT_ONCE)

    async def run(self, number: str, priority: Priority) -> Run | None:
        """Carry out the run with this id. Returns None if its digest was deleted.

        Raises `StoreError`, and `ClaimLostError` if another process took the run.
        """
        run, digest = await self._prepare(number, priority)
        if run is None or digest is None or run.ended_at is not None:
            return run
        return await self._send(run, digest) if run.state == "begun" else await self._record_end(run, digest)

    async def _prepare(self, number: str, priority: Priority) -> tuple[Run | None, Digest | None]:
        """Read a run and its digest, and compose its edition. Waits until Discord says what the channel holds."""

        async def attempt() -> tuple[Run | None, Digest | None]:
            async with self._slots.acquire(priority):
                run, digest = await self.call_store(lambda: self._load(number))
                if run is None or digest is None or run.state != "begun":
                    return run, digest
                if run.edition is None or not run.steps:
                    run = await self._compose(run, digest)
                return run, digest

        return await build_retrying(self._clock, None, self._clock.sleep)(attempt)

    def _load(self, number: str) -> tuple[Run | None, Digest | None]:
        """Read a run and its digest from the store. Blocks."""
        run = self._ledger.runs.get(number)
        return run, self._ledger.digests.get(run.digest) if run is not None else None

    async def _compose(self, run: Run, digest: Digest) -> Run:
        """Return the run with its edition and steps, or with the state it ends in if there is nothing to send.

        Raises `SendDeferredError` if Discord can't tell now what the channel holds.
        """
        if run.tried_at is not None:
            # The previous version, which had no steps, began this run.
            return replace(run, steps=(Step(),))
        if self._clock.now() - run.due_at > self._service.grace:
            return replace(run, state="missed", reason="late")
        kind = await self._publisher.find_channel_kind(digest)
        edition = run.edition or (await self._service.compose(digest, self._clock.now(), kind)).edition
        if not edition.entries:
            return replace(run, edition=edition, state="empty", reason="nothing-new")
        edition, steps = await self._service.plan(digest, edition, kind)
        return replace(run, edition=edition, steps=steps)

    async def _send(self, run: Run, digest: Digest) -> Run:
        """Send the run's messages one after the other, and return the run as it ended."""
        while run.has_open_steps:
            run = await self._send_step(run, digest)
            if run.state != "begun":
                return run
            if run.publish_at is not None:
                break
            if run.has_open_steps:
                await self._save_attempt(run)
                if self.is_closing:
                    # The next start continues it.
                    return run
        return await self._record_end(_conclude(run), digest)

    async def _send_step(self, run: Run, digest: Digest) -> Run:
        """Send the run's next message, with as many attempts as there is time for.

        Returns the run with the step settled, or as it ended.
        """
        deadline = run.due_at + self._service.grace
        if run.step.kind == "publish":
            # Make one attempt, however late it is. If Discord does not allow it now, the run need not wait.
            deadline = max(deadline, self._clock.now() + timedelta(minutes=1))
        context = SendContext(
            self._publisher, self.rate_limiter, self._clock, self._save_attempt, lambda: self._check_claim(run)
        )
        attempts = Attempts(context, run, digest, deadline)
        task = asyncio.current_task()

        async def attempt() -> SentMessage:
            # Sending takes priority over composing, so that composed editions don't pile up.
            async with self._slots.acquire(FIRST):
                self.sending.add(task)
                return await attempts.attempt()

        async def sleep(seconds: float) -> None:
            # Between attempts there is no message that a shutdown has to wait for.
            self.sending.discard(task)
            await self._clock.sleep(seconds)

        try:
            retry_until = self._clock.now() if run.step.kind == "publish" else deadline
            sent: SentMessage = await build_retrying(self._clock, retry_until, sleep)(attempt)
        except (SendRefusedError, SendDeferredError, HistoryUnreadableError, LateError) as error:
            if run.step.kind == "publish":
                # The message has been sent, and that is what counts.
                if isinstance(error, SendDeferredError):
                    return postpone_publication(replace(attempts.run, tried_at=None), self._clock, error)
                _log.warning("the message of run %s was not published: %r", run.id, error)
                return settle_step(attempts.run, "skipped")
            return await self._end_step(attempts.run, digest, error)
        return settle_step(attempts.run, "sent", channel=sent.channel, message=sent.message)

    async def _end_step(
        self, run: Run, digest: Digest, error: SendRefusedError | SendDeferredError | HistoryUnreadableError | LateError
    ) -> Run:
        """Return the run after its message could not be sent."""
        match error:
            case SendRefusedError() if run.step.kind == "reply" and error.reason in SKIPPING_REASONS:
                return settle_step(run, "skipped", reason=error.reason)
            case SendRefusedError():
                return await self._record_refusal(run, digest, error.reason)
            case SendDeferredError():
                _log.warning("run %s could not be sent in time: %s", run.id, error)
                return await self._give_up(run, digest)
            case HistoryUnreadableError():
                return await self._record_unknown(run, digest, "unreadable")
            case LateError():
                return await self._record_end(replace(run, state="missed", reason="late"), digest)

    async def _save_attempt(self, run: Run) -> None:
        if not await self.call_store(lambda: self._ledger.runs.record_attempt(run)):
            raise ClaimLostError

    async def _check_claim(self, run: Run) -> None:
        # If the store is busy, don't try again: the answer must be as recent as possible.
        if not await self._service.run_blocking(lambda: self._ledger.runs.is_claimed(run.id)):
            raise ClaimLostError

    async def _give_up(self, run: Run, digest: Digest) -> Run:
        """End a run that has no time left. If an attempt may have reached Discord, look for its message once more."""
        unreachable = replace(run, state="failed", reason="unreachable")
        if run.tried_at is None:
            return await self._record_end(unreachable, digest)
        try:
            found = await self._publisher.find_message(digest, run, run.tried_at)
        except (SendDeferredError, SendRefusedError, HistoryUnreadableError):
            return await self._record_unknown(run, digest, "unreachable")
        if found is None:
            return await self._record_end(unreachable, digest)
        run = settle_step(run, "sent", channel=found.channel, message=found.message)
        ended = _conclude(run) if run.is_complete else replace(run, state="failed", reason="unreachable")
        return await self._record_end(ended, digest)

    async def _record_unknown(self, run: Run, digest: Digest, reason: str) -> Run:
        """End a run whose message may have arrived."""
        settled = replace(settle_step(run, "unknown"), tried_at=run.tried_at)
        return await self._record_end(replace(settled, state="unknown", reason=reason), digest)

    async def _record_refusal(self, run: Run, digest: Digest, reason: str) -> Run:
        """Count a run that Discord refused.

        Pauses the digest after `MAX_FAILURES` in a row, or at once if a person does not accept direct messages.
        """
        digest = replace(digest, failures=digest.failures + 1)
        is_closed = digest.is_personal and reason == "closed"
        if is_closed or digest.failures >= MAX_FAILURES:
            digest = mark_paused(digest, "closed" if is_closed else "failing")
        run = await self._record_end(replace(run, state="failed", reason=reason), digest)
        _log.warning("digest %d was refused: %s%s", digest.id, reason, " (paused)" if digest.state == "paused" else "")
        if is_closed:
            self._service.unreachable_people.add(digest.creator)
        elif digest.state == "paused":
            await self._publisher.notify_paused(digest, reason)
        return run

    async def _record_end(self, run: Run, digest: Digest) -> Run:
        """Store how the run ended, with the digest's new counts and cursor.

        Articles that were not sent stay new to the digest, so the cursor stays if a message is missing.
        """
        first = next(iter(run.sent_steps), Step())
        run = replace(run, ended_at=self._clock.now(), channel=first.channel, message=first.message)
        is_complete = run.state in ("sent", "unknown", "empty") and run.is_complete
        if is_complete and run.edition is not None:
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
        """Call the store on a thread, and try a few more times if it is busy. Raises `StoreError`."""
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


def _conclude(run: Run) -> Run:
    """Return the run after all its steps have ended."""
    if run.sent_steps:
        return replace(run, state="sent")
    reason = next((step.reason for step in run.steps if step.reason), "")
    return replace(run, state="failed", reason=reason)
