"""YAML text as plain mappings and lists with line numbers, within bounds, as far as it can be read.

Works on the parser's events rather than its nodes or objects: scalars stay as they were typed (`1.10`, `Yes`, dates),
nothing is ever constructed from a tag, depth and aliases are bounded exactly (a deep document crashes the C loader
itself), and after an error everything that was read before it is still there.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import yaml
from msgspec import Struct
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from bot.coverage.parsing.frontmatter import ParseNote

MAX_DEPTH = 40
"""Real records nest four deep."""
MAX_PARTS = 200_000
"""Keys, items and containers of one file; real records have some 500."""
MAX_ALIASES = 100

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LONGEST_NULL = 4
_NAME = re.compile(r"[A-Za-z]\w{0,39}")
_COMPLEX_KEY = "?"
_MERGE = "<<"


class Fields(dict[str, "Value"]):
    """A mapping; `lines` says on which line of the file each key stands, `line` where the mapping starts."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The key's line, or the mapping's where it has none of its own."""
        return self.lines.get(key, self.line)


class Items(list["Value"]):
    """A list; `line` is where it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Value: TypeAlias = str | Fields | Items | None


class ParsedYaml(Struct, frozen=True):
    """What a document holds: its top mapping (None where it has none) and what was noted.

    `failure` is where and why reading stopped before the end; then the tree holds all that was read by then.
    `context_line` is the line where the part that failed begins, 0 where unknown; `is_unrecoverable` says
    that no mending helps: a bound was passed, or nothing is there.
    """

    top: Fields | None
    notes: tuple[ParseNote, ...] = ()
    failure: ParseNote | None = None
    context_line: int = 0
    is_unrecoverable: bool = False


_EMPTY_DOCUMENT = frozenset({ScalarEvent, DocumentEndEvent})


# PyYAML's types say nothing of what an event holds: `start_mark.line`, and by kind `anchor`, `value`, `implicit`.
_Event: TypeAlias = Any


class _Loader(Protocol):
    def get_event(self) -> _Event: ...


class _Beyond(Exception):  # noqa: N818
    """A bound was passed, at a line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.note = ParseNote(line, "error", reason)


# libyaml reads seven to twenty times faster; without it the pure parser gives the same events.
_LOADER: Callable[[str], _Loader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str, first: int = 1) -> ParsedYaml:
    """Read the first mapping of `text`, whose first line is line `first` of its file. Never raises."""
    failure: ParseNote | None = None
    start, beyond = 0, False
    reader: _Reader | None = None
    try:
        reader = _Reader(_LOADER(text), first)
        reader.read()
    except _Beyond as passed:
        failure, beyond = passed.note, True
    except yaml.MarkedYAMLError as error:
        mark, context = error.problem_mark, error.context_mark
        start = first + context.line if context else 0
        failure = ParseNote(first + mark.line if mark else 0, "error", error.problem or "it is not valid YAML")
    except (yaml.YAMLError, UnicodeError):
        failure = ParseNote(0, "error", "it holds characters that YAML does not allow")
    top = reader.top if reader else None
    if failure is None and top is None:
        failure, beyond = ParseNote(first, "error", "it holds no keys with values"), True
    return ParsedYaml(top, tuple(reader.notes) if reader else (), failure, start, beyond)


