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

from bot.answers.analysis.tokens import content_of
from bot.answers.entities import names
from bot.coverage.archive.archive import Archive
from bot.coverage.columns import table as tables
from bot.coverage.columns.table import Damaged, Section, Table
from bot.coverage.corpus import snapshot
from bot.coverage.stories import stories
from bot.coverage.workers import Crew

Before = tuple[Archive, Table] | None
"""An archive that is mostly the same, and the table of its desk."""

_MAKERS: Final[Mapping[str, Callable[[Archive, Before], dict[str, Section]]]] = {
    "stories": lambda archive, was: stories.build(archive, content_of, was),
    "names": names.sections,
}
PARTS = tuple(_MAKERS)

LEAST = 2_000
"""Articles from which sending is worth its while."""


class _Task(Struct, array_like=True):
    part: str
    path: str
    fingerprint: str


_tasks = msgspec.msgpack.Decoder(_Task)


Elsewhere = Callable[[str], dict[str, Section] | None]
"""The sections of a part, once they are there; None where they won't come."""


def made(part: str, archive: Archive, was: Before) -> dict[str, Section]:
    """The sections of a part, made here."""
    return _MAKERS[part](archive, was)


@contextmanager
def beside(archive: Archive, crew: Crew | None, least: int = LEAST) -> Generator[Elsewhere]:
    """Have the parts of an archive made by a crew while this process does something else.

    `least`: articles from which on; fewer are dealt with here.
    """
    path = archive.table.path
    if crew is None or path is None or len(archive) < least:
        yield lambda _: None
        return
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(_gathered, crew, path, archive.fingerprint)
        yield lambda part: coming.result().get(part)


def _gathered(crew: Crew, path: Path, fingerprint: str) -> dict[str, dict[str, Section]]:
    tasks = [msgspec.msgpack.encode(_Task(part, str(path), fingerprint)) for part in PARTS]
    return {PARTS[number]: tables.unpacked(data) for number, data in crew.spread(make, tasks) if data}


def make(task: bytes) -> bytes:
    """What another process does: a `_Task` becomes the part's sections, packed; nothing where it can't."""
    asked = _tasks.decode(task)
    try:
        archive = Archive(tables.open_table(Path(asked.path), snapshot.layout(), trusted=True))
    except (OSError, Damaged):
        return b""
    # Another process may have put a newer snapshot there.
    return tables.packed(made(asked.part, archive, None)) if archive.fingerprint == asked.fingerprint else b""
