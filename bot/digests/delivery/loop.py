"""From due to sent, exactly once: the sleeper that wakes for what is due. `running` brings each run to its end.

A run is begun under an id that follows from its digest and time, so it is begun once. Before its message is sent, the
books say that it is being tried; after, that it was sent. A process that dies between the two leaves a run of unknown
fate: within Discord's nonce window it is sent again, and Discord gives the message that it has; beyond, the message is
looked for, and sent only where it is certainly not there. docs/decisions/0007-delivery.md weighs this.
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

from bot.digests.delivery.due import resolve_due
from bot.digests.delivery.priority_limit import Priority
from bot.digests.delivery.runner import Runner
from bot.digests.digest import Digest, Run, new_run
from bot.digests.ports import Clock, Publisher, StoreError
from bot.digests.service import DEPARTED_RETENTION, DigestService

PATIENCE = 86_400.0
"""Seconds after which the books are looked at again, whatever was due. Whoever sees a clock set, or knows of a change
from outside, wakes the clock."""

_SOON = 30.0
"""Seconds until another round where one failed."""

_WAITED_FOR = 20.0
"""Seconds that who asked for a run waits for its end."""

_NOT_OURS = "the database's lock is another's, or can't be had: nothing is delivered from here"

_LOOKED_AT = 200
"""Digests that are begun in one step."""

_log = logging.getLogger(__name__)


class _Found(NamedTuple):
    """What a look at the books found: runs to go on with, whose their digests are, whether more is due, and when."""

    begun: Sequence[Run]
    owners: Mapping[int, object]
    is_more: bool
    following: datetime | None


def _owner(digest: Digest) -> object:
    """Who takes turns with the others: a server, or a person."""
    return digest.server or digest.place


class Delivery:
    """Sends what is due, for as long as `run` runs. One for each connection to Discord."""

    def __init__(self, office: DigestService, publisher: Publisher, clock: Clock) -> None:
        self._office = office
        self._books = office.ledger
        self._clock = clock
        self._runner = Runner(office, publisher, clock)
        self._waiting_of: Counter[object] = Counter()
        self._begun = count()
        self._in_hand: dict[str, asyncio.Task[Run | None]] = {}
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._swept: datetime | None = None
        self._again: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Deliver until cancelled. Never raises for what a store, Discord or a clock does."""
        with suppress(StoreError):
            self._office.unreachable_people.update(await self._runner.kept(self._books.digests.list_unreachable_people))
        while True:
            try:
                pause = await self._round()
            except StoreError as error:
                _log.error("digests can't be delivered now: %s", error)
                pause = _SOON
            except Exception:  # noqa: BLE001 - the next round may fare better
                _log.exception("a round of digests failed, which it should not have")
                pause = _SOON
            await self._clock.wait(pause)

    async def run_now(self, digest: Digest) -> Run | None:
        """Send an edition because a person asked; how that ended. None where it goes on by itself for longer than
        somebody waits.

        Raises `StoreError`, also where another process delivers.
        """
        if not await self._office.run_blocking(self._office.may_deliver):
            raise StoreError(_NOT_OURS)
        asked = self._clock.now()
        run = new_run(digest, asked, asked=True)
        # Two who ask at once have two runs; the second finds nothing new.
        while not await self._runner.kept(lambda run=run: self._books.runs.begin_requested(run)):
            asked += timedelta(milliseconds=1)
            run = new_run(digest, asked, asked=True)
        task = self._start(run, _owner(digest))
        if task is None:
            return None
        done, _ = await asyncio.wait((task,), timeout=_WAITED_FOR)
        return task.result() if done else None

    async def close(self, seconds: float) -> None:
        """Let messages that are being sent arrive and be noted; give up the rest, which the next start goes on with."""
        for task in self._in_hand.values():
            if task not in self._runner.sending:
                task.cancel()
        if sending := [task for task in self._runner.sending if task is not None]:
            await asyncio.wait(sending, timeout=seconds)
        left: list[asyncio.Task[Any]] = [task for task in self._in_hand.values() if not task.done()]
        if self._again is not None:
            left.append(self._again)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _round(self) -> float:
        """Begin what is due, go on with what was begun; seconds until there is more to do."""
        now = self._clock.now()
        await self._office.record_arrivals(now)
        found = await self._runner.kept(lambda: self._looked(now, first=True))
        while found is not None:
            for run in found.begun:
                self._start(run, found.owners.get(run.digest, run.digest))
            if not found.is_more:
                break
            found = await self._runner.kept(lambda: self._looked(now, first=False))
        if found is None:
            _log.error(_NOT_OURS)
            return _SOON
        if found.following is None:
            return PATIENCE
        return min(PATIENCE, max(0.01, (found.following - self._clock.now()).total_seconds()))

    def _looked(self, now: datetime, *, first: bool) -> "_Found | None":
        """What is to be done now, begun in the books; None where this process has no right to. Blocking."""
        if not self._office.may_deliver():
            return None
        runs = self._books.runs
        self._sweep(now)
        unfinished = [run for run in runs.list_unfinished() if run.id not in self._in_hand] if first else []
        due = runs.list_due(now, _LOOKED_AT)
        begun = runs.begin([resolve_due(digest, now, self._office.grace) for digest in due], now) if due else ()
        known = {number: self._books.digests.get(number) for number in {run.digest for run in unfinished}}
        every = [*due, *(digest for digest in known.values() if digest is not None)]
        owners = {digest.id: _owner(digest) for digest in every}
        return _Found([*unfinished, *begun], owners, len(due) == _LOOKED_AT, runs.get_next_due())

    def _sweep(self, now: datetime) -> None:
        """Once a day: forget servers that the bot left long ago, and drafts that nobody saved."""
        if self._swept is not None and now - self._swept < timedelta(days=1):
            return
        self._swept = now
        self._books.digests.delete_drafts(now - timedelta(days=1))
        gone = self._books.privacy.forget_departed(now - DEPARTED_RETENTION)
        if gone:
            _log.info("forgot what %d servers had set that the bot left 30 days ago", len(gone))

    def _start(self, run: Run, owner: object) -> "asyncio.Task[Run | None] | None":
        if run.id in self._in_hand:
            return None
        # Behind the first of everybody else, of those too that are begun after it.
        rank = (self._waiting_of[owner], next(self._begun))
        self._waiting_of[owner] += 1
        task = asyncio.create_task(self._delivered(run, rank), name=f"digest {run.id}")
        self._in_hand[run.id] = task

        def done(task: "asyncio.Task[Run | None]") -> None:
            self._runner.sending.discard(task)
            self._in_hand.pop(run.id, None)
            self._waiting_of[owner] -= 1
            if not self._waiting_of[owner]:
                del self._waiting_of[owner]

        task.add_done_callback(done)
        return task

    async def _delivered(self, begun: Run, rank: Priority) -> Run | None:
        """Bring one run to its end; None where that has to wait for the next round."""
        try:
            # A digest's runs go one after the other: what one sends is no longer new to the next.
            async with self._turns.setdefault(begun.digest, asyncio.Lock()):
                return await self._runner.run(begun.id, rank)
        except StoreError as error:
            _log.error("run %s waits for the store: %s", begun.id, error)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("run %s failed, which it should not have", begun.id)
        self._look_again_soon()
        return None

    def _look_again_soon(self) -> None:
        """Wake the next round in a while: what waits for the store is gone on with there."""

        async def later() -> None:
            await self._clock.sleep(_SOON)
            self._again = None
            self._clock.wake()

        if self._again is None:
            self._again = asyncio.create_task(later(), name="digests, again")
