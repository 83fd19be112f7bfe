"""Parts of a desk that another process can make beside the index: stories, and names.

The other process maps the same snapshot, so that nothing but the finished part is sent. What does not come back from
there (no spare process, a snapshot replaced meanwhile) is made here: slower, not worse.
"""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.entities import names
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import DamagedTableError, Section, Table, open_table, pack_sections, unpack_sections
from bot.coverage.corpus import snapshot
from bot.coverage.stories import stories
from bot.coverage.workers import WorkerPool

PreviousDesk = tuple[Archive, Table] | None
"""An archive that is mostly the same, and the table of its desk."""

_BUILDERS: Final[Mapping[str, Callable[[Archive, PreviousDesk], dict[str, Section]]]] = {
    "stories": lambda archive, was: stories.build_stories(archive, stem_content_words, was),
    "names": names.build_name_sections,
}
PARTS = tuple(_BUILDERS)

MIN_ARTICLES = 2_000
"""Articles from which sending is worth its while."""


class _Task(Struct, array_like=True):
    part: str
    path: str
    fingerprint: str


_task_decoder = msgspec.msgpack.Decoder(_Task)


TakePart = Callable[[str], dict[str, Section] | None]
"""The sections of a part, once they are there; None where they won't come."""


def build_part(part: str, archive: Archive, previous: PreviousDesk) -> dict[str, Section]:
    """The sections of a part, made here."""
    return _BUILDERS[part](archive, previous)


@contextmanager
def build_in_background(
    archive: Archive, pool: WorkerPool | None, min_articles: int = MIN_ARTICLES
) -> Generator[TakePart]:
    """Have the parts of an archive made by a crew while this process does something else.

    `min_articles`: articles from which on; fewer are dealt with here.
    """
    path = archive.table.path
    if pool is None or path is None or len(archive) < min_articles:
        yield lambda _: None
        return
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(_collect, pool, path, archive.fingerprint)
        yield lambda part: coming.result().get(part)


def _collect(crew: WorkerPool, path: Path, fingerprint: str) -> dict[str, dict[str, Section]]:
    tasks = [msgspec.msgpack.encode(_Task(part, str(path), fingerprint)) for part in PARTS]
    return {PARTS[number]: unpack_sections(data) for number, data in crew.imap_unordered(run_task, tasks) if data}


def run_task(task: bytes) -> bytes:
    """What another process does: a `_Task` becomes the part's sections, packed; nothing where it can't."""
    asked = _task_decoder.decode(task)
    try:
        archive = Archive(open_table(Path(asked.path), snapshot.snapshot_format(), trusted=True))
    except (OSError, DamagedTableError):
        return b""
    # Another process may have put a newer snapshot there.
    return pack_sections(build_part(asked.part, archive, None)) if archive.fingerprint == asked.fingerprint else b""