class _Reader:
    """Descends along the events of one stream; recursion is as deep as `MAX_DEPTH` at most."""

    __slots__ = ("aliases", "anchors", "first", "get", "left", "notes", "top")

    def __init__(self, loader: _Loader, first: int) -> None:
        self.get = loader.get_event
        self.first = first
        self.top: Fields | None = None
        self.anchors: dict[str, Value] = {}
        self.aliases = 0
        self.left = MAX_PARTS
        self.notes: list[ParseNote] = []

    def read(self) -> None:
        """Fill `top` with the first document that is a mapping."""
        while True:
            event = self.get()
            line = self.first + event.start_mark.line
            if isinstance(event, MappingStartEvent):
                self.top = Fields(line)
                self._mapping(self.top, event.anchor, 1)
                self._rest()
                return
            if isinstance(event, SequenceStartEvent):
                self._list(Items(0), None, 1)
            elif isinstance(event, StreamEndEvent):
                return

    def _mapping(self, into: Fields, anchor: str | None, depth: int) -> None:
        get, first, lines = self.get, self.first, into.lines
        while True:
            event = get()
            line = first + event.start_mark.line
            self._spend(line)
            if type(event) is ScalarEvent:
                key: str = event.value
            elif type(event) is MappingEndEvent:
                break
            else:
                self._value(event, depth)
                key = _COMPLEX_KEY
            before = lines.setdefault(key, line)
            event = get()
            if type(event) is ScalarEvent:
                value = self._scalar(event)
                if value is not None or before == line:
                    into[key] = value
            elif type(event) is AliasEvent:
                into[key] = self._alias(event)
            else:
                # In its place before it is filled, so that it stays when something within it is broken.
                into[key] = child = self._new(event)
                self._fill(child, event.anchor, depth)
            if before != line:
                self._twice(key, line)
                lines[key] = line
        if _MERGE in into:
            _merge(into)
        # Only now, so that an alias within its own anchor is unknown and no value holds itself.
        if anchor is not None:
            self.anchors[anchor] = into

    def _list(self, into: Items, anchor: str | None, depth: int) -> None:
        get = self.get
        while True:
            event = get()
            self._spend(self.first + event.start_mark.line)
            if type(event) is SequenceEndEvent:
                break
            if type(event) is ScalarEvent:
                into.append(self._scalar(event))
            elif type(event) is AliasEvent:
                into.append(self._alias(event))
            else:
                child = self._new(event)
                into.append(child)
                self._fill(child, event.anchor, depth)
        if anchor is not None:
            self.anchors[anchor] = into

    def _value(self, event: _Event, depth: int) -> None:
        """Read past a value that nothing wants: a mapping or list where a key should stand."""
        if type(event) is not AliasEvent:
            self._fill(self._new(event), event.anchor, depth)

    def _new(self, event: _Event) -> Fields | Items:
        line = self.first + event.start_mark.line
        return Fields(line) if type(event) is MappingStartEvent else Items(line)

    def _fill(self, child: Fields | Items, anchor: str | None, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise _Beyond(child.line, f"it nests deeper than {MAX_DEPTH} levels")
        if isinstance(child, Fields):
            self._mapping(child, anchor, depth + 1)
        else:
            self._list(child, anchor, depth + 1)

    def _scalar(self, event: _Event) -> str | None:
        value: str = event.value
        plain_null = len(value) <= _LONGEST_NULL and value in _NULLS and event.implicit[0]
        if event.anchor is not None:
            self.anchors[event.anchor] = None if plain_null else value
        return None if plain_null else value

    def _alias(self, event: _Event) -> Value:
        line = self.first + event.start_mark.line
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _Beyond(line, f"it has more than {MAX_ALIASES} aliases")
        if event.anchor not in self.anchors:
            self.notes.append(ParseNote(line, "warning", "an alias names no anchor before it; it was read as text"))
        return self.anchors.get(event.anchor, f"*{event.anchor}")

    def _spend(self, line: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise _Beyond(line, f"it has more than {MAX_PARTS:,} parts")

    def _twice(self, key: str, line: int) -> None:
        if key not in {_MERGE, _COMPLEX_KEY}:
            what = f"the key {key!r}" if _NAME.fullmatch(key) else "a key"
            self.notes.append(ParseNote(line, "warning", f"{what} stands twice in one mapping; the last was taken"))

    def _rest(self) -> None:
        """Say so where a second document follows; an empty one, which a closing fence makes, is nothing to say."""
        line = 0
        try:
            while type(event := self.get()) is not StreamEndEvent:
                here = self.first + event.start_mark.line
                if type(event) is DocumentStartEvent:
                    line = here
                elif type(event) not in _EMPTY_DOCUMENT or getattr(event, "value", ""):
                    break
            else:
                return
        except yaml.YAMLError:
            if not line:
                raise
        self.notes.append(ParseNote(line, "warning", "only the first document was read"))


def _merge(into: Fields) -> None:
    merged = into.pop(_MERGE)
    for source in merged if isinstance(merged, Items) else [merged]:
        if isinstance(source, Fields):
            for key, value in source.items():
                into.setdefault(key, value)
