"""What this room needs of others: where things are kept, how a message is sent, how time passes.

Books are asked from threads and may block; they raise `StoreError` where the store fails.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from bot.digests.digest import Digest, Edition, Run
from bot.digests.editions.compose import SentBefore

T = TypeVar("T")


class StoreError(Exception):
    """The store can't be read or written now: a locked or damaged file, a full disk, a server that is away."""


class SendRefusedError(Exception):
    """Discord will not take the message, now or later; nothing was sent. `reason`: a word for the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SendDeferredError(Exception):
    """The message did not go out, or nobody knows whether it did (`uncertain`).

    `after`: the least seconds to wait, if Discord asked for a wait.
    """

    def __init__(self, reason: str, *, uncertain: bool, after: float = 0.0) -> None:
        super().__init__(reason)
        self.uncertain = uncertain
        self.after = after


class HistoryUnreadableError(Exception):
    """The place's messages can't be read, so nobody can tell whether one is there."""


class SentMessage(NamedTuple):
    """A message that is there: Discord's ids."""

    channel: int
    message: int


class Publisher(Protocol):
    """The way to Discord."""

    async def publish(self, digest: Digest, run: Run, edition: Edition) -> SentMessage:
        """Send the edition's one message; again with the same run, Discord gives the one that it has, for some minutes.

        Raises `SendRefusedError` and `SendDeferredError`.
        """
        ...

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        """Return the run's message, if it is among those sent since.

        Raises `HistoryUnreadableError`, `SendRefusedError` and `SendDeferredError`.
        """
        ...

    async def notify_paused(self, digest: Digest, reason: str) -> None:
        """Tell who made it, or the server's admins, that it was paused. Never raises."""
        ...


class Clock(Protocol):
    """Time, as the bot lives it."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        ...

    async def wait(self, seconds: float) -> None:
        """The same, or sooner, once somebody calls `wake`."""
        ...

    def wake(self) -> None:
        """End the present `wait`, or the next one before it begins."""
        ...


class RunStart(NamedTuple):
    """A digest that is due: what it becomes, the run to begin, and the times that were missed. `run` None where it is
    too late for any."""

    digest: Digest
    run: Run | None
    missed: Sequence[Run]


class DigestStore(Protocol):
    """Digests, and what servers set."""

    def add(self, digest: Digest) -> Digest:
        """Keep a new one; the id is given here."""
        ...

    def get(self, number: int) -> Digest | None:
        """One by its id."""
        ...

    def update(self, digest: Digest) -> bool:
        """Keep a changed one, but for what runs change (cursor, since, editions); False where it was deleted."""
        ...

    def list_of_server(self, server: int) -> Sequence[Digest]:
        """Those of a server, in the order they were made."""
        ...

    def list_of_person(self, person: int) -> Sequence[Digest]:
        """A person's own."""
        ...

    def list_unreachable_people(self) -> Sequence[int]:
        """The people whose own digests are paused because their direct messages are closed."""
        ...

    def delete_drafts(self, before: datetime) -> int:
        """Delete what was drafted before then and never saved; how many that were."""
        ...

    def delete(self, number: int) -> None:
        """Forget one, with its runs and what it sent."""
        ...

    def get_zone(self, server: int | None, person: int) -> str:
        """The time zone of a server, or of a person; empty where none was named."""
        ...

    def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Keep it."""
        ...


class RunStore(Protocol):
    """What is due, what was sent, and what became of the rest."""

    def get_next_due(self) -> datetime | None:
        """When the next digest is."""
        ...

    def list_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """Active digests that are due, the longest first."""
        ...

    def begin(self, starts: Sequence[RunStart], now: datetime) -> Sequence[Run]:
        """Keep runs and the digests' next times in one step; the runs that are new, in that order."""
        ...

    def begin_requested(self, run: Run) -> bool:
        """Keep a run that a person asked for; False where it is there already. Of a deleted digest nothing is kept."""
        ...

    def get(self, number: str) -> Run | None:
        """One by its id."""
        ...

    def list_unfinished(self) -> Sequence[Run]:
        """Runs that were begun and have not ended, the longest due first."""
        ...

    def record_attempt(self, run: Run) -> None:
        """Keep when it was first tried, and with which edition, before it is."""
        ...

    def record_end(self, run: Run, digest: Digest) -> None:
        """Keep how a run ended, what it sent, and how that leaves its digest, in one step."""
        ...

    def list_history(self, digest: int, limit: int) -> Sequence[Run]:
        """A digest's runs, newest first, without their editions."""
        ...

    def get_sent_before(self, digest: Digest) -> SentBefore:
        """What the digest sent, and what its readers had by any."""
        ...


class ArrivalStore(Protocol):
    """When each article was first seen, as the number of a batch, which count up."""

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        """Note articles that are in the archive; those that were not known. The first ever are the baseline, and so
        are those that a restored store finds."""
        ...

    def is_restored(self) -> bool:
        """Whether the store was restored, and nothing was taken in since."""
        ...

    def get_last_batch(self) -> int:
        """The latest batch; 0 before there is any."""
        ...

    def list_after(self, batch: int) -> Sequence[str]:
        """The ids of articles that arrived after a batch, the baseline apart, latest first."""
        ...

    def apply_aliases(self, aliases: Mapping[str, Collection[str]]) -> None:
        """Articles that were noted, each with the other ids that it may have arrived under before: it arrived then."""
        ...


class StoredData(NamedTuple):
    """What is stored of a server, or of a person: digests, the runs kept of them, articles that they were sent, and
    the time zone. `created`: of a person, the digests of servers that bear their id as who made them."""

    digests: int
    runs: int
    sent: int
    zone: str
    created: int = 0


class PrivacyStore(Protocol):
    """What is stored of whom, and its end."""

    def get_stored_data(self, server: int | None, person: int) -> StoredData:
        """Of a server, or, where that is None, of a person."""
        ...

    def forget(self, server: int | None, person: int) -> None:
        """Delete it. A server's digests stay, but no longer say who made them."""
        ...

    def list_servers(self) -> Sequence[int]:
        """The servers of which anything is stored."""
        ...

    def list_departed(self) -> Sequence[int]:
        """Those of them that the bot is no longer in, as far as was noted."""
        ...

    def record_departure(self, server: int, now: datetime) -> None:
        """The bot is no longer in a server: its digests are paused."""
        ...

    def clear_departure(self, server: int) -> None:
        """The bot is in a server, again perhaps: what it set stays, and its digests can be resumed."""
        ...

    def forget_departed(self, before: datetime) -> Sequence[int]:
        """Delete what servers set that the bot left before then; which."""
        ...


class Ledger(NamedTuple):
    """All that is kept."""

    digests: DigestStore
    runs: RunStore
    arrivals: ArrivalStore
    privacy: PrivacyStore


class RunBlocking(Protocol):
    """Runs work that would block the event loop somewhere else."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """Return the result of `work`, or raise what it raises."""
        ...


async def run_in_thread(work: Callable[[], T], /) -> T:
    """Run `work` on a thread of the event loop's default executor."""
    return await asyncio.to_thread(work)
