"""Lines that YAML misreads, written so that it reads them as meant: quotes, colons, marks and tabs of known scalars.

Works line by line, since a record's scalars are lines of `key: value`; every change is noted with its line.
"""

import re

from bot.coverage.parsing.frontmatter import ParseNote

_KEYS = (
    "title|excerpt|abstract|name|publishedDateTime|webUrl|sourceUrl|originalUrl|ampWebUrl|cdnAmpWebUrl|ampUrl|cdnAmpUrl"
    "|url|domain|id|type|category|quality|heat|score|published|removed|width|height|isCached|featuredContent"
)
_SCALAR_LINE = re.compile(rf"([ \t]*(?:-[ \t]+)*)({_KEYS})[ \t]*:(?!//)[ \t]*(.*)")
_ITEM_LINE = re.compile(r"([ \t]*-[ \t]+)(?![\w-]+:(?:\s|$))(\S.*)")
_STARTS_ANEW = re.compile(r"[ \t]*(?:-[ \t]+)*[\w-]+[ \t]*:(?:[ \t]|$)|[ \t]*-(?:[ \t]|$)|[ \t]*$|[ \t]*#")
_DASHES = re.compile(r"(?:-[ \t]+)*")

_ESCAPE = r'\\(?:[0abtnvfre "/\\N_LP\t]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00[01][0-9A-Fa-f]{5})'
_COMMENT = r"(?:[ \t]+#.*)?"
_DOUBLE_QUOTED = re.compile(rf'"(?:[^"\\]|{_ESCAPE})*"{_COMMENT}')
_SINGLE_QUOTED = re.compile(rf"'(?:[^']|'')*'{_COMMENT}")
_BLOCK_SCALAR = re.compile(rf"[|>][-+1-9]{{0,2}}{_COMMENT}")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*[ \t]+(?=\S)")
_ALIAS = re.compile(rf"\*[\w-]+{_COMMENT}")
_ESCAPE_OR_BARE = re.compile(rf'{_ESCAPE}|[\\"]')
# `#1` and `#MeToo` are words of a title; a space after the mark makes a comment.
_HASH_IN_TEXT = re.compile(
    r"[ \t]*(?:-[ \t]+)*(?:title|excerpt|abstract|name)[ \t]*:[ \t]+(?:[^\s\"'|>&*!\[{#].*[ \t])?#[^\s#]"
)

_TAB_WIDTHS = (2, 4, 8, 3, 1)


def split_scalar(row: str) -> tuple[str, str, str] | None:
    """A line of a known scalar as margin (with the dashes of a list), key and value; None for any other line."""
    found = _SCALAR_LINE.fullmatch(row)
    return (found[1], found[2], found[3].rstrip(" \t")) if found else None


