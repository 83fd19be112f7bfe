"""How digests are created, changed and previewed. `delivery` sends them on time."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.archive.archive import Archive
from bot.digests.digest import (
    ChannelKind,
    Digest,
    DigestState,
    Edition,
    PauseReason,
    Run,
    SentArticle,
    Step,
    mark_paused,
)
from bot.digests.editions.compose import ComposedEdition, compose_edition
from bot.digests.editions.steps import attach_posts, plan_steps
from bot.digests.ports import RunBlocking, run_in_thread
from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule
from bot.digests.schedules.schedule import list_upcoming_runs
from bot.digests.store_ports.digests import DraftOutcome
from bot.digests.store_ports.ledger import Ledger
from bot.digests.store_ports.privacy import StoredData

GRACE = timedelta(hours=1)
"""The longest delay after which an edition is still sent."""

MAX_PER_SERVER, MAX_PER_PERSON = 50, 10
"""How many digests one server and one person may have."""

MAX_FOLLOWS_PER_SERVER, MAX_FOLLOWS_PER_PERSON = 50, 25
"""How many follows one server and one person may have."""

SHOWN_TIMES = 5

ARCHIVE_LAG = timedelta(hours=1)
"""How far one process's archive may lag behind another's."""

SCHEDULE_ERRORS = (InvalidScheduleError, KeyError, OSError, ValueError)
"""What an unreadable schedule or time zone raises. `ZoneInfo` raises OSError for the name of a folder ("Europe")."""

DEPARTED_RETENTION = timedelta(days=30)
"""How long the data of a server is kept after the bot left it."""


def _ignore_run(_: Run) -> None: ...


@dataclass(slots=True)
class _RecordedArchive:
    """Which archive's articles have been recorded, identified by its fingerprint."""

    fingerprint: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class DigestService:
    """The digests of all servers and people.

    `desk` returns the current desk. `may_deliver` returns whether this process delivers; it blocks.
    `unreachable_people`: people whose digest was paused because they do not accept direct messages, and whom the bot
    could not tell yet. `report_run` is called with each run when it begins, and again when it has ended.

    The async methods run on a thread. All methods raise `store_ports.StoreError` if the store fails.
    """

    ledger: Ledger
    desk: Callable[[], Desk]
    may_deliver: Callable[[], bool] = lambda: True
    grace: timedelta = GRACE
    run_blocking: RunBlocking = run_in_thread
    unreachable_people: set[int] = field(default_factory=set[int])
    report_run: Callable[[Run], None] = _ignore_run
    _recorded: _RecordedArchive = field(default_factory=_RecordedArchive)
    _read_unreachable: set[int] = field(default_factory=set[int])

    async def read_unreachable_people(self) -> None:
        """Read again who can't be reached. Nobody is told twice."""
        found = set(await self.run_blocking(self.ledger.digests.list_unreachable_people))
        self.unreachable_people.update(found - self._read_unreachable)
        self._read_unreachable.clear()
        self._read_unreachable.update(found)

    async def record_arrivals(self, now: datetime) -> None:
        """Record what has arrived in the archive since the last call.

        Only the process that delivers does so: what is in its archive can be sent.
        """
        async with self._recorded.lock:
            archive = self.desk().archive
            is_recorded = archive.fingerprint == self._recorded.fingerprint
            # A backup may be restored while we run; that store has not recorded this archive.
            is_restored = await self.run_blocking(self.ledger.arrivals.is_restored)
            if is_recorded and not is_restored:
                return
            if not await self.run_blocking(self.may_deliver):
                return
            if is_restored:
                # This comes first, because recording ends the restored state.
                await self.run_blocking(
                    lambda: self.ledger.digests.finish_restore(now, lambda digest: find_next_due(digest, now))
                )
            await self.run_blocking(lambda: self._record_arrivals(archive, now))
            self._recorded.fingerprint = archive.fingerprint

    def _record_arrivals(self, archive: Archive, now: datetime) -> None:
        arrivals = self.ledger.arrivals
        new = frozenset(arrivals.record([archive.id_of(position) for position in range(len(archive))], now))
        # An article is not new if it arrived earlier under another of its addresses.
        aliases: dict[str, list[str]] = {}
        for alias, article in archive.aliases() if new else ():
            if article in new:
                aliases.setdefault(article, []).append(alias)
        if aliases:
            arrivals.apply_aliases(aliases)

    async def compose(self, digest: Digest, now: datetime, kind: ChannelKind = "messages") -> ComposedEdition:
        """Compose the edition that would be sent now, with the reasons for its contents.

        `kind`: what the digest's channel holds.
        """
        await self.record_arrivals(now)
        return await self.run_blocking(lambda: self._compose(digest, now, kind))

    def _compose(self, digest: Digest, now: datetime, kind: ChannelKind) -> ComposedEdition:
        arrivals, desk = self.ledger.arrivals, self.desk()
        upto = arrivals.get_last_batch()
        arrived = arrivals.list_after(digest.cursor)
        # The process that delivered before us may have read files that we have not read yet. Unless they were removed,
        # their articles are news in a later edition.
        if missing := [article for article in arrived if desk.archive.article(article) is None]:
            first = arrivals.find_first_batch(missing, now - ARCHIVE_LAG)
            upto = upto if first is None else max(digest.cursor, first - 1)
        # In a forum, one story has one post, whichever digest opened it.
        sent_before = self.ledger.runs.get_sent_before(digest, by_any=kind == "forum")
        return compose_edition(desk, digest, arrived, sent_before, upto=upto, now=now, is_forum=kind == "forum")

    async def plan(self, digest: Digest, edition: Edition, kind: ChannelKind) -> tuple[Edition, tuple[Step, ...]]:
        """Plan the messages of an edition. Return it too, with its stories' posts if it goes to a forum."""

        def attach() -> Edition:
            sent_before = self.ledger.runs.get_sent_before(digest, by_any=True)
            return attach_posts(edition, self.desk(), sent_before.posts)

        if kind == "forum" and digest.follow is not None:
            edition = await self.run_blocking(attach)
        return edition, plan_steps(edition, kind, publish=digest.publish)

    async def add_draft(self, digest: Digest, now: datetime) -> Digest:
        """Store a digest that is not confirmed yet. Articles that arrive from now on are new to it."""
        await self.record_arrivals(now)

        def work() -> Digest:
            last = self.ledger.arrivals.get_last_batch()
            return self.ledger.digests.add(replace(digest, state="draft", cursor=last, since=now, due_at=None))

        return await self.run_blocking(work)

    async def start(self, digest: Digest, now: datetime) -> Digest | None:
        """Activate a draft or resume a paused digest, as stored now. Returns None if it was deleted."""
        return await self._change(digest.id, lambda stored: _activate(stored, now))

    async def edit(self, digest: Digest, fields: Mapping[str, object], now: datetime) -> Digest | None:
        """Change some fields of a digest and leave the others as stored. Returns None if it was deleted."""

        def change(stored: Digest) -> Digest:
            edited = replace(stored, **fields)
            return _activate(edited, now) if edited.state == "active" else edited

        return await self._change(digest.id, change)

    async def confirm_draft(self, draft: Digest, now: datetime) -> DraftOutcome:
        """Activate a draft, unless its owner has reached the limit of digests or of follows."""
        active = _activate(draft, now)
        limit = get_max_digests(draft.server) if draft.follow is None else get_max_follows(draft.server)
        return await self.run_blocking(lambda: self.ledger.digests.confirm_draft(active, limit))

    async def pause(self, digest: Digest, reason: PauseReason = "asked") -> Digest | None:
        """Pause a digest until somebody resumes it. Returns None if it was deleted, or is not active any more."""
        return await self._change(
            digest.id, lambda stored: mark_paused(stored, reason) if stored.state == "active" else None
        )

    async def update(self, digest: Digest, *, was: DigestState | None = None) -> Digest | None:
        """Store a changed digest. Returns None if it was deleted, or is no longer in the state `was`."""
        is_stored = await self.run_blocking(lambda: self.ledger.digests.update(digest, was=was))
        return digest if is_stored else None

    async def _change(self, number: int, change: Callable[[Digest], Digest | None]) -> Digest | None:
        return await self.run_blocking(lambda: self.ledger.digests.change(number, change))

    async def get(self, number: int) -> Digest | None:
        """Return a digest by its id."""
        return await self.run_blocking(lambda: self.ledger.digests.get(number))

    async def list_digests(self, server: int | None, person: int) -> Sequence[Digest]:
        """List the digests of a server or, if `server` is None, a person's own, without drafts and follows."""
        return [digest for digest in await self._list_all(server, person) if digest.follow is None]

    async def list_follows(self, server: int | None, person: int) -> Sequence[Digest]:
        """List the follows of a server or, if `server` is None, a person's own, without drafts."""
        return [digest for digest in await self._list_all(server, person) if digest.follow is not None]

    async def _list_all(self, server: int | None, person: int) -> Sequence[Digest]:
        digests = self.ledger.digests
        found = await self.run_blocking(
            lambda: digests.list_for_person(person) if server is None else digests.list_for_server(server)
        )
        return [digest for digest in found if digest.state != "draft"]

    async def delete(self, number: int, *, was: DigestState | None = None) -> bool:
        """Delete a digest and everything that belongs to it.

        Returns False if it was deleted before, or is no longer in the state `was`.
        """
        return await self.run_blocking(lambda: self.ledger.digests.delete(number, was=was))

    async def list_history(self, number: int, limit: int) -> Sequence[Run]:
        """List a digest's runs, newest first."""
        return await self.run_blocking(lambda: self.ledger.runs.list_history(number, limit))

    async def list_sent(self, number: int, limit: int) -> Sequence[SentArticle]:
        """List the last articles that a digest has sent, newest first."""
        return await self.run_blocking(lambda: self.ledger.runs.list_sent(number, limit))

    async def get_zone(self, server: int | None, person: int) -> str:
        """Return the time zone of a server or, if `server` is None, of a person; empty if none is set."""
        return await self.run_blocking(lambda: self.ledger.digests.get_zone(server, person))

    async def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Store the time zone for digests that a server or, if `server` is None, a person creates from now on."""
        await self.run_blocking(lambda: self.ledger.digests.set_zone(server, person, zone))

    async def sync_servers(
        self, servers: Collection[int], now: datetime, *, is_ours: Callable[[int], bool] = lambda _: True
    ) -> None:
        """Record which servers the bot left or joined while it was not connected. `servers`: where it is now.

        `is_ours` returns whether this process can know about a server. Nothing is recorded about the others.
        """
        privacy, present = self.ledger.privacy, frozenset(servers)

        def work() -> None:
            departed = frozenset(privacy.list_departed())
            for server in departed & present:
                privacy.clear_departure(server)
            for server in frozenset(privacy.list_servers()) - present - departed:
                if is_ours(server):
                    privacy.record_departure(server, now)

        await self.run_blocking(work)

    async def record_departure(self, server: int, now: datetime) -> None:
        """Record that the bot left a server, and pause the server's digests."""
        await self.run_blocking(lambda: self.ledger.privacy.record_departure(server, now))

    async def clear_departure(self, server: int) -> None:
        """Record that the bot is in a server (again)."""
        await self.run_blocking(lambda: self.ledger.privacy.clear_departure(server))

    async def begin_introduction(self, server: int, now: datetime) -> bool:
        """Record that the bot introduces itself to a server. Returns False if it did so before."""
        return await self.run_blocking(lambda: self.ledger.introductions.begin_introduction(server, now))

    async def cancel_introduction(self, server: int) -> None:
        """Record that the bot has not introduced itself to a server after all."""
        await self.run_blocking(lambda: self.ledger.introductions.cancel_introduction(server))

    async def get_stored_data(self, server: int | None, person: int) -> StoredData:
        """Summarize what is stored about a server or, if `server` is None, about a person."""
        return await self.run_blocking(lambda: self.ledger.privacy.get_stored_data(server, person))

    async def forget(self, server: int | None, person: int) -> None:
        """Delete what is stored about a server or, if `server` is None, about a person."""
        await self.run_blocking(lambda: self.ledger.privacy.forget(server, person))


