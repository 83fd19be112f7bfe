"""Reads the state of the bot's parts at the moment of a request, and decides from it whether the bot is ready."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot import __version__
from bot.chat.session.admission import Admission, RequestCounts, RequestKind
from bot.connection import Connection, Shard
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Severity
from bot.health import Heartbeat, JudgeState
from bot.live_desk.live_desk import LiveDesk
from bot.monitoring.pages import DigestPages
from bot.monitoring.store_probe import UNREACHABLE, StoreProbe, StoreState

_UNKNOWN = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class ArchiveSize:
    """How much is in the archive.

    `newest`: when its newest article was published. `changed_at`: when the bot last switched to a changed archive.
    `affected`: how many files have problems, by the severity of each file's worst. `changed_files`: how many have
    changed since the cache was written. `compactions`: how often another process was asked to rewrite the cache since
    the start; `failed_compactions`: how often it failed.
    """

    articles: int
    outlets: int
    files: int
    affected: Mapping[Severity, int]
    newest: datetime | None
    changed_at: datetime
    is_up_to_date: bool
    changed_files: int
    compactions: int
    failed_compactions: int


@dataclass(frozen=True, slots=True)
class Load:
    """What became of requests since the start, how many are `handled` now, and how much work is `queued`."""

    counts: RequestCounts
    handled: Mapping[RequestKind, int]
    queued: int


@dataclass(frozen=True, slots=True)
class BotState:
    """The bot at one moment.

    `archive` and `load` are None while the archive is loaded for the first time. `open_runs`: runs of digests that have
    begun and not ended.
    """

    version: str
    shards: Sequence[Shard]
    is_online: bool
    heartbeat: Heartbeat | None
    archive: ArchiveSize | None
    store: StoreState
    open_runs: int
    judge: JudgeState
    load: Load | None


@dataclass(slots=True)
class Parts:
    """The parts of the bot, which come into being one after another as it starts."""

    store: StoreProbe | None = None
    live_desk: LiveDesk | None = None
    changed_at: datetime = _UNKNOWN
    connection: Connection | None = None
    admission: Admission | None = None
    judge: Callable[[], JudgeState] = lambda: "off"
    pages: DigestPages | None = None
    _counted: tuple[str, Mapping[Severity, int]] = field(default=("", {}))

    async def read_state(self) -> BotState:
        """Read the state of all parts."""
        store = await self.store.check() if self.store else UNREACHABLE
        connection = self.connection
        return BotState(
            version=__version__,
            shards=connection.list_shards() if connection else (),
            is_online=connection is not None and connection.is_online,
            heartbeat=connection.heartbeat if connection else None,
            archive=await asyncio.to_thread(self._read_archive),
            store=store,
            open_runs=connection.open_runs if connection else 0,
            judge=self.judge(),
            load=self._read_load(),
        )

    def _read_load(self) -> Load | None:
        admission = self.admission
        if admission is None:
            return None
        return Load(replace(admission.counts), {**admission.handled}, admission.queued)

    def _read_archive(self) -> ArchiveSize | None:
        if self.live_desk is None:
            return None
        archive = self.live_desk.current().archive
        # Counted once for each archive, because there may be a hundred thousand problems.
        if self._counted[0] != archive.fingerprint:
            self._counted = archive.fingerprint, _count_affected(archive)
        return ArchiveSize(
            articles=len(archive.articles),
            outlets=len(archive.outlets),
            files=archive.files,
            affected=self._counted[1],
            newest=archive.newest.at if archive.newest else None,
            changed_at=self.changed_at,
            is_up_to_date=self.live_desk.is_up_to_date,
            changed_files=self.live_desk.count_changes(),
            compactions=self.live_desk.schedule.runs,
            failed_compactions=self.live_desk.schedule.failures,
        )


def _count_affected(archive: Archive) -> Mapping[Severity, int]:
    ranks: Mapping[Severity, int] = {"info": 0, "warning": 1, "error": 2}
    worst: dict[str, Severity] = {}
    for problem in archive.problems:
        if ranks[problem.severity] >= ranks[worst.get(problem.path, "info")]:
            worst[problem.path] = problem.severity
    counts = Counter(worst.values())
    return {severity: counts[severity] for severity in ranks}


def list_missing_parts(state: BotState) -> Sequence[str]:
    """List what keeps the bot from answering, one sentence each; nothing if it is ready."""
    missing: list[str] = []
    if not state.is_online:
        missing.append("The bot is not connected to Discord.")
    if state.archive is None:
        missing.append("The archive is being loaded.")
    if not state.store.is_reachable:
        missing.append("The database can't be reached.")
    return missing
