"""Reads a file as records, or as problems that say what is wrong with it. No file raises an exception."""

import os
import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePath

from msgspec import Struct

from bot.coverage.article import Problem, Record
from bot.coverage.parsing import frontmatter, record_fields, yaml_recovery
from bot.coverage.parsing.frontmatter import ParseNote, UnreadableFileError, YamlBlock
from bot.coverage.parsing.nested import NestedItem, is_list_cut_out, read_nested_item, split_nested
from bot.coverage.parsing.text_repairs import repair_block

SUFFIXES = frontmatter.FRONT_MATTER | frontmatter.WHOLE_DOCUMENT
"""The suffixes of files that hold records, in lower case."""

MAX_PROBLEMS = 200
"""How many problems of one file are listed, the most serious first. The others are only counted."""

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


class Reading(Struct, frozen=True):
    """The records of one file, the main one first, and its problems."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]


def read_bytes(data: bytes, path: str, *, now: datetime) -> Reading:
    """Read a file's bytes. `path` names the file in origins and problems; dates after `now` (aware) are ignored."""
    try:
        blocks = [repair_block(block) for block in frontmatter.find_blocks(data, PurePath(path).suffix)]
    except UnreadableFileError as error:
        return _make_reading((), [error.note], path)
    readings = [read_split(block, path, now) or read_whole(block, path, now) for block in blocks]
    return readings[0] if len(readings) == 1 else _join(readings, path)


def _join(readings: Sequence[Reading], path: str) -> Reading:
    """Join the readings of a file's YAML documents."""
    records = tuple(record for reading in readings for record in reading.records)
    notes = [ParseNote(p.line, p.severity, p.reason) for reading in readings for p in reading.problems]
    return _make_reading(records, notes, path)


def read_whole(block: YamlBlock, path: str, now: datetime) -> Reading:
    """Read a block in one piece."""
    recovered = yaml_recovery.recover_mapping(block)
    notes = list(recovered.notes)
    if recovered.top is None:
        return _make_reading((), notes, path)
    return _make_reading(tuple(record_fields.read_records(recovered.top, path, now, notes)), notes, path)


def read_split(block: YamlBlock, path: str, now: datetime) -> Reading | None:
    """Read the nested records of a block one by one, then the rest.

    The result is that of `read_whole`, or None if it might differ.
    """
    split = split_nested(block)
    if split is None:
        return None
    items: list[tuple[int, NestedItem]] = []
    for line, text in split.items:
        item = read_nested_item(text, now)
        if item is None:
            return None
        items.append((line, item))
    recovered = yaml_recovery.recover_mapping(split.rest)
    if recovered.top is None or recovered.notes != block.notes or not is_list_cut_out(recovered.top, split):
        return None
    notes = list(recovered.notes)
    records = record_fields.read_records(recovered.top, path, now, notes)
    for line, item in items:
        record, item_notes = item.move_to(line, path)
        notes += item_notes
        if record is not None:
            records.append(record)
    return _make_reading(tuple(records), notes, path)


def read_file(path: Path, *, now: datetime) -> Reading:
    """Read a file. Only regular files are read, and at most 2 MB."""
    name = str(path)
    try:
        # Without O_NONBLOCK, opening a named pipe would wait forever for a writer.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        return _make_reading((), [ParseNote(0, "error", f"the file can't be opened: {_describe_cause(error)}")], name)
    try:
        with open(handle, "rb", buffering=0, closefd=True) as file:  # noqa: PTH123
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                reason = f"this is {_describe_kind(status.st_mode)}, not a regular file"
                return _make_reading((), [ParseNote(0, "error", reason)], name)
            if status.st_size > frontmatter.MAX_BYTES:
                return _make_reading((), [frontmatter.build_too_large_note()], name)
            data = file.read(frontmatter.MAX_BYTES + 1)
    except OSError as error:
        return _make_reading((), [ParseNote(0, "error", f"the file can't be read: {_describe_cause(error)}")], name)
    return read_bytes(data, name, now=now)


def _make_reading(records: tuple[Record, ...], notes: list[ParseNote], path: str) -> Reading:
    shown = sorted(set(notes))
    if len(shown) > MAX_PROBLEMS:
        by_gravity = sorted(shown, key=lambda note: _GRAVITY[note.severity])
        shown = sorted(by_gravity[: MAX_PROBLEMS - 1])
        worst_hidden = by_gravity[MAX_PROBLEMS - 1].severity
        hidden = len(by_gravity) - len(shown)
        shown.append(ParseNote(0, worst_hidden, f"{hidden:,} more problems of this file are not listed"))
    return Reading(records, tuple(Problem(path, *note) for note in shown))


def _describe_cause(error: Exception) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "its name is not valid"


def _describe_kind(mode: int) -> str:
    return "a named pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
