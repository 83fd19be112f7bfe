"""Digests as they are set up and looked at: made, changed, previewed. What is sent on time is `delivery`'s."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.archive.archive import Archive
from bot.digests.digest import Digest, PauseReason, Run, pause_digest
from bot.digests.editions.compose import ComposedEdition, compose_edition
from bot.digests.ports import Ledger, RunBlocking, StoredData, run_in_thread
from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule
from bot.digests.schedules.schedule import upcoming_runs

GRACE = timedelta(hours=1)
"""How late an edition may still be sent."""

MAX_OF_SERVER, MAX_OF_PERSON = 50, 10
"""Digests that one server and one person may have."""

SHOWN_TIMES = 5

SCHEDULE_ERRORS = (InvalidScheduleError, KeyError, OSError, ValueError)
"""What a schedule, or a zone's name, raises that can't be read: a name of the database's folders is an OSError."""

DEPARTED_RETENTION = timedelta(days=30)


@dataclass(slots=True)
class _RecordedArchive:
    """The archive whose articles have been taken in."""

    fingerprint: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class DigestService:
    """What digests are handled with. `desk` returns the current one. `may_deliver`: whether this process delivers.

    Every method that waits does its work on a thread; all raise `ports.StoreError` where the store fails.
    """

    ledger: Ledger
    desk: Callable[[], Desk]
    may_deliver: Callable[[], bool] = lambda: True
    grace: timedelta = GRACE
    run_blocking: RunBlocking = run_in_thread
    unreachable_people: set[int] = field(default_factory=set[int])
    """People whose digest was just paused because their direct messages are closed, and who don't know it yet."""
    _recorded: _RecordedArchive = field(default_factory=_RecordedArchive)

    async def record_arrivals(self, now: datetime) -> None:
        """Note what arrived in the archive since this was asked last."""
        async with self._recorded.lock:
            archive = self.desk().archive
            is_seen = archive.fingerprint == self._recorded.fingerprint
            # A store may be put in this one's place while we run; it knows less than we have seen.
            if is_seen and not await self.run_blocking(self.ledger.arrivals.is_restored):
                return
            await self.run_blocking(lambda: self._record_arrivals(archive, now))
            self._recorded.fingerprint = archive.fingerprint

    def _record_arrivals(self, archive: Archive, now: datetime) -> None:
        arrivals = self.ledger.arrivals
        new = frozenset(arrivals.record([archive.id_of(place) for place in range(len(archive))], now))
        # An article that is known now by another of its addresses is not new.
        others: dict[str, list[str]] = {}
        for other, article in archive.aliases() if new else ():
            if article in new:
                others.setdefault(article, []).append(other)
        if others:
            arrivals.apply_aliases(others)

    async def compose(self, digest: Digest, now: datetime) -> ComposedEdition:
        """The edition that would go out now, with the reasons."""
        await self.record_arrivals(now)
        return await self.run_blocking(lambda: self._compose(digest, now))

    def _compose(self, digest: Digest, now: datetime) -> ComposedEdition:
        upto = self.ledger.arrivals.get_last_batch()
        arrived = self.ledger.arrivals.list_after(digest.cursor)
        return compose_edition(
            self.desk(), digest, arrived, self.ledger.runs.get_sent_before(digest), upto=upto, now=now
        )

    async def add_draft(self, digest: Digest, now: datetime) -> Digest:
        """Keep a digest that is not yet confirmed; what arrives from now on is new to it."""
        await self.record_arrivals(now)

        def work() -> Digest:
            last = self.ledger.arrivals.get_last_batch()
            return self.ledger.digests.add(replace(digest, state="draft", cursor=last, since=now, due_at=None))

        return await self.run_blocking(work)

    async def start(self, digest: Digest, now: datetime) -> Digest | None:
        """Let a drafted or paused digest run from now on; None where it has been deleted."""
        active = replace(digest, state="active", why="", failures=0, due_at=find_next_due(digest, now))
        return await self.update(active)

    async def pause(self, digest: Digest, why: PauseReason = "asked") -> Digest | None:
        """Send no more of it until it is resumed; None where it has been deleted."""
        return await self.update(pause_digest(digest, why))

    async def update(self, digest: Digest) -> Digest | None:
        """Keep a changed digest; None where it has been deleted."""
        there = await self.run_blocking(lambda: self.ledger.digests.update(digest))
        return digest if there else None

    async def get(self, number: int) -> Digest | None:
        """One by its id."""
        return await self.run_blocking(lambda: self.ledger.digests.get(number))

    async def list_digests(self, server: int | None, person: int) -> Sequence[Digest]:
        """The digests of a server, or, where that is None, a person's own; drafts apart."""
        books = self.ledger.digests
        every = await self.run_blocking(
            lambda: books.list_of_person(person) if server is None else books.list_of_server(server)
        )
        return [digest for digest in every if digest.state != "draft"]

    async def delete(self, number: int) -> None:
        """Forget one, with all that belongs to it."""
        await self.run_blocking(lambda: self.ledger.digests.delete(number))

    async def list_history(self, number: int, limit: int) -> Sequence[Run]:
        """A digest's runs, newest first."""
        return await self.run_blocking(lambda: self.ledger.runs.list_history(number, limit))

    async def get_zone(self, server: int | None, person: int) -> str:
        """The time zone that a server, or a person, has named; empty where none."""
        return await self.run_blocking(lambda: self.ledger.digests.get_zone(server, person))

    async def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Keep it, for digests made from now on."""
        await self.run_blocking(lambda: self.ledger.digests.set_zone(server, person, zone))

    async def sync_servers(self, servers: Collection[int], now: datetime) -> None:
        """The bot is in these servers, and in no others: those that it left meanwhile are noted, or are back."""
        privacy, here = self.ledger.privacy, frozenset(servers)

        def work() -> None:
            departed = frozenset(privacy.list_departed())
            for server in departed & here:
                privacy.clear_departure(server)
            for server in frozenset(privacy.list_servers()) - here - departed:
                privacy.record_departure(server, now)

        await self.run_blocking(work)

    async def record_departure(self, server: int, now: datetime) -> None:
        """The bot is no longer in a server."""
        await self.run_blocking(lambda: self.ledger.privacy.record_departure(server, now))

    async def clear_departure(self, server: int) -> None:
        """The bot is in a server, again perhaps."""
        await self.run_blocking(lambda: self.ledger.privacy.clear_departure(server))

    async def get_stored_data(self, server: int | None, person: int) -> StoredData:
        """What is stored of a server, or, where that is None, of a person."""
        return await self.run_blocking(lambda: self.ledger.privacy.get_stored_data(server, person))

    async def forget(self, server: int | None, person: int) -> None:
        """Delete it."""
        await self.run_blocking(lambda: self.ledger.privacy.forget(server, person))


def find_next_due(digest: Digest, after: datetime) -> datetime | None:
    """When it is due next; None where that never comes, or where its schedule or zone can't be read any more."""
    try:
        return parse_schedule(digest.schedule).next_after(after, ZoneInfo(digest.zone))
    except SCHEDULE_ERRORS:
        return None


def find_next_times(digest: Digest, after: datetime, count: int = SHOWN_TIMES) -> Sequence[datetime]:
    """The next times that it is due; none where its schedule or zone can't be read any more."""
    try:
        return upcoming_runs(parse_schedule(digest.schedule), after, ZoneInfo(digest.zone), count)
    except SCHEDULE_ERRORS:
        return ()
