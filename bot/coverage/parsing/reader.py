"""A file's bytes as records, or as problems that say what is wrong with it; truthful, and never an exception."""

import os
import stat
from datetime import datetime
from pathlib import Path, PurePath

from msgspec import Struct

from bot.coverage.article import Problem, Record
from bot.coverage.parsing import frontmatter, record_fields, yaml_recovery
from bot.coverage.parsing.frontmatter import ParseNote, UnreadableFileError, YamlBlock
from bot.coverage.parsing.nested import NestedItem, is_list_cut_out, read_nested_item, split_nested

SUFFIXES = frontmatter.FRONT_MATTER | frontmatter.WHOLE_DOCUMENT
"""The endings, in lower case, of the files that hold records."""

MAX_PROBLEMS = 200
"""Of one file; what is beyond is counted, the least grave first."""

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


class Reading(Struct, frozen=True):
    """What one file says: its main record first, the nested ones after it, and all that an editor should know."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


def read_bytes(data: bytes, path: str, *, now: datetime) -> Reading:
    """The records in a file's bytes; `path` names it in origins and problems, `now` (aware) bounds its dates."""
    try:
        block = frontmatter.find_block(data, PurePath(path).suffix)
    except UnreadableFileError as unreadable:
        return _reading((), [unreadable.note], path)
    return _apart(block, path, now) or read_whole(block, path, now)


def read_whole(block: YamlBlock, path: str, now: datetime) -> Reading:
    """The records in a block, read as it stands."""
    rescued = yaml_recovery.recover_mapping(block)
    notes = list(rescued.notes)
    if rescued.top is None:
        return _reading((), notes, path)
    return _reading(tuple(record_fields.read_records(rescued.top, path, now, notes)), notes, path)


def _apart(block: YamlBlock, path: str, now: datetime) -> Reading | None:
    """The same from the pieces that are nested in it and from the rest; None where it can't be told so."""
    parts = split_nested(block)
    if parts is None:
        return None
    told: list[tuple[int, NestedItem]] = []
    for line, text in parts.items:
        piece = read_nested_item(text, now)
        if piece is None:
            return None
        told.append((line, piece))
    rescued = yaml_recovery.recover_mapping(parts.rest)
    if rescued.top is None or rescued.notes != block.notes or not is_list_cut_out(rescued.top, parts):
        return None
    notes = list(rescued.notes)
    records = record_fields.read_records(rescued.top, path, now, notes)
    for line, piece in told:
        record, noted = piece.move_to(line, path)
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
        return _reading((), [ParseNote(0, "error", f"the file can't be opened: {_cause(error)}")], name)
    try:
        with open(handle, "rb", buffering=0, closefd=True) as file:  # noqa: PTH123
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return _reading((), [ParseNote(0, "error", f"{_kind(status.st_mode)}, not a regular file")], name)
            if status.st_size > frontmatter.MAX_BYTES:
                return _reading((), [frontmatter.too_large_note()], name)
            data = file.read(frontmatter.MAX_BYTES + 1)
    except OSError as error:
        return _reading((), [ParseNote(0, "error", f"the file can't be read: {_cause(error)}")], name)
    return read_bytes(data, name, now=now)


def _reading(records: tuple[Record, ...], notes: list[ParseNote], path: str) -> Reading:
    told = sorted(set(notes))
    if len(told) > MAX_PROBLEMS:
        grave_first = sorted(told, key=lambda note: _GRAVITY[note.severity])
        told = sorted(grave_first[: MAX_PROBLEMS - 1])
        worst = grave_first[MAX_PROBLEMS - 1].severity
        told.append(ParseNote(0, worst, f"{len(grave_first) - len(told):,} more problems of this file are not listed"))
    return Reading(records, tuple(Problem(path, *note) for note in told))


def _cause(error: Exception) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "its name is not valid"


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in kinds if test(mode)), "a device")
