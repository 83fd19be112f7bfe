"""Counts what was asked in each week. Nobody's question can be read from the counts.

People are counted by a hash. Its key is made each week and never stored, so that nothing links a person to a count, or
one week to the next. What people wrote stays in memory until three of them have written it; only then is it stored,
with their number. After `RETENTION`, counts are deleted.
"""

import hashlib
import logging
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Literal, NamedTuple, Protocol

from bot.digests.ports import RunBlocking, run_in_thread

RETENTION = timedelta(days=30)

MIN_PEOPLE = 3
"""How many people must have used words before they are stored."""

MAX_WORDS = 20_000
"""Words that are kept in memory; those that were used least recently are forgotten first."""

TotalKind = Literal["found", "weak", "nothing", "list", "empty-list", "useful", "misread"]
"""Answers by verdict, lists and stories with articles and without any, and how often the buttons for feedback were
used."""

WordsKind = Literal["subject", "outlet", "misread-subject"]
"""Where the words come from: a subject that was not found, the name of an outlet that the archive does not have, or a
question whose answer was called wrong."""

_log = logging.getLogger(__name__)


class WeeklyCount(NamedTuple):
    """A count of one week.

    `week`: its Monday. `words`: empty for a total. `number`: of people; for a total, of times.
    """

    week: date
    kind: TotalKind | WordsKind
    words: str
    number: int


class CountStore(Protocol):
    """Stores counts. The methods block, and raise `StoreError` if the store fails."""

    def add(self, counts: Collection[WeeklyCount]) -> None:
        """Add to the counts, in one transaction."""
        ...

    def load(self) -> Sequence[WeeklyCount]:
        """Return all counts, the newest week first, and the largest counts first."""
        ...

    def delete_before(self, week: date) -> int:
        """Delete the counts of weeks that began before a day. Return how many."""
        ...


def find_week(moment: datetime) -> date:
    """Return the Monday of a moment's week, in UTC."""
    day = moment.date()
    return day - timedelta(days=day.weekday())


@dataclass(slots=True)
class QueryCounter:
    """Counts questions, in memory until `flush`. Thread-safe. `make_key` returns a new key for the hashes."""

    store: CountStore
    run_blocking: RunBlocking = run_in_thread
    make_key: Callable[[], bytes] = lambda: secrets.token_bytes(32)
    _week: date | None = None
    _key: bytes = b""
    _people: OrderedDict[tuple[WordsKind, str], set[bytes]] = field(
        default_factory=OrderedDict[tuple[WordsKind, str], set[bytes]]
    )
    _seen: OrderedDict[bytes, None] = field(default_factory=OrderedDict[bytes, None])
    _pending: Counter[tuple[date, TotalKind | WordsKind, str]] = field(
        default_factory=Counter[tuple[date, TotalKind | WordsKind, str]]
    )
    _lock: Lock = field(default_factory=Lock)

    def count_total(self, kind: TotalKind, now: datetime, *, once: str = "") -> None:
        """Count an answer, or the use of a button. `once`: what counts once a week, such as person and message."""
        with self._lock:
            week = self._begin_week(now)
            if once:
                hashed = self._hash(f"{kind} {once}")
                if hashed in self._seen:
                    return
                self._seen[hashed] = None
                if len(self._seen) > MAX_WORDS:
                    self._seen.popitem(last=False)
            self._pending[week, kind, ""] += 1

    def count_people(self, kind: WordsKind, words: Iterable[str], person: int, now: datetime) -> None:
        """Count a person for each of the words, once a week."""
        with self._lock:
            week = self._begin_week(now)
            hashed = self._hash(str(person))
            for word in words:
                people = self._people.setdefault((kind, word), set())
                self._people.move_to_end((kind, word))
                if hashed in people:
                    continue
                people.add(hashed)
                if len(people) >= MIN_PEOPLE:
                    self._pending[week, kind, word] += MIN_PEOPLE if len(people) == MIN_PEOPLE else 1
            while len(self._people) > MAX_WORDS:
                self._people.popitem(last=False)

    def _begin_week(self, now: datetime) -> date:
        """Forget the people and the key of the week before. Return the Monday of this week."""
        week = find_week(now)
        if week != self._week:
            self._week, self._key = week, self.make_key()
            self._people.clear()
            self._seen.clear()
        return week

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=16).digest()

    async def flush(self, now: datetime) -> None:
        """Store what was counted, and delete what is too old. What can't be stored is kept for the next time."""
        with self._lock:
            pending, self._pending = self._pending, Counter()
        counts = [WeeklyCount(*key, number) for key, number in pending.items()]

        def work() -> None:
            if counts:
                self.store.add(counts)
            self.store.delete_before((now - RETENTION).date())

        try:
            await self.run_blocking(work)
        except BaseException:
            with self._lock:
                self._pending.update(pending)
            raise
