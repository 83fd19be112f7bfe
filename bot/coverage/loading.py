"""From corpus folders to an archive, and from one state of them to the next; only what changed is read again.

What an editor does midway never takes away what was there before: where a file that gave articles can no longer be
read (half-written, emptied, its rights changed), or a folder is gone (being replaced, unmounted), the articles stay as
they were, with a warning, until it can be read again or the file itself is deleted. A new start reads what is there.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from msgspec import structs

from bot.coverage import archive, snapshot
from bot.coverage.archive import Archive
from bot.coverage.article import Problem
from bot.coverage.folders import Found, Stamp, find
from bot.coverage.parsing import Progress, read_all
from bot.coverage.reading import Reading
from bot.coverage.snapshot import Filed

log = logging.getLogger(__name__)

SECOND_LOOK = timedelta(days=1)
"""After this long a file with problems is read again: a date that lay ahead no longer does."""
WORTH_KEEPING = 100
"""Files read anew before a refresh rewrites the cache; fewer are read again quickly at the next start."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Corpus:
    """What was read from the folders, file by file, and the archive that it makes."""

    folders: tuple[Path, ...]
    files: Mapping[str, Filed]
    problems: tuple[Problem, ...]
    archive: Archive


def load(
    folders: Sequence[Path], *, now: datetime, cache: Path | None = None, progress: Progress | None = None
) -> Corpus:
    """Read the folders. `now` is aware; `cache`: a folder for readings, which makes the next start quick.

    Never raises for what the folders or the cache hold: a missing folder is a Problem, a bad cache is made anew.
    """
    folders = tuple(folders)
    kept = cache_file(cache, folders)
    before = snapshot.read(kept) if kept else {}
    found = find(folders)
    current = {
        path: structs.replace(filed, stamp=stamp)
        for path, stamp in found.files.items()
        if (filed := before.get(path)) and filed.stamp.same_content(stamp) and not _is_due(filed, now)
    }
    fresh = _read(found, current, now, progress)
    files = {**current, **fresh}
    if kept and (fresh or len(before) != len(files)):
        _keep(kept, files)
    return _corpus(folders, files, found.problems, None)


def refresh(corpus: Corpus, *, now: datetime, cache: Path | None = None, progress: Progress | None = None) -> Corpus:
    """The folders as they are now: files that changed are read, the rest is taken over. The same corpus if none did."""
    found = find(corpus.folders)
    current = {
        path: filed
        for path, stamp in found.files.items()
        if (filed := corpus.files.get(path)) and filed.stamp == stamp and not _is_due(filed, now)
    }
    away = {path: filed for path, filed in corpus.files.items() if _is_within(path, found.lost)}
    fresh = {path: _held(filed, corpus.files.get(path)) for path, filed in _read(found, current, now, progress).items()}
    if not fresh and len(current) + len(away) == len(corpus.files) and found.problems == corpus.problems:
        return corpus
    files = {**away, **current, **fresh}
    kept = cache_file(cache, corpus.folders)
    if kept and len(fresh) >= WORTH_KEEPING:
        _keep(kept, files)
    return _corpus(corpus.folders, files, found.problems, corpus.archive)


def cache_file(cache: Path | None, folders: Sequence[Path]) -> Path | None:
    """Where the readings of these folders are kept; None without a cache folder, or where it lies inside a corpus."""
    if cache is None:
        return None
    # Unlike Path.resolve, this raises for nothing that a path can hold or hide.
    place = Path(os.path.realpath(cache))
    roots = [Path(os.path.realpath(folder)) for folder in folders]
    if any(place.is_relative_to(root) for root in roots):
        log.warning("No readings are kept: the cache folder %s lies inside a corpus folder.", place)
        return None
    # The paths as given are part of what is kept, so other spellings of the same folders have a file of their own.
    names = "\0".join(str(path) for path in (*folders, *roots))
    digest = blake2b(names.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return place / f"readings-{digest}.bin"


def _read(found: Found, current: Mapping[str, Filed], now: datetime, progress: Progress | None) -> dict[str, Filed]:
    todo: list[tuple[str, Stamp]] = [(path, stamp) for path, stamp in found.files.items() if path not in current]
    return dict(read_all(todo, now=now, progress=progress))


def _is_due(filed: Filed, now: datetime) -> bool:
    return bool(filed.reading.problems) and not filed.held and now - filed.read_at > SECOND_LOOK


def _held(fresh: Filed, before: Filed | None) -> Filed:
    """The fresh reading, or the one before it where the file gave articles and now gives none."""
    if before is None or fresh.reading.records or not before.reading.records:
        return fresh
    path = before.reading.records[0].origin.path
    warning = Problem(path, 0, "warning", "shown as it was before: the file gives no article any more")
    return Filed(
        stamp=fresh.stamp,
        read_at=fresh.read_at,
        reading=Reading(before.reading.records, (*fresh.reading.problems, warning)),
        held=True,
    )


def _is_within(path: str, lost: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(os.path.join(folder, "")) for folder in lost)  # noqa: PTH118


def _keep(place: Path, files: Mapping[str, Filed]) -> None:
    if not snapshot.write(place, files):
        log.warning("The readings can't be kept in %s; the next start will read every file again.", place)


def _corpus(
    folders: tuple[Path, ...], files: Mapping[str, Filed], problems: tuple[Problem, ...], before: Archive | None
) -> Corpus:
    # In the order of paths, so that whatever comes first of equals is the same on every start.
    readings = [files[path].reading for path in sorted(files)]
    return Corpus(folders, files, problems, archive.build(readings, problems, before=before))
