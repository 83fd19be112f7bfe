"""One run's way to Discord and into the books: what it sends, its attempts, and how that leaves its digest."""

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
    Clock,
    HistoryUnreadableError,
    Publisher,
    SendDeferredError,
    SendRefusedError,
    SentMessage,
    StoreError,
)
from bot.digests.service import DigestService

T = TypeVar("T")

_STORE_PAUSES = wait_chain(*(wait_fixed(seconds) for seconds in (0.2, 1, 5)))
_AT_ONCE = 32
"""Runs whose edition is being made or sent at a time."""

_log = logging.getLogger(__name__)


class Runner:
    """Brings runs to their ends, many at a time. `sending`: the tasks in which a message is on its way."""

    def __init__(self, office: DigestService, publisher: Publisher, clock: Clock) -> None:
        self.sending: set[asyncio.Task[Any] | None] = set()
        self._office = office
        self._books = office.ledger
        self._publisher = publisher
        self._clock = clock
        self._pace = RateLimiter(clock.now, clock.sleep)
        self._line = PriorityLimiter(_AT_ONCE)

    async def run(self, number: str, rank: Priority) -> Run | None:
        """Bring the run of this id to its end; None where its digest is gone. Raises `StoreError`."""
        async with self._line.place(rank):
            run, digest = await self.kept(lambda: self._there(number))
            if run is None or digest is None or run.state != "begun":
                return run
            if run.edition is None:
                run = await self._chosen(run, digest)
        return await self._sent(run, digest) if run.state == "begun" else await self._ended(run, digest)

    def _there(self, number: str) -> tuple[Run | None, Digest | None]:
        """A run and its digest, as the books have them. Blocking."""
        run = self._books.runs.get(number)
        return run, self._books.digests.get(run.digest) if run is not None else None

    async def _chosen(self, run: Run, digest: Digest) -> Run:
        """The run with its edition; ended where there is none to send."""
        if self._clock.now() - run.due_at > self._office.grace:
            return replace(run, state="missed", reason="late")
        composed = await self._office.compose(digest, self._clock.now())
        run = replace(run, edition=composed.edition)
        return run if composed.edition.entries else replace(run, state="empty", reason="nothing-new")

    async def _sent(self, run: Run, digest: Digest) -> Run:
        async def note(run: Run) -> None:
            await self.kept(lambda: self._books.runs.record_attempt(run))

        way = SendContext(self._publisher, self._pace, self._clock.now, note)
        attempts = Attempts(way, run, digest, run.due_at + self._office.grace)
        task = asyncio.current_task()

        async def attempt() -> SentMessage:
            # Before those whose editions are still to be made: what is made leaves, and does not pile up.
            async with self._line.place(FIRST):
                self.sending.add(task)
                return await attempts.attempt()

        async def rest(seconds: float) -> None:
            # Between attempts nothing is in hand that a shutdown has to wait for.
            self.sending.discard(task)
            await self._clock.sleep(seconds)

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(SendDeferredError),
            sleep=rest,
            wait=attempts.pause,
            stop=attempts.is_over,
            reraise=True,
        )
        try:
            sent: SentMessage = await retrying(attempt)
        except SendRefusedError as error:
            return await self._failed(attempts.run, digest, error.reason)
        except SendDeferredError as error:
            _log.warning("run %s could not be sent in time: %s", run.id, error)
            return await self._given_up(attempts.run, digest)
        except HistoryUnreadableError:
            return await self._ended(replace(attempts.run, state="unknown", reason="unreadable"), digest)
        except LateError:
            return await self._ended(replace(attempts.run, state="missed", reason="late"), digest)
        arrived = replace(attempts.run, state="sent", channel=sent.channel, message=sent.message)
        return await self._ended(arrived, digest)

    async def _given_up(self, run: Run, digest: Digest) -> Run:
        """There is no time left: where an attempt may have arrived all the same, look for it once more."""
        unreachable = replace(run, state="failed", reason="unreachable")
        if run.tried_at is None:
            return await self._ended(unreachable, digest)
        try:
            found = await self._publisher.find_message(digest, run, run.tried_at)
        except (SendDeferredError, SendRefusedError, HistoryUnreadableError):
            return await self._ended(replace(unreachable, state="unknown"), digest)
        if found is None:
            return await self._ended(unreachable, digest)
        return await self._ended(replace(run, state="sent", channel=found.channel, message=found.message), digest)

    async def _failed(self, run: Run, digest: Digest, reason: str) -> Run:
        """Discord refused: count it. After three in a row, or at a person's shut door, the digest is paused."""
        digest = replace(digest, failures=digest.failures + 1)
        closed = digest.is_personal and reason == "closed"
        if closed or digest.failures >= MAX_FAILURES:
            digest = pause_digest(digest, "closed" if closed else "failing")
        run = await self._ended(replace(run, state="failed", reason=reason), digest)
        _log.warning("digest %d was refused: %s%s", digest.id, reason, " (paused)" if digest.state == "paused" else "")
        if closed:
            self._office.unreachable_people.add(digest.creator)
        elif digest.state == "paused":
            await self._publisher.notify_paused(digest, reason)
        return run

    async def _ended(self, run: Run, digest: Digest) -> Run:
        run = replace(run, ended_at=self._clock.now())
        if run.state in ("sent", "unknown", "empty") and run.edition is not None:
            sent = run.state == "sent"
            digest = replace(
                digest,
                failures=digest.failures if run.state == "unknown" else 0,
                editions=digest.editions + sent,
                cursor=max(digest.cursor, run.edition.upto),
                since=run.ended_at if sent else digest.since,
            )
        await self.kept(lambda: self._books.runs.record_end(run, digest))
        _log.info("digest %d, due %s: %s", run.digest, run.due_at.isoformat(), run.state)
        return run

    async def kept(self, work: Callable[[], T]) -> T:
        """Ask the books; a few times where they are busy."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(StoreError),
            sleep=self._clock.sleep,
            wait=_STORE_PAUSES,
            stop=stop_after_attempt(4),
            reraise=True,
        )

        async def once() -> T:
            return await self._office.run_blocking(work)

        return await retrying(once)
