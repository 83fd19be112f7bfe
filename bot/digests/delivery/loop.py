"""The loop that waits until a digest is due and starts its run, exactly once. `runner` carries out each run.

A run's id is made from its digest and its due time, so it can begin only once. The ledger records each attempt before a
message is sent, and the result afterwards. If the process dies in between, the outcome is unknown; then we look for the
message, and send it only if it is not there. Only the process that a run's row names as its owner sends it. The time is
Discord's, not the host's.
docs/decisions/0007-delivery.md and 0009-clock-and-claim.md explain the choices.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from bot.digests.delivery.corrections import Corrector
from bot.digests.delivery.due import resolve_due
from bot.digests.delivery.priority_limit import Priority
from bot.digests.delivery.publications import Publications
from bot.digests.delivery.runner import Runner
from bot.digests.digest import Digest, Run, create_run
from bot.digests.follow_service import begin_alerts
from bot.digests.ports import ClaimLostError, Clock, Publisher, TimeUnknownError
from bot.digests.service import DEPARTED_RETENTION, DigestService
from bot.digests.store_ports.errors import StoreError

MAX_WAIT = 86_400.0
"""The longest pause of the loop, in seconds, before it looks at the ledger again. A change of the clock or of a digest
wakes it earlier."""

_RETRY_AFTER = 30.0
"""Seconds until the next round if one failed."""

_REQUEST_WAIT = 20.0
"""How many seconds a person who asked for a run waits for its end."""

_POLL = 0.5
"""Seconds between checks of a run that another process delivers."""

_BATCH = 200
"""How many digests begin in one transaction."""

_log = logging.getLogger(__name__)


class _Work(NamedTuple):
    """What a round found in the ledger.

    `runs`: the runs to start or to continue. `digests`: their digests, by id. `is_more`: whether more digests are due.
    `next_due`: when the next digest after these is due.
    """

    runs: Sequence[Run]
    digests: Mapping[int, Digest]
    is_more: bool
    next_due: datetime | None


def _get_owner(digest: Digest) -> object:
    """Return the server or the person that a digest belongs to. Owners take turns."""
    return digest.server or digest.audience


class Delivery:
    """Sends what is due while `run` runs. There is one for each connection to Discord."""

    def __init__(self, service: DigestService, publisher: Publisher, clock: Clock) -> None:
        self._service = service
        self._ledger = service.ledger
        self._clock = clock
        self._runner = Runner(service, publisher, clock)
        self._corrector = Corrector(service, publisher, clock, self._runner.rate_limiter)
        self._publications = Publications(service, publisher, clock, self._runner.rate_limiter)
        self._open_runs_of: Counter[object] = Counter()
        self._starts = count()
        self._tasks: dict[str, asyncio.Task[Run | None]] = {}
        self._locks: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()
        self._cleaned_at: datetime | None = None
        self._retry: asyncio.Task[None] | None = None

    @property
    def open_runs(self) -> int:
        """How many runs have begun and not ended."""
        return len(self._tasks)

    async def run(self) -> None:
        """Deliver until cancelled. Failures of the store, of Discord or of a clock never end it."""
        with suppress(StoreError):
            await self._service.read_unreachable_people()
        while True:
            try:
                seconds = await self.run_round()
            except StoreError as error:
                _log.error("digests can't be delivered now: %s", error)
                seconds = _RETRY_AFTER
            except TimeUnknownError as error:
                _log.warning("digests wait until Discord tells the time: %s", error)
                seconds = _RETRY_AFTER
            except Exception:  # noqa: BLE001 - the next round may succeed
                _log.exception("a round of digests failed unexpectedly")
                seconds = _RETRY_AFTER
            await self._clock.wait(seconds)

    async def run_now(self, digest: Digest) -> Run | None:
        """Run a digest because a person asked for it, and return the run as it ended.

        If another process delivers, it gets the run. Returns None if the run takes longer than the person should wait;
        it then continues by itself. Raises `StoreError`.
        """
        is_ours = await self._service.run_blocking(self._service.may_deliver)
        due = self._clock.now()
        run = create_run(digest, due, requested=True)

        def begin(run: Run) -> bool:
            return self._ledger.runs.begin_requested(run, is_claimed=is_ours)

        # If two people ask at the same time, there are two runs; the second finds nothing new.
        while not await self._runner.call_store(lambda run=run: begin(run)):
            due += timedelta(milliseconds=1)
            run = create_run(digest, due, requested=True)
        self._service.report_run(run)
        if not is_ours:
            return await self._wait_for_end(run)
        task = self._start(run, digest)
        if task is None:
            return None
        done, _ = await asyncio.wait((task,), timeout=_REQUEST_WAIT)
        return task.result() if done else None

    async def _wait_for_end(self, run: Run) -> Run | None:
        """Wait until another process has ended a run. Returns None if that takes longer than a person should wait."""
        for _ in range(int(_REQUEST_WAIT / _POLL)):
            await self._clock.sleep(_POLL)
            found = await self._runner.call_store(lambda: self._ledger.runs.get(run.id))
            if found is None or found.state != "begun":
                return found
        return None

    async def close(self, seconds: float) -> None:
        """Wait at most this long for messages that are being sent, and cancel the rest; the next start continues it."""
        self._runner.is_closing = True
        await self._corrector.close()
        await self._publications.close()
        for task in self._tasks.values():
            if task not in self._runner.sending:
                task.cancel()
        if sending := [task for task in self._runner.sending if task is not None]:
            await asyncio.wait(sending, timeout=seconds)
        unfinished: list[asyncio.Task[Any]] = [task for task in self._tasks.values() if not task.done()]
        if self._retry is not None:
            unfinished.append(self._retry)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def run_round(self) -> float:
        """Start the runs that are due and continue those that have begun. Returns the seconds until the next round.

        If another process delivers, this one stands by: it only looks again later, or when it is woken.
        Raises `StoreError` and `TimeUnknownError`.
        """
        await self._clock.sync()
        if not await self._service.run_blocking(self._service.may_deliver):
            self._corrector.forget()
            return _RETRY_AFTER
        now = self._clock.now()
        await self._service.record_arrivals(now)
        work = await self._runner.call_store(lambda: self._find_work(now, is_first=True))
        while work is not None:
            for run in work.runs:
                if run.digest in work.digests:
                    self._start(run, work.digests[run.digest])
            if not work.is_more:
                break
            work = await self._runner.call_store(lambda: self._find_work(now, is_first=False))
        if work is None:
            return _RETRY_AFTER
        self._corrector.start()
        self._publications.start()
        if work.next_due is None:
            return MAX_WAIT
        return min(MAX_WAIT, max(0.01, (work.next_due - self._clock.now()).total_seconds()))

    def _find_work(self, now: datetime, *, is_first: bool) -> "_Work | None":
        """Begin a batch of due digests in the ledger, and return the runs to start; None if another process delivers.

        The first call of a round also claims runs that an earlier process left unfinished. Blocks.
        """
        if not self._service.may_deliver():
            return None
        runs = self._ledger.runs
        self._clean_up(now)
        unfinished = [run for run in runs.claim_unfinished() if run.id not in self._tasks] if is_first else []
        alerts = begin_alerts(self._service, now) if is_first else ()
        due = runs.list_due(now, _BATCH)
        new = runs.begin([resolve_due(digest, now, self._service.grace) for digest in due], now) if due else ()
        # If we hold the lock now, we held it when we claimed. Otherwise another process may already have taken over.
        if (unfinished or new or alerts) and not self._service.may_deliver():
            return None
        unfinished_digests = [self._ledger.digests.get(number) for number in {run.digest for run in unfinished}]
        digests = [
            *due,
            *(alert.follow for alert in alerts),
            *(digest for digest in unfinished_digests if digest is not None),
        ]
        for run in (*new, *(alert.run for alert in alerts)):
            self._service.report_run(run)
        to_start = [*unfinished, *(alert.run for alert in alerts), *(run for run in new if run.state == "begun")]
        return _Work(to_start, {digest.id: digest for digest in digests}, len(due) == _BATCH, runs.get_next_due())

    def _clean_up(self, now: datetime) -> None:
        """Once a day, delete drafts that nobody confirmed, and the data of servers that the bot left long ago."""
        if self._cleaned_at is not None and now - self._cleaned_at < timedelta(days=1):
            return
        self._cleaned_at = now
        self._ledger.digests.delete_drafts(now - timedelta(days=1))
        forgotten = self._ledger.privacy.forget_departed(now - DEPARTED_RETENTION)
        if forgotten:
            _log.info("deleted the data of %d servers that the bot left 30 days ago", len(forgotten))

    def _start(self, run: Run, digest: Digest) -> "asyncio.Task[Run | None] | None":
        """Start a task for a run. Returns None if the run already has one."""
        if run.id in self._tasks:
            return None
        owner = _get_owner(digest)
        # An owner's second run goes after the first runs of all others, including those that start later.
        priority = (self._open_runs_of[owner], next(self._starts))
        self._open_runs_of[owner] += 1
        task = asyncio.create_task(self._deliver(run, digest, priority), name=f"digest {run.id}")
        self._tasks[run.id] = task

        def finish(task: "asyncio.Task[Run | None]") -> None:
            self._runner.sending.discard(task)
            self._tasks.pop(run.id, None)
            self._open_runs_of[owner] -= 1
            if not self._open_runs_of[owner]:
                del self._open_runs_of[owner]

        task.add_done_callback(finish)
        return task

    async def _deliver(self, run: Run, digest: Digest, priority: Priority) -> Run | None:
        """Carry out a run. Returns None if it has to wait for the next round."""
        try:
            # A digest's runs take turns, because an article that one sends is not new to the next. So do runs of
            # digests with the same readers, because two digests must not open two posts about one story.
            locks = self._locks
            async with (
                locks.setdefault(run.digest, asyncio.Lock()),
                locks.setdefault(digest.audience, asyncio.Lock()),
            ):
                return await self._runner.run(run.id, priority)
        except ClaimLostError:
            _log.warning("run %s is left alone: somebody else has claimed it, or its digest was deleted", run.id)
        except StoreError as error:
            _log.error("run %s waits for the database: %s", run.id, error)
        except Exception:  # noqa: BLE001 - the next round may succeed
            _log.exception("run %s failed unexpectedly", run.id)
        self._schedule_retry()
        return None

    def _schedule_retry(self) -> None:
        """Wake the loop a little later, so that the next round continues runs that wait for the store."""

        async def wake_later() -> None:
            await self._clock.sleep(_RETRY_AFTER)
            self._retry = None
            self._clock.wake()

        if self._retry is None:
            self._retry = asyncio.create_task(wake_later(), name="digests, retry")
