"""A look at a file before any parser sees it: is it text, in which encoding, and where does its YAML stand."""

import re
from typing import NamedTuple

from msgspec import Struct

from bot.coverage.article import Severity

MAX_BYTES = 2 * 1024 * 1024
"""The largest file that is read; real records have some 30 KB."""

WHOLE_DOCUMENT = frozenset({".yml", ".yaml"})
FRONT_MATTER = frozenset({".md", ".markdown", ".txt"})

_SAMPLE = 8_192
_BINARY_SHARE = 0.02
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_OPENING = re.compile(r"\s*^---[ \t]*\n", re.MULTILINE)
# Sought from the line break before it, which is much quicker than asking of every place whether a line begins there.
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_FIRST = re.compile(r"\s*(?:category|title|excerpt|abstract|publishedDateTime|webUrl|type|provider)[ \t]*:")


class ParseNote(NamedTuple):
    """What was found or done, before the file's path is known: the line (from 1, 0 for none), severity, reason."""

    line: int
    severity: Severity
    reason: str


class UnreadableFileError(Exception):
    """There is no record in these bytes; `severity` and `reason` say why."""

    def __init__(self, severity: Severity, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.note = ParseNote(line, severity, reason)


class YamlBlock(Struct, frozen=True):
    """The YAML of a file: its text, the line that its first line is (from 1), and what was noted on the way.

    `closed` is False where nothing marks the end, so that the file may have been cut there.
    """

    text: str
    line: int
    closed: bool
    notes: tuple[ParseNote, ...]


def too_large_note() -> ParseNote:
    """The note for a file beyond `MAX_BYTES`."""
    return ParseNote(0, "error", f"the file is larger than {MAX_BYTES // (1024 * 1024)} MB and was not read")


def find_block(data: bytes, suffix: str) -> YamlBlock:
    """The YAML in a file's bytes; `suffix` (`.md`, `.yml` …) says which kind of file. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(*too_large_note()[1:])
    text, notes = decode_text(data)
    if not text.strip():
        raise UnreadableFileError("error", "the file is empty")
    if suffix.lower() in WHOLE_DOCUMENT:
        return YamlBlock(text, 1, closed=True, notes=notes)
    return _front_matter(text, notes)


def decode_text(data: bytes) -> tuple[str, tuple[ParseNote, ...]]:
    """Bytes as text with `\\n` line ends: UTF-8, UTF-16 by its mark, stray bytes as Windows-1252. Raises Unreadable."""
    notes: tuple[ParseNote, ...] = ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        if text.count("\x00") > len(text) * _BINARY_SHARE:
            raise UnreadableFileError("error", "the file is binary, not text")
    else:
        sample = data[:_SAMPLE]
        if len(sample) - len(sample.translate(None, _CONTROL)) > max(4, len(sample) * _BINARY_SHARE):
            raise UnreadableFileError("error", "the file is binary, not text")
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            text, notes = _mixed(data, error)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.lstrip("\ufeff"), notes


def _mixed(data: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[ParseNote, ...]]:
    """UTF-8 with bytes that are not: each of those is read as Windows-1252, the rest stays."""
    line = data.count(b"\n", 0, error.start) + 1
    if error.reason == "unexpected end of data":
        note = ParseNote(line, "warning", "the file ends within a character, which was left out")
        return data[: error.start].decode(), (note,)
    text = data.decode("utf-8", "surrogateescape")
    mended = _STRAY_BYTE.sub(lambda stray: decode_cp1252(chr(ord(stray[0]) - 0xDC00)), text)
    note = ParseNote(line, "warning", "the file is not valid UTF-8; its stray bytes were read as Windows-1252")
    return mended, (note,)


def decode_cp1252(control: str) -> str:
    """A character below U+0100 as Windows-1252 has it; "" for the five bytes that it leaves undefined."""
    return control.encode("latin-1").decode("cp1252", "ignore")


def _front_matter(text: str, notes: tuple[ParseNote, ...]) -> YamlBlock:
    opening = _OPENING.match(text)
    if opening is None:
        if not _KEY_FIRST.match(text):
            raise UnreadableFileError("warning", "the file has no YAML front matter, so no record")
        start = 0
        notes = (*notes, ParseNote(1, "warning", "the opening --- is missing; the file was read from its first line"))
    else:
        start = opening.end()
    first = text.count("\n", 0, start) + 1
    closing = _CLOSING.search(text, max(start - 1, 0))
    if closing is None:
        last = text.count("\n") + (not text.endswith("\n"))
        notes = (*notes, ParseNote(last, "warning", "the closing --- is missing; the file was read to its end"))
    return YamlBlock(text[start : closing.start() + 1 if closing else len(text)], first, closing is not None, notes)
