"""For tests of digests: a clock that tests advance, a publisher that fails on demand, a bot without Discord."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from msgspec import structs

from bot.coverage.article import Record
from bot.digests.delivery.loop import Delivery
from bot.digests.digest import ChannelKind, Correction, Digest, Edition, EditionEntry, Run
from bot.digests.follow import FollowRule
from bot.digests.ports import HistoryUnreadableError, SendDeferredError, SendRefusedError, SentMessage, TimeUnknownError
from bot.digests.service import DigestService
from bot.digests.store_ports.ledger import Ledger
from tests.support.desks import build_desk, build_record

T = TypeVar("T")

START = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class ManualClock:
    """A clock that advances when somebody sleeps, or when a test advances it."""

    time: datetime = START
    sleeps: list[float] = field(default_factory=list)
    wakes: int = 0
    syncs: int = 0
    is_known: bool = True

    def now(self) -> datetime:
        return self.time

    async def sync(self) -> None:
        self.syncs += 1
        if not self.is_known:
            raise TimeUnknownError("Discord can't be reached")

    def advance(self, **units: float) -> None:
        self.time += timedelta(**units)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.advance(seconds=seconds)
        await asyncio.sleep(0)

    async def wait(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        await asyncio.Event().wait()

    def wake(self) -> None:
        self.wakes += 1


class DeathError(Exception):
    """Stands for the death of the process: nothing after it is done."""


@dataclass
class FakePublisher:
    """A `Publisher` that keeps messages, with Discord's rule for nonces: posts have none.

    `failures`: what the next calls of `publish` raise, in order; a function is called after the message arrived.
    `notified`: digests that were reported as paused, with the reasons. `attempts`, `searches`: how many there were.
    `kind`: what every channel holds. `kind_failures`: how often Discord will not tell. `edits`: the corrections of
    each message that was edited; `edit_failures` are for these as `failures`.
    """

    clock: ManualClock
    nonce_window: timedelta = timedelta(minutes=3)
    messages: list[tuple[Digest, Run, Edition, datetime]] = field(default_factory=list)
    failures: list[Callable[[], None] | Exception] = field(default_factory=list)
    is_readable: bool = True
    notified: list[tuple[int, str]] = field(default_factory=list)
    attempts: int = 0
    searches: int = 0
    kind: ChannelKind = "messages"
    kind_failures: int = 0
    edits: list[tuple[Digest, tuple[Correction, ...]]] = field(default_factory=list)
    edit_failures: list[Callable[[], None] | Exception] = field(default_factory=list)

    async def find_channel_kind(self, digest: Digest) -> ChannelKind:  # noqa: ARG002 - as the protocol
        if self.kind_failures:
            self.kind_failures -= 1
            raise SendDeferredError("away", uncertain=False)
        return self.kind

    async def publish(
        self, digest: Digest, run: Run, edition: Edition, guard: Callable[[], Awaitable[None]]
    ) -> SentMessage:
        await guard()
        self.attempts += 1
        failure = self.failures.pop(0) if self.failures else None
        if isinstance(failure, Exception):
            raise failure
        number = self._find_by_nonce(run)
        if number is None:
            self.messages.append((digest, run, edition, self.clock.now()))
            number = len(self.messages)
        if callable(failure):
            failure()
        return _get_ids(digest, run, number)

    def _find_by_nonce(self, run: Run) -> int | None:
        if run.step.kind == "post":
            return None
        for number, (_, other, _, at) in enumerate(self.messages, 1):
            if _is_same_step(other, run) and self.clock.now() - at <= self.nonce_window:
                return number
        return None

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        self.searches += 1
        if not self.is_readable:
            raise HistoryUnreadableError
        for number, (_, other, _, at) in enumerate(self.messages, 1):
            if _is_same_step(other, run) and at >= since:
                return _get_ids(digest, run, number)
        return None

    async def correct(
        self, digest: Digest, corrections: Sequence[Correction], guard: Callable[[], Awaitable[None]]
    ) -> None:
        await guard()
        failure = self.edit_failures.pop(0) if self.edit_failures else None
        if isinstance(failure, Exception):
            raise failure
        self.edits.append((digest, tuple(corrections)))
        if callable(failure):
            failure()

    async def notify_paused(self, digest: Digest, reason: str) -> None:
        self.notified.append((digest.id, reason))

    def list_headlines(self) -> list[list[str]]:
        return [[entry.article.title for entry in get_entries(run, edition)] for _, run, edition, _ in self.messages]


def get_entries(run: Run, edition: Edition) -> Sequence[EditionEntry]:
    """Return the entries that the run's next message shows."""
    number = run.step.entry
    return edition.entries if number is None else edition.entries[number : number + 1]


def _is_same_step(one: Run, other: Run) -> bool:
    return (one.id, one.step_number) == (other.id, other.step_number)


