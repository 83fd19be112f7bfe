"""Digests as they are set up and looked at: made, changed, previewed. What is sent on time is `delivery`'s."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.archive.archive import Archive
from bot.digests.digest import Digest, Run, Why, pause_digest
from bot.digests.editions.compose import ComposedEdition, compose_edition
from bot.digests.ports import Ledger, RunBlocking, StoredData, run_in_thread
from bot.digests.schedules.parse import InvalidSchedule, parse_schedule
from bot.digests.schedules.schedule import upcoming_runs

GRACE = timedelta(hours=1)
"""How late an edition may still be sent."""

MOST_OF_SERVER, MOST_OF_PERSON = 50, 10
"""Digests that one server and one person may have."""

SHOWN_TIMES = 5

UNREADABLE = (InvalidSchedule, KeyError, OSError, ValueError)
"""What a schedule, or a zone's name, raises that can't be read: a name of the database's folders is an OSError."""

KEPT_AFTER_LEAVING = timedelta(days=30)


@dataclass(slots=True)
class _Seen:
    """The archive whose articles have been taken in."""

    fingerprint: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class DigestService:
    """What digests are handled with. `desk`: the current one, at each call. `holds`: whether this process delivers.

    Every method that waits does its work on a thread; all raise `ports.StoreError` where the store fails.
    """

    books: Ledger
    desk: Callable[[], Desk]
    holds: Callable[[], bool] = lambda: True
    grace: timedelta = GRACE
    beside: RunBlocking = run_in_thread
    shut_out: set[int] = field(default_factory=set[int])
    """People whose digest was just paused because their direct messages are closed, and who don't know it yet."""
    _seen: _Seen = field(default_factory=_Seen)

    async def take_in(self, now: datetime) -> None:
        """Note what arrived in the archive since this was asked last."""
        async with self._seen.lock:
            archive = self.desk().archive
            is_seen = archive.fingerprint == self._seen.fingerprint
            # A store may be put in this one's place while we run; it knows less than we have seen.
            if is_seen and not await self.beside(self.books.arrivals.is_restored):
                return
            await self.beside(lambda: self._take_in(archive, now))
            self._seen.fingerprint = archive.fingerprint

    def _take_in(self, archive: Archive, now: datetime) -> None:
        arrivals = self.books.arrivals
        new = frozenset(arrivals.take_in([archive.id_of(place) for place in range(len(archive))], now))
        # An article that is known now by another of its addresses is not new.
        others: dict[str, list[str]] = {}
        for other, article in archive.aliases() if new else ():
            if article in new:
                others.setdefault(article, []).append(other)
        if others:
            arrivals.readdress(others)

    async def composed(self, digest: Digest, now: datetime) -> ComposedEdition:
        """The edition that would go out now, with the reasons."""
        await self.take_in(now)
        return await self.beside(lambda: self._compose(digest, now))

    def _compose(self, digest: Digest, now: datetime) -> ComposedEdition:
        upto = self.books.arrivals.last()
        arrived = self.books.arrivals.after(digest.cursor)
        return compose_edition(self.desk(), digest, arrived, self.books.runs.had(digest), upto=upto, now=now)

    async def draft(self, digest: Digest, now: datetime) -> Digest:
        """Keep a digest that is not yet confirmed; what arrives from now on is new to it."""
        await self.take_in(now)

        def work() -> Digest:
            last = self.books.arrivals.last()
            return self.books.digests.add(replace(digest, state="draft", cursor=last, since=now, due_at=None))

        return await self.beside(work)

    async def start(self, digest: Digest, now: datetime) -> Digest | None:
        """Let a drafted or paused digest run from now on; None where it has been deleted."""
        active = replace(digest, state="active", why="", failures=0, due_at=next_due(digest, now))
        return await self.keep(active)

    async def pause(self, digest: Digest, why: Why = "asked") -> Digest | None:
        """Send no more of it until it is resumed; None where it has been deleted."""
        return await self.keep(pause_digest(digest, why))

    async def keep(self, digest: Digest) -> Digest | None:
        """Keep a changed digest; None where it has been deleted."""
        there = await self.beside(lambda: self.books.digests.put(digest))
        return digest if there else None

    async def get(self, number: int) -> Digest | None:
        """One by its id."""
        return await self.beside(lambda: self.books.digests.get(number))

    async def of(self, server: int | None, person: int) -> Sequence[Digest]:
        """The digests of a server, or, where that is None, a person's own; drafts apart."""
        books = self.books.digests
        every = await self.beside(lambda: books.of_person(person) if server is None else books.of_server(server))
        return [digest for digest in every if digest.state != "draft"]

    async def delete(self, number: int) -> None:
        """Forget one, with all that belongs to it."""
        await self.beside(lambda: self.books.digests.delete(number))

    async def history(self, number: int, limit: int) -> Sequence[Run]:
        """A digest's runs, newest first."""
        return await self.beside(lambda: self.books.runs.history(number, limit))

    async def zone(self, server: int | None, person: int) -> str:
        """The time zone that a server, or a person, has named; empty where none."""
        return await self.beside(lambda: self.books.digests.zone(server, person))

    async def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Keep it, for digests made from now on."""
        await self.beside(lambda: self.books.digests.set_zone(server, person, zone))

    async def is_in(self, servers: Collection[int], now: datetime) -> None:
        """The bot is in these servers, and in no others: those that it left meanwhile are noted, or are back."""
        privacy, here = self.books.privacy, frozenset(servers)

        def work() -> None:
            departed = frozenset(privacy.departed())
            for server in departed & here:
                privacy.joined(server)
            for server in frozenset(privacy.servers()) - here - departed:
                privacy.left(server, now)

        await self.beside(work)

    async def left(self, server: int, now: datetime) -> None:
        """The bot is no longer in a server."""
        await self.beside(lambda: self.books.privacy.left(server, now))

    async def joined(self, server: int) -> None:
        """The bot is in a server, again perhaps."""
        await self.beside(lambda: self.books.privacy.joined(server))

    async def held(self, server: int | None, person: int) -> StoredData:
        """What is stored of a server, or, where that is None, of a person."""
        return await self.beside(lambda: self.books.privacy.held(server, person))

    async def forget(self, server: int | None, person: int) -> None:
        """Delete it."""
        await self.beside(lambda: self.books.privacy.forget(server, person))


def next_due(digest: Digest, after: datetime) -> datetime | None:
    """When it is due next; None where that never comes, or where its schedule or zone can't be read any more."""
    try:
        return parse_schedule(digest.schedule).next_after(after, ZoneInfo(digest.zone))
    except UNREADABLE:
        return None


def next_times(digest: Digest, after: datetime, count: int = SHOWN_TIMES) -> Sequence[datetime]:
    """The next times that it is due; none where its schedule or zone can't be read any more."""
    try:
        return upcoming_runs(parse_schedule(digest.schedule), after, ZoneInfo(digest.zone), count)
    except UNREADABLE:
        return ()
