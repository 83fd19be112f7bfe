"""A file's bytes as records, or as problems that say what is wrong with it; truthful, and never an exception."""

import os
import stat
from datetime import datetime
from pathlib import Path, PurePath

from msgspec import Struct

from bot.coverage.article import Problem, Record
from bot.coverage.parsing import frontmatter as scan
from bot.coverage.parsing import nested as pieces
from bot.coverage.parsing import record_fields as shapes
from bot.coverage.parsing import yaml_recovery as rescue
from bot.coverage.parsing.frontmatter import Block, Note, Unreadable

SUFFIXES = scan.FRONT_MATTER | scan.WHOLE_DOCUMENT
"""The endings, in lower case, of the files that hold records."""

MAX_PROBLEMS = 200
"""Of one file; what is beyond is counted, the least grave first."""

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


class Reading(Struct, frozen=True):
    """What one file says: its main record first, the nested ones after it, and all that an editor should know."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


def read(data: bytes, path: str, *, now: datetime) -> Reading:
    """The records in a file's bytes; `path` names it in origins and problems, `now` (aware) bounds its dates."""
    try:
        block = scan.block(data, PurePath(path).suffix)
    except Unreadable as unreadable:
        return _reading((), [unreadable.note], path)
    return _apart(block, path, now) or whole(block, path, now)


def whole(block: Block, path: str, now: datetime) -> Reading:
    """The records in a block, read as it stands."""
    rescued = rescue.read(block)
    notes = list(rescued.notes)
    if rescued.top is None:
        return _reading((), notes, path)
    return _reading(tuple(shapes.records(rescued.top, path, now, notes)), notes, path)


def _apart(block: Block, path: str, now: datetime) -> Reading | None:
    """The same from the pieces that are nested in it and from the rest; None where it can't be told so."""
    parts = pieces.parted(block)
    if parts is None:
        return None
    told: list[tuple[int, pieces.Piece]] = []
    for line, text in parts.pieces:
        piece = pieces.piece(text, now)
        if piece is None:
            return None
        told.append((line, piece))
    rescued = rescue.read(parts.rest)
    if rescued.top is None or rescued.notes != block.notes or not pieces.is_without(rescued.top, parts):
        return None
    notes = list(rescued.notes)
    records = shapes.records(rescued.top, path, now, notes)
    for line, piece in told:
        record, noted = piece.at(line, path)
        notes += noted
        if record is not None:
            records.append(record)
    return _reading(tuple(records), notes, path)


def read_file(path: Path, *, now: datetime) -> Reading:
    """The records in a file; only regular files are opened for reading, and never more than 2 MB is read."""
    name = str(path)
    try:
        # Without O_NONBLOCK the opening of a named pipe would wait for its writer for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        return _reading((), [Note(0, "error", f"the file can't be opened: {_cause(error)}")], name)
    try:
        with open(handle, "rb", buffering=0, closefd=True) as file:  # noqa: PTH123
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return _reading((), [Note(0, "error", f"{_kind(status.st_mode)}, not a regular file")], name)
            if status.st_size > scan.MAX_BYTES:
                return _reading((), [scan.too_large()], name)
            data = file.read(scan.MAX_BYTES + 1)
    except OSError as error:
        return _reading((), [Note(0, "error", f"the file can't be read: {_cause(error)}")], name)
    return read(data, name, now=now)


def _reading(records: tuple[Record, ...], notes: list[Note], path: str) -> Reading:
    told = sorted(set(notes))
    if len(told) > MAX_PROBLEMS:
        grave_first = sorted(told, key=lambda note: _GRAVITY[note.severity])
        told = sorted(grave_first[: MAX_PROBLEMS - 1])
        worst = grave_first[MAX_PROBLEMS - 1].severity
        told.append(Note(0, worst, f"{len(grave_first) - len(told):,} more problems of this file are not listed"))
    return Reading(records, tuple(Problem(path, *note) for note in told))


def _cause(error: Exception) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "its name is not valid"


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in kinds if test(mode)), "a device")
