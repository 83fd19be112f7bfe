"""For tests of digests: a clock turned by hand, a Discord that fails to order, an service over a store."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.answers.desk.desk import Desk
from bot.coverage.article import Record
from bot.digests.digest import Digest, Edition, Run
from bot.digests.ports import HistoryUnreadableError, Ledger, SendDeferredError, SendRefusedError, SentMessage
from bot.digests.service import DigestService
from tests.support.desks import desk_of, record

START = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class ManualClock:
    """Time that passes when somebody sleeps, or when it is turned."""

    time: datetime = START
    sleeps: list[float] = field(default_factory=list)
    wakes: int = 0

    def now(self) -> datetime:
        return self.time

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
    """The process is killed: nothing that it would still do is done."""


@dataclass
class FakePublisher:
    """Channels that messages arrive in, with Discord's nonce rule; and what is to go wrong, in order."""

    clock: ManualClock
    nonce_window: timedelta = timedelta(minutes=3)
    messages: list[tuple[Digest, Run, Edition, datetime]] = field(default_factory=list)
    failures: list[Callable[[], None] | Exception] = field(default_factory=list)
    lost: int = 0
    is_readable: bool = True
    notified: list[tuple[int, str]] = field(default_factory=list)
    attempts: int = 0
    searches: int = 0

    async def publish(self, digest: Digest, run: Run, edition: Edition) -> SentMessage:
        self.attempts += 1
        order = self.failures.pop(0) if self.failures else None
        if isinstance(order, Exception):
            raise order
        number = self._there(run)
        if number is None:
            self.messages.append((digest, run, edition, self.clock.now()))
            number = len(self.messages)
        if callable(order):
            order()
        return SentMessage(digest.channel or 900 + digest.creator, number)

    def _there(self, run: Run) -> int | None:
        for number, (_, other, _, at) in enumerate(self.messages, 1):
            if other.id == run.id and self.clock.now() - at <= self.nonce_window:
                return number
        return None

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        self.searches += 1
        if not self.is_readable:
            raise HistoryUnreadableError
        for number, (_, other, _, at) in enumerate(self.messages, 1):
            if other.id == run.id and at >= since:
                return SentMessage(digest.channel, number)
        return None

    async def notify_paused(self, digest: Digest, reason: str) -> None:
        self.notified.append((digest.id, reason))

    def list_headlines(self) -> list[list[str]]:
        return [[entry.article.title for entry in edition.entries] for _, _, edition, _ in self.messages]


def lose_response() -> None:
    """The message arrived; the answer to it did not."""
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
    """One article about an event of its own, ten in all: no two share a word."""
    words = _WORDS[number]
    host = outlet.lower().replace(" ", "")
    return record(
        title or " ".join(words),
        url=f"https://{host}.example/{words[0].lower()}",
        excerpt=f"{words[0]} {words[1]}, {words[3]} {'x' * (number + 2)} {'y' * (number + 2)}. {words[2]} {words[3]}!",
        outlet=outlet,
        published=datetime(2024, 2, day, 9, number, tzinfo=UTC),
        **more,  # pyright: ignore[reportArgumentType]
    )


@dataclass
class ReplaceableDesk:
    """A desk that a test may put another in the place of."""

    desk: Desk

    @classmethod
    def of(cls, *files: object) -> "ReplaceableDesk":
        return cls(desk_of(*files))  # pyright: ignore[reportArgumentType]

    def replace(self, *files: object) -> None:
        self.desk = desk_of(*files)  # pyright: ignore[reportArgumentType]


def build_service(ledger: Ledger, archive: ReplaceableDesk, grace: timedelta = timedelta(hours=1)) -> DigestService:
    return DigestService(ledger, lambda: archive.desk, grace=grace)


def daily(**changes: object) -> Digest:
    """A channel's digest at nine."""
    fields: dict[str, object] = {
        "id": 0, "server": 7, "channel": 70, "creator": 1, "schedule": "daily 09:00", "zone": "UTC", **changes
    }  # fmt: skip
    return Digest(**fields)  # pyright: ignore[reportArgumentType]
