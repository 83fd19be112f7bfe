"""Parses YAML into plain mappings and lists with line numbers, within limits, as far as the text can be parsed.

This works on the parser's events rather than its nodes or objects. So scalars stay as they were typed (`1.10`, `Yes`,
dates), no tag ever constructs an object, depth and aliases have exact limits (a deep document crashes the C loader
itself), and after an error everything that was parsed before it is still there.
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
"""The most keys, items and containers of one file. Real files have about 500."""
MAX_ALIASES = 100

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MAX_NULL_LENGTH = 4
_NAME = re.compile(r"[A-Za-z]\w{0,39}")
_COMPLEX_KEY = "?"
_MERGE = "<<"


class YamlFields(dict[str, "Value"]):
    """A mapping. `line` is the line of the file on which it starts, `lines` the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Return the key's line, or the mapping's if the key has none."""
        return self.lines.get(key, self.line)


class YamlList(list["Value"]):
    """A list. `line` is the line on which it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Value: TypeAlias = str | YamlFields | YamlList | None


class ParsedYaml(Struct, frozen=True):
    """The top mapping of a document (None if it has none) and the notes.

    `failure` says where and why parsing stopped before the end; `top` then has everything that was parsed before.
    `context_line` is the line on which the part that failed starts, 0 if unknown.
    `is_unrecoverable`: no repair can help, because a limit was exceeded or the text has no mapping.
    """

    top: YamlFields | None
    notes: tuple[ParseNote, ...] = ()
    failure: ParseNote | None = None
    context_line: int = 0
    is_unrecoverable: bool = False


_EMPTY_DOCUMENT = frozenset({ScalarEvent, DocumentEndEvent})


# PyYAML's types don't describe events. They have `start_mark.line` and, by kind, `anchor`, `value` and `implicit`.
_Event: TypeAlias = Any


class _Loader(Protocol):
    def get_event(self) -> _Event: ...


