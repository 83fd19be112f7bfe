"""Admission control: under more questions than the bot can answer, it answers as many as ever, and refuses the rest.

Discord accepts the first response to an interaction for three seconds. Work that can't begin in time for that doesn't
begin, because work that Discord has given up on would only make the next requests late too. Requests wait in one short
queue, oldest first, for a few threads. A request is refused at once if it would probably wait too long: the length of
the queue times what a piece of work takes on average. It is checked again at its turn.

docs/decisions/0013-load.md says why, and what else was considered.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.digests.ports import RunBlocking, run_in_thread

T = TypeVar("T")

RequestKind = Literal["interaction", "message"]

MAX_AGE: Mapping[RequestKind, float] = {"interaction": 2.7, "message": 60.0}
"""The age, in seconds, until which a request is worth a response.

Discord accepts the response to an interaction for three seconds
(https://discord.com/developers/docs/interactions/receiving-and-responding), and the request takes a part of them to
arrive. After a broken connection, it sends the messages that the bot has missed, however old they are.
"""

MAX_HANDLED: Mapping[RequestKind, int] = {"interaction": 1_000, "message": 100}
"""How many requests are handled at the same time, including those that wait for Discord.

Discord takes 50 messages a second from a bot, and any number of responses to interactions.
"""

LAST_START = 2.2
"""The age of an interaction, in seconds, until which its work may wait, and at which its response is deferred."""

MAX_WAIT = 1.0
"""Seconds that work waits for its turn at most. After one second, a reply would be deferred, which costs a request."""

MAX_TOLD_AGE = 1.0
"""The age of an interaction, in seconds, until which a person is told that the bot is busy.

If the event loop is later than that, it can't even refuse everybody: each sentence would make the answers late.
"""
TOLD_PER_ANSWER = 3.0
"""How many people are told that the bot is busy, on average, for each answer.

A sentence costs up to a tenth of an answer, so these few take no more than a quarter of the time from the answers. At
four times what the bot can answer, everybody is told.
"""
MAX_TOLD_AT_ONCE = 50.0
"""To how many people it says so if it was calm before."""

THREADS = 1
"""How much work runs at the same time. It is Python's, which runs on one processor.

A second thread would answer no more questions, and the event loop would have to wait for both.
"""

MAX_QUEUED = 500
"""How much work waits. `MAX_WAIT` is usually stricter; this holds until it is known how long work takes."""

_FIRST_ESTIMATE = 0.02
"""Seconds that a piece of work is expected to take before any was done."""
_WEIGHT = 0.1
"""The weight of the newest piece of work in the average."""


class TooLateError(Exception):
    """Discord, or the person, no longer waits for the answer."""


class BusyError(Exception):
    """The bot is asked more than it can answer. `is_silent`: there is not even time to say so."""

    def __init__(self, reason: str, *, is_silent: bool = False) -> None:
        super().__init__(reason)
        self.is_silent = is_silent


@dataclass(slots=True)
class RequestCounts:
    """What became of requests since the start: `answered`, refused as `busy`, or dropped because they were `late`."""

    answered: int = 0
    busy: int = 0
    late: int = 0


@dataclass(slots=True)
class _Waiter:
    turn: "asyncio.Future[None]"
    until: float


class Admission:
    """What the bot has taken on, in one event loop.

    `run_blocking` runs work on a thread. `monotonic` returns seconds.
    """

    def __init__(
        self,
        run_blocking: RunBlocking = run_in_thread,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        threads: int = THREADS,
    ) -> None:
        self.counts = RequestCounts()
        self.handled: Counter[RequestKind] = Counter()
        self._run_blocking = run_blocking
        self._monotonic = monotonic
        self._threads = threads
        self._running = 0
        self._waiting: deque[_Waiter] = deque()
        self._average = _FIRST_ESTIMATE
        self._may_tell = MAX_TOLD_AT_ONCE

    @property
    def queued(self) -> int:
        """How much work waits for its turn."""
        return len(self._waiting)

    @property
    def expected_wait(self) -> float:
        """Seconds that new work would probably wait for its turn."""
        if self._running < self._threads:
            return 0.0
        return (len(self._waiting) + 1) * self._average / self._threads

    @contextmanager
    def count_request(self, kind: RequestKind) -> Generator[None]:
        """Count a request as handled for the block."""
        self.handled[kind] += 1
        try:
            yield
        finally:
            self.handled[kind] -= 1

    def check_request(self, kind: RequestKind, age: float) -> None:
        """Check that a request that has been counted is worth handling. `age`: seconds since it was made.

        Raises `TooLateError` and `BusyError`.
        """
        self.check_age(kind, age)
        if self.handled[kind] > MAX_HANDLED[kind]:
            self.counts.busy += 1
            raise BusyError(f"{MAX_HANDLED[kind]} requests are being handled", is_silent=True)

    def check_age(self, kind: RequestKind, age: float) -> None:
        """Raise `TooLateError` if a request is too old to be worth a response."""
        if age > MAX_AGE[kind]:
            self.counts.late += 1
            raise TooLateError(f"it was made {age:.1f} s ago")

    def check_wait(self, patience: float) -> None:
        """Raise `BusyError` if new work would probably wait for its turn for longer than `patience`, in seconds."""
        wait = self.expected_wait
        if wait > patience or len(self._waiting) >= MAX_QUEUED:
            self.counts.busy += 1
            raise BusyError(f"it would wait {wait:.1f} s")

    def count_answer(self) -> None:
        """Count a request that was answered."""
        self.counts.answered += 1
        self._may_tell = min(MAX_TOLD_AT_ONCE, self._may_tell + TOLD_PER_ANSWER)

    def take_sentence(self, age: float) -> bool:
        """Return whether to tell a person that the bot is busy, and count that. `age`: of the request, in seconds."""
        if age > MAX_TOLD_AGE or self._may_tell < 1:
            return False
        self._may_tell -= 1
        return True

    async def run(self, work: Callable[[], T], patience: float = MAX_WAIT) -> T:
        """Run work on a thread when its turn comes. `patience`: seconds that it may wait for that.

        Raises `BusyError` if it would wait longer, or has.
        """
        await self._wait_for_turn(patience)
        start = self._monotonic()
        try:
            return await self._run_blocking(work)
        finally:
            took = min(self._monotonic() - start, MAX_WAIT)  # so that one slow chart does not stop everything
            self._average += _WEIGHT * (took - self._average)
            self._pass_turn()

    async def _wait_for_turn(self, patience: float) -> None:
        self.check_wait(patience)
        if self._running < self._threads:
            self._running += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiter(turn, self._monotonic() + patience))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The turn came at the same moment.
                self._pass_turn()
            raise

    def _pass_turn(self) -> None:
        """Give the turn to the oldest work that has not waited too long."""
        now = self._monotonic()
        while self._waiting:
            waiter = self._waiting.popleft()
            if waiter.turn.done():
                continue
            if now > waiter.until:
                self.counts.busy += 1
                waiter.turn.set_exception(BusyError("it has waited too long"))
                continue
            waiter.turn.set_result(None)
            return
        self._running -= 1


def compute_patience(age: float) -> float:
    """Return how many seconds the work for an interaction of this age may wait for its turn."""
    return max(0.0, min(MAX_WAIT, LAST_START - age))
