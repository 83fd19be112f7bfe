"""Parses each nested record once, however many files contain it. In real archives, nine files do on average.

`split_nested` cuts the list of nested records out of a file's text, item by item, and `read_nested_item` parses an item
alone. This is done only if the result is certain to be that of parsing the whole text. It may differ if an item is
incomplete, needs recovery or has nested records itself, if the text has anchors, or if the list is laid out in an
unusual way.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from bot.coverage.article import Origin, Record
from bot.coverage.parsing import record_fields, yaml_recovery
from bot.coverage.parsing.frontmatter import ParseNote, YamlBlock
from bot.coverage.parsing.yaml_events import YamlFields, YamlList

_KEY = "related"
_HEAD = f"{_KEY}:\n"
# The key at the margin, alone on its line, and the lines below it that are blank or indented.
_LIST = re.compile(rf"^{_KEY}:[ ]*\n((?:[ ][^\n]*\n|\n)+)", re.MULTILINE)
_DASH = re.compile(r"\n*([ ]+)- ")
# Characters that may refer to other parts of the text, and line ends that only YAML recognizes.
_REFERENCE = re.compile(r"(?:^ *|[:-] +|[\[{,] *)[&*!]|[\x85\u2028\u2029]", re.MULTILINE)

_MAX_LIST_LENGTH = 150_000
"""The most characters of a list. A longer one might exceed the limits for a whole file."""

_CACHE_SIZE = 8_192
"""The most distinct items that a process remembers until `clear_cache`. Each takes a few kilobytes."""


class SplitBlock(NamedTuple):
    """A block whose nested records were cut out.

    `rest`: the block with blank lines in their place. `line`: the line of the key of their list. `items`: the line that
    each record starts on, and its text.
    """

    rest: YamlBlock
    line: int
    items: list[tuple[int, str]]


class NestedItem(NamedTuple):
    """The record of one item (None if it has none) and the notes. Lines count as if the item started on line 2."""

    record: Record | None
    notes: tuple[ParseNote, ...]

    def move_to(self, line: int, path: str) -> tuple[Record | None, list[ParseNote]]:
        """Return the record and the notes, with their lines if the item starts on `line` of the file `path`."""
        shift = line - 2
        record = self.record
        if record is not None:
            record = replace(record, origin=Origin(path, record.origin.line + shift, nested=True))
        return record, [note._replace(line=note.line + shift) for note in self.notes]


def split_nested(block: YamlBlock) -> SplitBlock | None:
    """Cut the nested records out of a block. None if it has no list of them, or one that can't be split safely."""
    text = block.text
    found = _LIST.search(text) if block.closed else None
    if found is None or len(found[1]) > _MAX_LIST_LENGTH:
        return None
    body = found[1]
    dash = _DASH.match(body)
    if dash is None:
        return None
    before, *texts = re.split(rf"^(?={dash[1]}- )", body, flags=re.MULTILINE)
    key_line = block.line + text.count("\n", 0, found.start())
    line = key_line + 1 + before.count("\n")
    items: list[tuple[int, str]] = []
    for item in texts:
        items.append((line, item))
        line += item.count("\n")
    blank = "\n" * body.count("\n")
    rest = text[: found.start(1)] + blank + text[found.end(1) :]
    if _REFERENCE.search(rest):
        return None
    return SplitBlock(replace(block, text=rest), key_line, items)


@lru_cache(_CACHE_SIZE)
def read_nested_item(text: str, now: datetime) -> NestedItem | None:
    """Parse one item of the list alone. None if the result may differ from that of parsing it in its file."""
    if _REFERENCE.search(text):
        return None
    recovered = yaml_recovery.recover_mapping(YamlBlock(_HEAD + text, 1, closed=True, notes=()))
    related = recovered.top.get(_KEY) if recovered.top is not None and len(recovered.top) == 1 else None
    if recovered.notes or not isinstance(related, YamlList) or len(related) != 1:
        return None
    fields = related[0]
    if not isinstance(fields, YamlFields) or fields.get(_KEY) is not None:
        return None
    notes: list[ParseNote] = []
    record = record_fields.read_nested(fields, now, notes)
    # A key that is almost this one was read as this one.
    if fields.get(_KEY) is not None:
        return None
    return NestedItem(record, tuple(notes))


def is_list_cut_out(top: YamlFields, split: SplitBlock) -> bool:
    """Return whether the whole list was cut out: in `top`, the mapping of `split.rest`, its key has no value left."""
    return _KEY in top and top[_KEY] is None and top.lines.get(_KEY) == split.line


def clear_cache() -> None:
    """Forget all items. A bot that has read its files does not need them."""
    read_nested_item.cache_clear()
