"""Nested pieces, each read once however many files it stands in: in real archives nine files have it on the average.

The list of nested pieces is cut out of a file's text, item by item, and each item is read as if it stood alone. Where
that can't be proved to give what reading the whole gives, nothing is given, and the whole is read: an item that is not
complete by itself, that needs rescuing, or that has pieces nested in it; anchors; a list that stands otherwise than
lists do.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from bot.coverage.article import Origin, Record
from bot.coverage.parsing import record_fields, yaml_recovery
from bot.coverage.parsing.frontmatter import ParseNote, YamlBlock
from bot.coverage.parsing.yaml_events import Fields, Items

_KEY = "related"
_HEAD = f"{_KEY}:\n"
# The key at the margin, alone on its line, and the lines below it that are blank or indented.
_LIST = re.compile(rf"^{_KEY}:[ ]*\n((?:[ ][^\n]*\n|\n)+)", re.MULTILINE)
_DASH = re.compile(r"\n*([ ]+)- ")
# Marks that may refer to what stands elsewhere, and what YAML takes for line ends beside our own.
_REFERS = re.compile(r"(?:^ *|[:-] +|[\[{,] *)[&*!]|[\x85\u2028\u2029]", re.MULTILINE)

_LARGEST = 150_000
"""Characters of a list; in a longer one the bounds of a whole file might be passed."""

_REMEMBERED = 8_192
"""Distinct pieces that a process remembers, a few kilobytes each; they are forgotten with `clear_cache`."""


class SplitBlock(NamedTuple):
    """A block without its nested pieces, whose lines are blank now; on which line their list's key stands; and each
    piece's text with the line that it starts on."""

    rest: YamlBlock
    line: int
    items: list[tuple[int, str]]


class NestedItem(NamedTuple):
    """What one item says, on lines that count from 2: a record (None where it has none), and what was noted."""

    record: Record | None
    notes: tuple[ParseNote, ...]

    def move_to(self, line: int, path: str) -> tuple[Record | None, list[ParseNote]]:
        """The same, of an item that starts on this line of a file."""
        shift = line - 2
        record = self.record
        if record is not None:
            record = replace(record, origin=Origin(path, record.origin.line + shift, nested=True))
        return record, [note._replace(line=note.line + shift) for note in self.notes]


def split_nested(block: YamlBlock) -> SplitBlock | None:
    """The block in parts; None where it has no list of nested pieces that can be told apart."""
    text = block.text
    found = _LIST.search(text) if block.closed else None
    if found is None or len(found[1]) > _LARGEST:
        return None
    body = found[1]
    dash = _DASH.match(body)
    if dash is None:
        return None
    before, *items = re.split(rf"^(?={dash[1]}- )", body, flags=re.MULTILINE)
    key = block.line + text.count("\n", 0, found.start())
    line = key + 1 + before.count("\n")
    pieces: list[tuple[int, str]] = []
    for item in items:
        pieces.append((line, item))
        line += item.count("\n")
    blank = "\n" * body.count("\n")
    rest = text[: found.start(1)] + blank + text[found.end(1) :]
    if _REFERS.search(rest):
        return None
    return SplitBlock(replace(block, text=rest), key, pieces)


@lru_cache(_REMEMBERED)
def read_nested_item(text: str, now: datetime) -> NestedItem | None:
    """One item of a list, read by itself; None where that may not be all there is to it."""
    if _REFERS.search(text):
        return None
    rescued = yaml_recovery.recover_mapping(YamlBlock(_HEAD + text, 1, closed=True, notes=()))
    listed = rescued.top.get(_KEY) if rescued.top is not None and len(rescued.top) == 1 else None
    if rescued.notes or not isinstance(listed, Items) or len(listed) != 1:
        return None
    fields = listed[0]
    if not isinstance(fields, Fields) or fields.get(_KEY) is not None:
        return None
    notes: list[ParseNote] = []
    record = record_fields.read_nested(fields, now, notes)
    return NestedItem(record, tuple(notes))


def is_list_cut_out(top: Fields, parts: SplitBlock) -> bool:
    """Whether a mapping read from the rest has, on that line, the key alone: what was cut out was its list."""
    return _KEY in top and top[_KEY] is None and top.lines.get(_KEY) == parts.line


def clear_cache() -> None:
    """Let go of what is remembered: a bot that has read its files needs none of it."""
    read_nested_item.cache_clear()
