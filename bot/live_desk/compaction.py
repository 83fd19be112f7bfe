"""Compaction, in which another process rewrites the cache: when it is due, how it went, and what the bot uses next.

NumPy and SciPy take a tenth of a second to import and some memory, so they are imported when they are needed: a bot
whose files never change needs none.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Unpack

from bot.answers.desk.compaction import CompactionResult, build_task, run_compaction
from bot.answers.desk.desk import Desk
from bot.answers.index.synonyms import Synonyms
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.updating import LoadOptions

if TYPE_CHECKING:
    from bot.answers.desk.delta import DeskState

MAX_CHANGED_FILES = 300
"""The snapshot is rewritten once this many files have changed."""
MAX_AGE = 3_600.0
"""Seconds after which the snapshot is rewritten if any file has changed."""
MAX_SHARE = 0.1
"""The largest share of the time that compactions can take: after one of a minute, nine minutes pass."""
RETRY_SECONDS = 60.0
"""The pause after a failure. It doubles with each further failure, up to `MAX_AGE`."""
BUSY_SECONDS = 10.0
"""The pause while another process is writing the shared cache."""


@dataclass
class CompactionSchedule:
    """When the next compaction is due, and how the last ones went. `clock`: monotonic, in seconds.

    `is_needed`: so much has changed that it can't reach answers without a compaction. `runs`, `failures`: how many
    there were. `error`: why the last one failed; empty if it didn't.
    """

    clock: Callable[[], float]
    is_needed: bool = False
    runs: int = 0
    failures: int = 0
    error: str = ""
    _in_a_row: int = 0
    _left: int = 0
    _changed_at: float | None = None
    _not_before: float = 0.0

    def is_due(self, changed_files: int) -> bool:
        """Return whether a compaction is due now. `changed_files`: how many since the current snapshot."""
        now, new = self.clock(), changed_files - self._left
        self._changed_at = None if new <= 0 else now if self._changed_at is None else self._changed_at
        if now < self._not_before:
            return False
        is_old = self._changed_at is not None and now - self._changed_at >= MAX_AGE
        return self.is_needed or new >= MAX_CHANGED_FILES or is_old

    def note_success(self, seconds: float, changed_files: int) -> None:
        """Record that a compaction succeeded, and its duration. `changed_files`: how many the new snapshot lacks."""
        self.runs += 1
        self.is_needed, self.error, self._in_a_row = False, "", 0
        self._left, self._changed_at = changed_files, None
        self._not_before = self.clock() + seconds * (1 - MAX_SHARE) / MAX_SHARE

    def note_failure(self, error: str) -> float:
        """Record that a compaction failed. Return the seconds until the next attempt."""
        self.runs += 1
        self.failures += 1
        pause = min(RETRY_SECONDS * 2**self._in_a_row, MAX_AGE)
        self.error, self._in_a_row = error, self._in_a_row + 1
        self._not_before = self.clock() + pause
        return pause

    def note_busy(self) -> None:
        """Record that another process is writing the cache."""
        self._not_before = self.clock() + BUSY_SECONDS


class Opened(NamedTuple):
    """A corpus with its desk, and what the next desk is made from."""

    corpus: Corpus
    desk: Desk
    state: "DeskState"


def prepare_next(corpus: Corpus, desk: Desk, states: "list[DeskState]", least_files: int) -> None:
    """Prepare the parts of the next desk of a large archive, so that the first change is as quick as later ones."""
    if len(corpus.files) < least_files:
        return
    from bot.answers.desk import delta  # noqa: PLC0415
    from bot.coverage.corpus.delta import prepare_corpus  # noqa: PLC0415

    prepare_corpus(corpus)
    if not states and desk.table.overlay is None:
        states.append(delta.prepare_state(desk))


def is_written_elsewhere(corpus: Corpus, cache: Path) -> bool:
    """Return whether another process that shares the cache has written the snapshot since this one opened it."""
    from bot.coverage.corpus.compaction import is_replaced  # noqa: PLC0415

    return is_replaced(corpus, cache)


async def rewrite_cache(
    corpus: Corpus, synonyms: Synonyms | None, *, is_urgent: bool, **options: Unpack[LoadOptions]
) -> CompactionResult:
    """Have another process write the snapshot and the desk of a corpus from its current files."""
    cache = options.get("cache")
    if cache is None:
        return CompactionResult("there is no cache")
    task = build_task(
        corpus.folders,
        cache,
        synonyms,
        now=options["now"],
        follow_links=options.get("follow_links", False),
        is_urgent=is_urgent,
    )
    return await run_compaction(task)


def open_written(
    corpus: Corpus,
    touched: Collection[str] | None,
    synonyms: Synonyms | None,
    **options: Unpack[LoadOptions],
) -> Opened:
    """Open the snapshot and the desk in the cache, with what has changed since they were written.

    `corpus`, `touched`: see `adopt_snapshot`. Raises CompactionError if they can't be used, RebuildNeededError, OSError
    and ValueError (DamagedTableError is one).
    """
    from bot.answers.desk.delta import open_adopted_desk  # noqa: PLC0415
    from bot.coverage.corpus.compaction import CompactionError, adopt_snapshot  # noqa: PLC0415
    from bot.coverage.corpus.delta import prepare_corpus  # noqa: PLC0415

    adopted = adopt_snapshot(corpus, touched, **options)
    cache = options.get("cache")
    desk_and_state = open_adopted_desk(adopted.archive, synonyms, cache) if cache is not None else None
    if desk_and_state is None:
        raise CompactionError("the index that was written can't be used")
    prepare_corpus(adopted)
    return Opened(adopted, *desk_and_state)
