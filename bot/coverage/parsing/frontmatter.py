"""The first step of reading a file: is it text, in which encoding, and where is its YAML?"""

import re
from typing import NamedTuple

from msgspec import Struct, structs

from bot.coverage.article import Severity

MAX_BYTES = 2 * 1024 * 1024
"""The size of the largest file that is read. Real files have some 30 KB."""

WHOLE_DOCUMENT = frozenset({".yml", ".yaml"})
"""Suffixes of files that are YAML from start to end."""
FRONT_MATTER = frozenset({".md", ".markdown", ".txt"})
"""Suffixes of files that have YAML between two lines of `---`."""

MAX_DOCUMENTS = 5_000
"""The most YAML documents of one file that are read. Great numbers of tiny documents would take a long time."""

_SAMPLE_SIZE = 8_192
_BINARY_SHARE = 0.02
"""A file is binary if more than this share of the bytes at its start are control characters."""
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_SURROGATE_BYTE = re.compile("[\udc80-\udcff]")
_OPENING = re.compile(r"\s*^---[ \t]*\n", re.MULTILINE)
# Searching for the line break first is much faster than testing at every position whether a line starts there.
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_DOCUMENT_START = re.compile(r"^---(?=[ \t]|$).*\n?", re.MULTILINE)
# A comment, a directive (`%YAML 1.2`), a blank line or the end of a document.
_NO_CONTENT = re.compile(r"(?:[ \t]*(?:[#%][^\n]*|\.\.\.[ \t]*)?(?:\n|$))*")
_RECORD_LINE = re.compile(r"^(?:title|excerpt|abstract|publishedDateTime|webUrl|provider|topics)[ \t]*:", re.MULTILINE)
_STARTS_WITH_KEY = re.compile(r"\s*(?:category|title|excerpt|abstract|publishedDateTime|webUrl|type|provider)[ \t]*:")


class ParseNote(NamedTuple):
    """A `Problem` before its path is known: the line (from 1; 0 for none), the severity and the reason."""

    line: int
    severity: Severity
    reason: str


class UnreadableFileError(Exception):
    """A file has no record that can be read. `note` says why."""

    def __init__(self, severity: Severity, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.note = ParseNote(line, severity, reason)


class YamlBlock(Struct, frozen=True):
    """The YAML of a file: its text, the line on which it starts in the file (from 1), and the notes so far.

    `closed` is false if nothing marks the end of the YAML, so that the file may have been cut off.
    """

    text: str
    line: int
    closed: bool
    notes: tuple[ParseNote, ...]


def build_too_large_note() -> ParseNote:
    """Return the note for a file that is larger than `MAX_BYTES`."""
    return ParseNote(0, "error", f"the file is larger than {MAX_BYTES // (1024 * 1024)} MB and was not read")


def find_blocks(data: bytes, suffix: str) -> list[YamlBlock]:
    """Find the YAML documents in a file's bytes; at least one. `suffix` (`.md`, `.yml` …) says how.

    Raises UnreadableFileError.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(*build_too_large_note()[1:])
    text, notes = decode_text(data)
    if not text.strip():
        raise UnreadableFileError("error", "the file is empty")
    if suffix.lower() in WHOLE_DOCUMENT:
        return _split_documents(text, notes)
    return [_find_front_matter(text, notes)]


def _split_documents(text: str, notes: tuple[ParseNote, ...]) -> list[YamlBlock]:
    """Split a YAML stream before each line of `---`, so that a broken document does no harm to the others.

    No YAML value can contain such a line.
    """
    starts = [found.start() for found in _DOCUMENT_START.finditer(text)]
    if not starts or (len(starts) == 1 and _NO_CONTENT.fullmatch(text, 0, starts[0])):
        return [YamlBlock(text, 1, closed=True, notes=notes)]
    blocks: list[YamlBlock] = []
    line, before = 1, 0
    for start in (*starts, len(text)):
        document = text[before:start]
        if not _NO_CONTENT.fullmatch(_DOCUMENT_START.sub("", document, count=1)):
            if len(blocks) == MAX_DOCUMENTS:
                reason = f"only the first {MAX_DOCUMENTS:,} YAML documents in the file were read"
                notes = (ParseNote(line, "error", reason),)
                blocks[-1] = structs.replace(blocks[-1], notes=(*blocks[-1].notes, *notes))
                break
            blocks.append(YamlBlock(document, line, closed=True, notes=notes))
            notes = ()
        line += document.count("\n")
        before = start
    return blocks or [YamlBlock(text, 1, closed=True, notes=notes)]


def decode_text(data: bytes) -> tuple[str, tuple[ParseNote, ...]]:
    """Decode UTF-8, or UTF-16 with a byte order mark; invalid bytes are Windows-1252. Lines end with `\\n`.

    Raises UnreadableFileError if the data is binary.
    """
    notes: tuple[ParseNote, ...] = ()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        if text.count("\x00") > len(text) * _BINARY_SHARE:
            raise UnreadableFileError("error", "the file is binary, not text")
    else:
        sample = data[:_SAMPLE_SIZE]
        if len(sample) - len(sample.translate(None, _CONTROL)) > max(4, len(sample) * _BINARY_SHARE):
            raise UnreadableFileError("error", "the file is binary, not text")
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            text, notes = _decode_invalid(data, error)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.lstrip("\ufeff"), notes


def _decode_invalid(data: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[ParseNote, ...]]:
    """Decode UTF-8 with invalid bytes: these are read as Windows-1252."""
    line = data.count(b"\n", 0, error.start) + 1
    if error.reason == "unexpected end of data":
        note = ParseNote(line, "warning", "the file ends in the middle of a character, which was left out")
        return data[: error.start].decode(), (note,)
    text = data.decode("utf-8", "surrogateescape")
    repaired = _SURROGATE_BYTE.sub(lambda surrogate: decode_cp1252(chr(ord(surrogate[0]) - 0xDC00)), text)
    note = ParseNote(line, "warning", "the file is not valid UTF-8; the invalid bytes were read as Windows-1252")
    return repaired, (note,)


def decode_cp1252(control: str) -> str:
    """Decode a character below U+0100 as Windows-1252; "" for the five bytes that it does not define."""
    return control.encode("latin-1").decode("cp1252", "ignore")


def _find_front_matter(text: str, notes: tuple[ParseNote, ...]) -> YamlBlock:
    opening = _OPENING.match(text)
    if opening is None:
        if not _STARTS_WITH_KEY.match(text):
            raise UnreadableFileError("warning", "the file has no YAML front matter, so it has no record")
        start = 0
        notes = (*notes, ParseNote(1, "warning", "the opening --- is missing; the file was read from its first line"))
    else:
        start = opening.end()
    first = text.count("\n", 0, start) + 1
    closing = _CLOSING.search(text, max(start - 1, 0))
    if closing is None:
        last = text.count("\n") + (not text.endswith("\n"))
        notes = (*notes, ParseNote(last, "warning", "the closing --- is missing; the file was read to its end"))
    elif (stray := _RECORD_LINE.search(text, closing.end())) is not None:
        reason = "lines of a record stand after the closing --- and were not read; write no --- inside a record"
        notes = (*notes, ParseNote(text.count("\n", 0, stray.start()) + 1, "warning", reason))
    return YamlBlock(text[start : closing.start() + 1 if closing else len(text)], first, closing is not None, notes)