def _activate(digest: Digest, now: datetime) -> Digest:
    return replace(digest, state="active", why="", failures=0, due_at=find_next_due(digest, now))


def get_max_digests(server: int | None) -> int:
    """Return how many digests a server may have or, if `server` is None, a person."""
    return MAX_PER_PERSON if server is None else MAX_PER_SERVER


def get_max_follows(server: int | None) -> int:
    """Return how many follows a server may have or, if `server` is None, a person."""
    return MAX_FOLLOWS_PER_PERSON if server is None else MAX_FOLLOWS_PER_SERVER


def find_next_due(digest: Digest, after: datetime) -> datetime | None:
    """Return when a digest is due next; None if that is never, or if its schedule or zone can't be read any more.

    A follow is due when something arrives, so no time is known.
    """
    if digest.follow is not None:
        return None
    try:
        return parse_schedule(digest.schedule).next_after(after, ZoneInfo(digest.zone))
    except SCHEDULE_ERRORS:
        return None


def find_next_times(digest: Digest, after: datetime, count: int = SHOWN_TIMES) -> Sequence[datetime]:
    """Return the next times at which a digest is due; none if its schedule or zone can't be read any more."""
    try:
        return list_upcoming_runs(parse_schedule(digest.schedule), after, ZoneInfo(digest.zone), count)
    except SCHEDULE_ERRORS:
        return ()
