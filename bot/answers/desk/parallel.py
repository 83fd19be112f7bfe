"""Build parts of a desk, its stories and its names, in other processes while this one builds the index.

A worker process maps the same snapshot of the archive, so only the finished part is sent. A part that doesn't come from
there (no free process, or the snapshot was replaced) is built in this process: slower, but the same.
"""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from bot.answers.analysis.wordlists import DATE_STEMS, load_general_frequencies, stem_content_words
from bot.answers.entities import names
from bot.answers.entities.capitalization import build_capitalization_sections
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import DamagedTableError, Section, open_table, pack_sections, unpack_sections
from bot.coverage.corpus import snapshot
from bot.coverage.stories import stories
from bot.coverage.stories.words import TextAnalysis, hash_word
from bot.coverage.workers import WorkerPool

_BUILDERS: Final[Mapping[str, Callable[[Archive], dict[str, Section]]]] = {
    "stories": lambda archive: stories.build_stories(archive, analyze_english()),
    "names": names.build_name_sections,
    "capitalization": build_capitalization_sections,
}
PARTS = tuple(_BUILDERS)

MIN_ARTICLES = 2_000
"""The parts of a smaller archive are built faster than they are sent."""


@cache
def analyze_english() -> TextAnalysis:
    """Return what stories need to know of English."""
    frequencies = {hash_word(stemmed): share for stemmed, share in load_general_frequencies().items()}
    return TextAnalysis(stem_content_words, frequencies, DATE_STEMS)


class _Task(Struct, array_like=True):
    part: str
    path: str
    fingerprint: str


_task_decoder = msgspec.msgpack.Decoder(_Task)


GetPart = Callable[[str], dict[str, Section] | None]
"""Waits for a part, and returns its sections; None if it has to be built here."""


def build_desk_part(part: str, archive: Archive) -> dict[str, Section]:
    """Build a part in this process, and return its sections."""
    return _BUILDERS[part](archive)


@contextmanager
def build_in_background(
    archive: Archive, pool: WorkerPool | None, min_articles: int = MIN_ARTICLES
) -> Generator[GetPart]:
    """Have a pool build the parts of an archive while the body of the `with` statement runs.

    `min_articles`: the parts of a smaller archive are left to this process.
    """
    path = archive.table.path
    if pool is None or path is None or len(archive) < min_articles:
        yield lambda _: None
        return
    with ThreadPoolExecutor(1) as thread:
        parts = thread.submit(_collect, pool, path, archive.fingerprint)
        yield lambda part: parts.result().get(part)


def _collect(pool: WorkerPool, path: Path, fingerprint: str) -> dict[str, dict[str, Section]]:
    tasks = [msgspec.msgpack.encode(_Task(part, str(path), fingerprint)) for part in PARTS]
    return {PARTS[number]: unpack_sections(data) for number, data in pool.imap_unordered(run_task, tasks) if data}


def run_task(encoded: bytes) -> bytes:
    """Build a part in a worker process: takes an encoded `_Task`, returns packed sections; nothing if it can't."""
    task = _task_decoder.decode(encoded)
    try:
        archive = Archive(open_table(Path(task.path), snapshot.get_snapshot_format(), trusted=True))
    except (OSError, DamagedTableError):
        return b""
    # Another process may have put a newer snapshot there.
    if archive.fingerprint != task.fingerprint:
        return b""
    return pack_sections(build_desk_part(task.part, archive))