class _LimitExceededError(Exception):
    """A limit was exceeded; `note` says on which line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.note = ParseNote(line, "error", reason)


# libyaml is seven to twenty times faster; without it, the pure Python parser gives the same events.
_LOADER: Callable[[str], _Loader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str, first: int = 1) -> ParsedYaml:
    """Parse the first mapping of `text`, which starts on line `first` of its file. Never raises."""
    failure: ParseNote | None = None
    context_line, is_unrecoverable = 0, False
    parser: _Parser | None = None
    try:
        parser = _Parser(_LOADER(text), first)
        parser.parse()
    except _LimitExceededError as error:
        failure, is_unrecoverable = error.note, True
    except yaml.MarkedYAMLError as error:
        mark, context = error.problem_mark, error.context_mark
        context_line = first + context.line if context else 0
        failure = ParseNote(first + mark.line if mark else 0, "error", error.problem or "it is not valid YAML")
    except (yaml.YAMLError, UnicodeError):
        failure = ParseNote(0, "error", "it contains characters that YAML does not allow")
    top = parser.top if parser else None
    if failure is None and top is None:
        failure, is_unrecoverable = ParseNote(first, "error", "it has no keys with values"), True
    return ParsedYaml(top, tuple(parser.notes) if parser else (), failure, context_line, is_unrecoverable)


class _Parser:
    """Builds values from the events of one stream. Recursion is at most `MAX_DEPTH` deep."""

    __slots__ = ("aliases", "anchors", "first", "get", "notes", "remaining", "top")

    def __init__(self, loader: _Loader, first: int) -> None:
        self.get = loader.get_event
        self.first = first
        self.top: YamlFields | None = None
        self.anchors: dict[str, Value] = {}
        self.aliases = 0
        self.remaining = MAX_PARTS
        self.notes: list[ParseNote] = []

    def parse(self) -> None:
        """Set `top` to the first document that is a mapping."""
        while True:
            event = self.get()
            line = self.first + event.start_mark.line
            if isinstance(event, MappingStartEvent):
                self.top = YamlFields(line)
                self._parse_mapping(self.top, event.anchor, 1)
                self._check_rest()
                return
            if isinstance(event, SequenceStartEvent):
                self._parse_list(YamlList(0), None, 1)
            elif isinstance(event, StreamEndEvent):
                return

    def _parse_mapping(self, fields: YamlFields, anchor: str | None, depth: int) -> None:
        get, first, lines = self.get, self.first, fields.lines
        while True:
            event = get()
            line = first + event.start_mark.line
            self._count_part(line)
            if type(event) is ScalarEvent:
                key: str = event.value
            elif type(event) is MappingEndEvent:
                break
            else:
                self._skip(event, depth)
                key = _COMPLEX_KEY
            before = lines.setdefault(key, line)
            event = get()
            if type(event) is ScalarEvent:
                value = self._read_scalar(event)
                if value is not None or before == line:
                    fields[key] = value
            elif type(event) is AliasEvent:
                fields[key] = self._resolve_alias(event)
            else:
                # Added before it is filled, so that it stays if something in it is broken.
                fields[key] = child = self._build_container(event)
                self._fill(child, event.anchor, depth)
            if before != line:
                self._note_repeated_key(key, line)
                lines[key] = line
        if _MERGE in fields:
            _merge(fields)
        # Set only now, so that an alias within its own anchor is unknown and no value contains itself.
        if anchor is not None:
            self.anchors[anchor] = fields

    def _parse_list(self, items: YamlList, anchor: str | None, depth: int) -> None:
        get = self.get
        while True:
            event = get()
            self._count_part(self.first + event.start_mark.line)
            if type(event) is SequenceEndEvent:
                break
            if type(event) is ScalarEvent:
                items.append(self._read_scalar(event))
            elif type(event) is AliasEvent:
                items.append(self._resolve_alias(event))
            else:
                child = self._build_container(event)
                items.append(child)
                self._fill(child, event.anchor, depth)
        if anchor is not None:
            self.anchors[anchor] = items

    def _skip(self, event: _Event, depth: int) -> None:
        """Parse a mapping or list in the place of a key, and drop it."""
        if type(event) is not AliasEvent:
            self._fill(self._build_container(event), event.anchor, depth)

    def _build_container(self, event: _Event) -> YamlFields | YamlList:
        line = self.first + event.start_mark.line
        return YamlFields(line) if type(event) is MappingStartEvent else YamlList(line)

    def _fill(self, child: YamlFields | YamlList, anchor: str | None, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise _LimitExceededError(child.line, f"it nests deeper than {MAX_DEPTH} levels")
        if isinstance(child, YamlFields):
            self._parse_mapping(child, anchor, depth + 1)
        else:
            self._parse_list(child, anchor, depth + 1)

    def _read_scalar(self, event: _Event) -> str | None:
        value: str = event.value
        is_null = len(value) <= _MAX_NULL_LENGTH and value in _NULLS and event.implicit[0]
        if event.anchor is not None:
            self.anchors[event.anchor] = None if is_null else value
        return None if is_null else value

    def _resolve_alias(self, event: _Event) -> Value:
        line = self.first + event.start_mark.line
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _LimitExceededError(line, f"it has more than {MAX_ALIASES} aliases")
        if event.anchor not in self.anchors:
            self.notes.append(ParseNote(line, "warning", "an alias has no anchor before it; it was read as text"))
        return self.anchors.get(event.anchor, f"*{event.anchor}")

    def _count_part(self, line: int) -> None:
        self.remaining -= 1
        if self.remaining < 0:
            raise _LimitExceededError(line, f"it has more than {MAX_PARTS:,} parts")

    def _note_repeated_key(self, key: str, line: int) -> None:
        if key not in {_MERGE, _COMPLEX_KEY}:
            name = f"the key {key!r}" if _NAME.fullmatch(key) else "a key"
            self.notes.append(ParseNote(line, "warning", f"{name} occurs twice in one mapping; the last one was used"))

    def _check_rest(self) -> None:
        """Add a note if a second document follows. An empty one, as after a closing fence, does not count."""
        line = 0
        try:
            while type(event := self.get()) is not StreamEndEvent:
                event_line = self.first + event.start_mark.line
                if type(event) is DocumentStartEvent:
                    line = event_line
                elif type(event) not in _EMPTY_DOCUMENT or getattr(event, "value", ""):
                    break
            else:
                return
        except yaml.YAMLError:
            if not line:
                raise
        self.notes.append(ParseNote(line, "warning", "only the first YAML document in the file was read"))


def _merge(fields: YamlFields) -> None:
    """Resolve `<<`: add the keys of the mappings that it refers to."""
    merged = fields.pop(_MERGE)
    for source in merged if isinstance(merged, YamlList) else [merged]:
        if isinstance(source, YamlFields):
            for key, value in source.items():
                fields.setdefault(key, value)
