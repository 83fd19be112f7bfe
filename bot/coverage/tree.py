"""YAML text as plain mappings and lists with line numbers, within bounds, as far as it can be read.

Works on the parser's events rather than its nodes or objects: scalars stay as they were typed (`1.10`, `Yes`, dates),
nothing is ever constructed from a tag, depth and aliases are bounded exactly and without recursion (a deep document
crashes the C loader itself), and after an error everything that was read before it is still there.
"""

from typing import Any, TypeAlias

import yaml
from msgspec import Struct
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from bot.coverage.scan import Note

MAX_DEPTH = 40
"""Real records nest four deep."""
MAX_EVENTS = 250_000
MAX_ALIASES = 100

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_COMPLEX_KEY = "?"
_MERGE = "<<"


class Fields(dict[str, "Value"]):
    """A mapping; `lines` says on which line of the file each key stands, `line` where the mapping starts."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str) -> int:
        """The key's line, or the mapping's where it has none of its own."""
        return self.lines.get(key, self.line)


class Items(list["Value"]):
    """A list; `line` is where it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Value: TypeAlias = str | None | Fields | Items


class Tree(Struct, frozen=True):
    """What a document holds: its top mapping (None where it has none) and what was noted.

    `failure` is where and why reading stopped before the end; then the tree holds what was whole by then, and
    `unfinished` the mappings and lists that were still open, outermost first.
    """

    top: Fields | None
    notes: tuple[Note, ...] = ()
    failure: Note | None = None
    start: int = 0
    unfinished: tuple[Fields | Items, ...] = ()


class _Builder:
    """The containers that are open while events come in."""

    __slots__ = ("anchors", "first", "keys", "names", "notes", "stack", "top")

    def __init__(self, first: int) -> None:
        self.first = first
        self.top: Value = None
        self.stack: list[Fields | Items] = []
        self.keys: list[str | None] = []
        self.names: list[str | None] = []
        self.anchors: dict[str, Value] = {}
        self.notes: list[Note] = []

    def add(self, value: Value, line: int) -> None:
        if not self.stack:
            self.top = value
            return
        into = self.stack[-1]
        if isinstance(into, Items):
            into.append(value)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = value if isinstance(value, str) else _COMPLEX_KEY
            into.lines.setdefault(self.keys[-1], line)
            return
        self.keys[-1] = None
        if key in into and key != _COMPLEX_KEY:
            self.notes.append(
                Note(line, "warning", f"the key {key[:40]!r} stands twice in one record; the last was taken")
            )
            into.lines[key] = line
            if value is None:
                return
        into[key] = value

    def open(self, container: Fields | Items, name: str | None) -> None:
        self.add(container, container.line)
        self.stack.append(container)
        self.keys.append(None)
        self.names.append(name)

    def close(self) -> None:
        container = self.stack.pop()
        self.keys.pop()
        name = self.names.pop()
        if isinstance(container, Fields) and _MERGE in container:
            _merge(container)
        # Only now, so that an alias within its own anchor is unknown and no value holds itself.
        if name is not None:
            self.anchors[name] = container

    def alias(self, name: str, line: int) -> None:
        if name not in self.anchors:
            self.notes.append(Note(line, "warning", "an alias names no anchor; it was read as text"))
        self.add(self.anchors.get(name, f"*{name}"), line)


def _merge(into: Fields) -> None:
    merged = into.pop(_MERGE)
    for source in merged if isinstance(merged, Items) else [merged]:
        if isinstance(source, Fields):
            for key, value in source.items():
                into.setdefault(key, value)


def parse(text: str, first: int = 1) -> Tree:
    """Read the first document of `text`, whose first line is line `first` of its file. Never raises."""
    builder = _Builder(first)
    loader: Any = None
    failure: Note | None = None
    start = 0
    try:
        loader = _LOADER(text)
        failure = _read(loader, builder)
    except yaml.MarkedYAMLError as error:
        mark, context = error.problem_mark, error.context_mark
        start = first + context.line if context else 0
        failure = Note(first + mark.line if mark else 0, "error", error.problem or "it is not valid YAML")
    except (yaml.YAMLError, UnicodeError):
        failure = Note(0, "error", "it holds characters that YAML does not allow")
    finally:
        if loader is not None:
            loader.dispose()
    top = builder.top if isinstance(builder.top, Fields) else None
    if failure is None and top is None:
        failure = Note(first, "error", "it holds no mapping of keys to values")
    return Tree(top, tuple(builder.notes), failure, start, tuple(builder.stack))


# libyaml reads seven to twenty times faster; without it the pure parser gives the same events.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read(loader: Any, builder: _Builder) -> Note | None:  # noqa: C901
    first = builder.first
    aliases = 0
    for _ in range(MAX_EVENTS):
        event = loader.get_event()
        kind = type(event)
        line = first + event.start_mark.line
        if kind is ScalarEvent:
            text = event.value
            value = None if event.implicit[0] and text in _NULLS and not _awaits_key(builder) else text
            builder.add(value, line)
            if event.anchor is not None:
                builder.anchors[event.anchor] = value
        elif kind is MappingStartEvent:
            builder.open(Fields(line), event.anchor)
        elif kind is SequenceStartEvent:
            builder.open(Items(line), event.anchor)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            builder.close()
        elif kind is AliasEvent:
            aliases += 1
            if aliases > MAX_ALIASES:
                return Note(line, "error", f"it has more than {MAX_ALIASES} aliases")
            builder.alias(event.anchor, line)
        elif kind is DocumentEndEvent:
            if isinstance(builder.top, Fields):
                _rest(loader, builder)
                return None
            builder.top = None
        elif kind is StreamEndEvent:
            return None
        if len(builder.stack) > MAX_DEPTH:
            return Note(line, "error", f"it nests deeper than {MAX_DEPTH} levels")
    return Note(0, "error", f"it has more than {MAX_EVENTS} parts")


def _awaits_key(builder: _Builder) -> bool:
    return bool(builder.stack) and isinstance(builder.stack[-1], Fields) and builder.keys[-1] is None


def _rest(loader: Any, builder: _Builder) -> None:
    """Say so where a second document stands in the text; an empty one (a closing fence makes it) is nothing to say."""
    try:
        start = loader.get_event()
        if type(start) is StreamEndEvent:
            return
        content = loader.get_event()
        if type(content) is ScalarEvent and content.value == "" and isinstance(loader.get_event(), DocumentEndEvent):
            return _rest(loader, builder)
    except yaml.YAMLError:
        return
    builder.notes.append(Note(builder.first + start.start_mark.line, "warning", "only the first document was read"))