def quote_hashes(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Quote titles and excerpts in which YAML would take `#1` or `#MeToo` for the start of a comment."""
    if " #" not in text:
        return text, []
    rows = text.split("\n")
    notes: list[ParseNote] = []
    for at, row in enumerate(rows):
        line = split_scalar(row) if " #" in row and _HASH_IN_TEXT.match(row) else None
        if line is not None:
            rows[at] = f"{line[0]}{line[1]}: {quote_value(line[2])}"
            notes.append(
                ParseNote(first + at, "warning", f"a # in the value of {line[1]!r} was read as text, not a comment")
            )
    return ("\n".join(rows), notes) if notes else (text, notes)


def requote(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Indent with spaces alone, and quote anew each known scalar and list item that YAML would misread."""
    rows = text.split("\n")
    notes: list[ParseNote] = []
    columns = [(0, False)]
    at = 0
    while at < len(rows):
        row = _untabbed(rows[at], columns)
        if row != rows[at]:
            notes.append(ParseNote(first + at, "warning", "tabs before the text became spaces"))
        line = split_scalar(row)
        item = None if line else _ITEM_LINE.fullmatch(row)
        head, value = (f"{line[0]}{line[1]}: ", line[2]) if line else (item[1], item[2].rstrip()) if item else ("", "")
        if value and not is_valid_scalar(value):
            below = _continued(rows, at)
            whole = [value, *(more.strip() for more in rows[at + 1 : below])]
            if not is_valid_scalar("\n".join(whole)):
                row = head + quote_value(" ".join(whole))
                rows[at + 1 : below] = [""] * (below - at - 1)
                what = f"the value of {line[1]!r}" if line else "an item"
                notes.append(ParseNote(first + at, "warning", f"{what} was quoted anew"))
        _keep_columns(row, columns)
        rows[at] = row
        at += 1
    return "\n".join(rows), notes


def is_valid_scalar(value: str) -> bool:
    """Whether YAML reads this value of a scalar as one; it may go on over several lines."""
    if found := _PROPERTY.match(value):
        value = value[found.end() :]
    mark = value[0]
    if mark == '"':
        return _DOUBLE_QUOTED.fullmatch(value) is not None
    if mark == "'":
        return _SINGLE_QUOTED.fullmatch(value) is not None
    if mark in "|>":
        return _BLOCK_SCALAR.fullmatch(value) is not None
    if mark in "[{":
        return value[-1] == {"[": "]", "{": "}"}[mark]
    if mark == "*":
        return _ALIAS.fullmatch(value) is not None
    return mark not in "&!%@`,]}" and value[:2] not in {"- ", "? ", ": "} and ": " not in value and value[-1] != ":"


def quote_value(value: str) -> str:
    """A value as one double-quoted scalar; its own quotes, where it has lost one or holds bare ones, are its marks."""
    body = value
    if value[0] == "'":
        body = value[1:].removesuffix("'").replace("''", "'").replace("\\", "\\\\")
    elif value[0] == '"':
        bare = [found.start() for found in _ESCAPE_OR_BARE.finditer(value) if found[0] == '"']
        if len(bare) % 2 or not _quotes_a_part(value, bare):
            body = value[1:-1] if len(bare) > 1 and bare[-1] == len(value) - 1 else value[1:]
    elif value[-1] == '"' and value.count('"') % 2:
        body = value[:-1]
    return '"' + _ESCAPE_OR_BARE.sub(lambda part: part[0] if len(part[0]) > 1 else f"\\{part[0]}", body) + '"'


def _quotes_a_part(value: str, bare: list[int]) -> bool:
    """Whether the quote that a text starts with closes within it: `"Foo" is back`, not `"He said "foo" again"`."""
    closing = bare[1]
    return closing + 1 < len(value) and not value[closing - 1].isspace() and not value[closing + 1].isalnum()


def _continued(rows: list[str], at: int) -> int:
    """The end of the lines that go on with the scalar at `at`: indented further, starting no key and no item."""
    column = indentation(rows[at])
    below = at + 1
    while below < len(rows) and indentation(rows[below]) > column and not _STARTS_ANEW.match(rows[below]):
        below += 1
    return below


def indentation(row: str) -> int:
    """How many blanks a line starts with."""
    return len(row) - len(row.lstrip())


def _untabbed(row: str, columns: list[tuple[int, bool]]) -> str:
    """The row with its indenting tabs as so many spaces that it stands in line with an open mapping, else two each."""
    content = row.lstrip()
    margin = row[: len(row) - len(content)]
    if "\t" not in margin or not content:
        return row
    widths = [len(margin.replace("\t", " " * width)) for width in _TAB_WIDTHS]
    return " " * next((width for width in widths if (width, content[0] == "-") in columns), widths[0]) + content


def _keep_columns(row: str, columns: list[tuple[int, bool]]) -> None:
    """Keep in `columns` where the lines that may follow `row` can start: around it, at it, and within it.

    Each column says whether an item's dash stands there or a key.
    """
    content = row.strip()
    if not content or content[0] == "#":
        return
    start = indentation(row)
    dashes = _DASHES.match(content)
    within = start + len(dashes[0]) if dashes else start
    columns[:] = [column for column in columns if column[0] < start]
    if within > start:
        columns.append((start, True))
    columns.append((within, False))
    if content[-1] == ":":
        columns += [(within + 2, True), (within + 2, False)]