def _get_ids(digest: Digest, run: Run, number: int) -> SentMessage:
    """Return the ids of a message: a post is a thread with the id of its message."""
    if run.step.kind == "post":
        return SentMessage(number, number)
    return SentMessage(run.step.thread or digest.channel or 900 + digest.creator, number)


def lose_response() -> None:
    """The message arrived, but not Discord's response."""
    raise SendDeferredError("the connection broke", uncertain=True)


def build_refusal(reason: str = "forbidden") -> SendRefusedError:
    return SendRefusedError(reason)


_WORDS = (
    ("Falcon", "nests", "above", "quarry"),
    ("Glacier", "calves", "near", "fjord"),
    ("Orchid", "blooms", "inside", "greenhouse"),
    ("Violin", "vanishes", "from", "museum"),
    ("Tunnel", "floods", "beneath", "harbour"),
    ("Saffron", "prices", "double", "overnight"),
    ("Meteor", "lights", "northern", "sky"),
    ("Lantern", "parade", "crosses", "bridge"),
    ("Walnut", "harvest", "fails", "again"),
    ("Compass", "maker", "closes", "workshop"),
)


def story(number: int, *, outlet: str = "Harbor Post", day: int = 1, title: str = "", **more: object) -> Record:
    """Return an article about one of ten different events. Articles about two events share no word."""
    words = _WORDS[number]
    host = outlet.lower().replace(" ", "")
    return build_record(
        title or " ".join(words),
        url=f"https://{host}.example/{words[0].lower()}",
        excerpt=f"{words[0]} {words[1]}, {words[3]} {'x' * (number + 2)} {'y' * (number + 2)}. {words[2]} {words[3]}!",
        outlet=outlet,
        published=datetime(2024, 2, day, 9, number, tzinfo=UTC),
        **more,  # pyright: ignore[reportArgumentType]
    )


def daily(**changes: object) -> Digest:
    """Return a channel's digest that is due at nine each day."""
    fields: dict[str, object] = {
        "id": 0, "server": 7, "channel": 70, "creator": 1, "schedule": "daily 09:00", "zone": "UTC", **changes
    }  # fmt: skip
    return Digest(**fields)  # pyright: ignore[reportArgumentType]


OLD = tuple(story(number) for number in range(3))
"""What the archive has before the tests of delivery begin."""


async def run_at_once(work: Callable[[], T]) -> T:
    """Do blocking work without a thread, after the other tasks that can run. It takes half as long."""
    await asyncio.sleep(0)
    return work()


class DigestBot:
    """The digests of a bot at 8:00, without Discord: a service, a publisher and a delivery loop over a ledger.

    `records`: what the archive has from the start.
    """

    def __init__(self, ledger: Ledger, *records: Record) -> None:
        self.ledger = ledger
        self.records = records
        self.clock = ManualClock()
        self.desk = build_desk(*records)
        self.publisher = FakePublisher(self.clock)
        self.restart()

    def restart(self, **changes: Any) -> None:
        """Start again, as a new process does. `changes`: other fields of the service."""
        self.service = DigestService(self.ledger, lambda: self.desk, **{"run_blocking": run_at_once, **changes})
        self.delivery = Delivery(self.service, self.publisher, self.clock)

    async def add_digest(self, **settings: object) -> Digest:
        """Add an active digest."""
        draft = await self.service.add_draft(daily(**settings), self.clock.now())
        digest = await self.service.start(draft, self.clock.now())
        assert digest is not None
        return digest

    async def add_follow(self, rule: FollowRule | None = None, **settings: object) -> Digest:
        """Add an active follow, by default one of everything that is about the ten events."""
        chosen = {"words": ", ".join(words[0] for words in _WORDS), "schedule": "", **settings}
        return await self.add_digest(follow=rule or FollowRule("words"), **chosen)

    def add_articles(self, *numbers: int) -> None:
        """Replace the archive: it has the first records, and these stories."""
        self.desk = build_desk(*self.records, *(story(number) for number in numbers))

    async def receive(self, *records: Record) -> None:
        """Let articles arrive, and run a round."""
        self.records += records
        self.add_articles()
        await self.run_round()

    async def run_round(self) -> None:
        """Run one round, and wait for the runs that it starts."""
        await self.delivery.run_round()
        for task in list(self.delivery._tasks.values()):
            await task

    async def run_corrections(self) -> None:
        """Run one round, and wait until what was sent is corrected and published."""
        await self.run_round()
        for task in (self.delivery._corrector._task, self.delivery._publications._task):
            if task is not None:
                await task

    def change(self, was: Record, **fields: Any) -> None:
        """Change an article of the archive."""
        self.records = tuple(structs.replace(record, **fields) if record == was else record for record in self.records)
        self.add_articles()

    def list_states(self, digest: Digest) -> list[str]:
        """List the states of a digest's runs, newest first."""
        return [run.state for run in self.ledger.runs.list_history(digest.id, 100)]

    def get_last_run(self, digest: Digest) -> Run:
        """Return the digest's newest run."""
        return self.ledger.runs.list_history(digest.id, 1)[0]
