"""Rewrites lines that YAML would misread because of quotes, colons, hashes or tabs, so that it reads what was meant.

This works line by line, because a record's scalars are lines of `key: value`. Every change adds a note with its line.
"""

import re

from bot.coverage.parsing.frontmatter import ParseNote

_KEYS = (
    "title|excerpt|abstract|name|publishedDateTime|webUrl|sourceUrl|originalUrl|ampWebUrl|cdnAmpWebUrl|ampUrl|cdnAmpUrl"
    "|url|domain|id|type|category|quality|heat|score|published|removed|width|height|isCached|featuredContent"
)
_SCALAR_LINE = re.compile(rf"([ \t]*(?:-[ \t]+)*)({_KEYS})[ \t]*:(?!//)[ \t]*(.*)")
_ITEM_LINE = re.compile(r"([ \t]*-[ \t]+)(?![\w-]+:(?:\s|$))(\S.*)")
_STARTS_ELEMENT = re.compile(r"[ \t]*(?:-[ \t]+)*[\w-]+[ \t]*:(?:[ \t]|$)|[ \t]*-(?:[ \t]|$)|[ \t]*$|[ \t]*#")
_DASHES = re.compile(r"(?:-[ \t]+)*")

_ESCAPE = r'\\(?:[0abtnvfre "/\\N_LP\t]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00[01][0-9A-Fa-f]{5})'
_COMMENT = r"(?:[ \t]+#.*)?"
_DOUBLE_QUOTED = re.compile(rf'"(?:[^"\\]|{_ESCAPE})*"{_COMMENT}')
_SINGLE_QUOTED = re.compile(rf"'(?:[^']|'')*'{_COMMENT}")
_BLOCK_SCALAR = re.compile(rf"[|>][-+1-9]{{0,2}}{_COMMENT}")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*[ \t]+(?=\S)")
_ALIAS = re.compile(rf"\*[\w-]+{_COMMENT}")
_ESCAPE_OR_SPECIAL = re.compile(rf'{_ESCAPE}|[\\"]')
_TEXT_KEY = r"[ \t]*(?:-[ \t]+)*(?:title|excerpt|abstract|name)[ \t]*:[ \t]+"
_PLAIN_START = r"[^\s\"'|>&*!\[{#]"
# `#1`, `# 2` and `#MeToo` are words of a title, and so is a hash at its start. Any other hash with a space after it
# starts a comment.
_HASH_IN_TEXT = re.compile(rf"{_TEXT_KEY}(?:(?:{_PLAIN_START}.*[ \t])?#(?:[^\s#]|[ \t]\d)|#[ \t])")
_COMMENT_IN_TEXT = re.compile(rf"{_TEXT_KEY}{_PLAIN_START}.*[ \t]#[ \t]+\S")
# What looks like an anchor or a tag before plain text: `&pizza opens`. `!!str` is a real tag.
_PROPERTY_IN_TEXT = re.compile(rf"{_TEXT_KEY}([&!](?!!)[^\s,\[\]{{}}]*)[ \t]+[^\s\"'|>&!*\[{{]")

_TAB_WIDTHS = (2, 4, 8, 3, 1)


def split_scalar(row: str) -> tuple[str, str, str] | None:
    """Split a line with one of the known keys into indentation (with the dashes of a list), key and value.

    None for any other line.
    """
    match = _SCALAR_LINE.fullmatch(row)
    return (match[1], match[2], match[3].rstrip(" \t")) if match else None


def quote_lost_words(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Quote titles and excerpts if YAML would drop words from them: a comment after `#`, a name after `&` or `!`.

    Text that could really be a comment is left as it is, with a note. `first` is the line of the file on which the text
    starts.
    """
    if not _LOST_WORDS.search(text):
        return text, []
    rows = text.split("\n")
    notes: list[ParseNote] = []
    for index, row in enumerate(rows):
        mark = _find_lost_words(rows, index, text) if _LOST_WORDS.search(row) else ""
        scalar = split_scalar(row) if mark else None
        if scalar is not None:
            indent, key, value = scalar
            rows[index] = f"{indent}{key}: {quote_value(value)}"
            reason = f"the value of {key!r} contains a {mark} and needs quotation marks; it was read as if it had them"
            notes.append(ParseNote(first + index, "warning", reason))
        elif _COMMENT_IN_TEXT.match(row):
            reason = "what follows # was read as a comment; if it is text, put the value into quotation marks"
            notes.append(ParseNote(first + index, "warning", reason))
    return ("\n".join(rows), notes) if notes else (text, notes)


_LOST_WORDS = re.compile(r"[ \t]#|:[ \t]+[&!]")


def _find_lost_words(rows: list[str], index: int, text: str) -> str:
    """Return the character that makes YAML drop words from a row; "" if there is none."""
    row = rows[index]
    if _HASH_IN_TEXT.match(row):
        # A hash at the start of the value is a comment if the value follows on the next lines.
        is_comment = row.partition(":")[2].lstrip().startswith("# ") and _find_scalar_end(rows, index) > index + 1
        return "" if is_comment else "#"
    found = _PROPERTY_IN_TEXT.match(row)
    if found is None or (found[1][0] == "&" and f"*{found[1][1:]}" in text):
        return ""
    return found[1][0]


def requote(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Replace tabs in indentation with spaces, and quote every known scalar and list item that YAML would misread.

    `first` is the line of the file on which the text starts.
    """
    rows = text.split("\n")
    notes: list[ParseNote] = []
    columns = [(0, False)]
    index = 0
    while index < len(rows):
        row = _replace_tabs(rows[index], columns)
        if row != rows[index]:
            notes.append(
                ParseNote(first + index, "warning", "the line is indented with tabs; they were read as spaces")
            )
        scalar = split_scalar(row)
        item = None if scalar else _ITEM_LINE.fullmatch(row)
        if scalar:
            head, value = f"{scalar[0]}{scalar[1]}: ", scalar[2]
        else:
            head, value = (item[1], item[2].rstrip()) if item else ("", "")
        if value and not is_valid_scalar(value):
            end = _find_scalar_end(rows, index)
            parts = [value, *(continuation.strip() for continuation in rows[index + 1 : end])]
            if not is_valid_scalar("\n".join(parts)):
                row = head + quote_value(" ".join(parts))
                rows[index + 1 : end] = [""] * (end - index - 1)
                name = f"the value of {scalar[1]!r}" if scalar else "the list item"
                reason = f"{name} needs quotation marks; it was read as if it had them"
                notes.append(ParseNote(first + index, "warning", reason))
        _update_columns(row, columns)
        rows[index] = row
        index += 1
    return "\n".join(rows), notes


def is_valid_scalar(value: str) -> bool:
    """Return whether YAML reads this as one scalar. It may have several lines."""
    if prop := _PROPERTY.match(value):
        value = value[prop.end() :]
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
    """Return a value as one double-quoted scalar.

    Quotes around the value that are incomplete, or that have unescaped quotes between them, are not part of its text.
    """
    body = value
    if value[0] == "'":
        body = value[1:].removesuffix("'").replace("''", "'").replace("\\", "\\\\")
    elif value[0] == '"':
        quotes = [match.start() for match in _ESCAPE_OR_SPECIAL.finditer(value) if match[0] == '"']
        if len(quotes) % 2 or not _quotes_a_part(value, quotes):
            body = value[1:-1] if len(quotes) > 1 and quotes[-1] == len(value) - 1 else value[1:]
    elif value[-1] == '"' and value.count('"') % 2:
        body = value[:-1]
    return '"' + _ESCAPE_OR_SPECIAL.sub(lambda match: match[0] if len(match[0]) > 1 else f"\\{match[0]}", body) + '"'


def _quotes_a_part(value: str, quotes: list[int]) -> bool:
    """Return whether the first quote closes within the text: `"Foo" is back`, but not `"He said "foo" again"`."""
    closing = quotes[1]
    return closing + 1 < len(value) and not value[closing - 1].isspace() and not value[closing + 1].isalnum()


def _find_scalar_end(rows: list[str], index: int) -> int:
    """Return the index after the last line of the scalar that starts at `index`.

    The following lines belong to it if they are indented further and start neither a key nor an item.
    """
    column = measure_indentation(rows[index])
    end = index + 1
    while end < len(rows) and measure_indentation(rows[end]) > column and not _STARTS_ELEMENT.match(rows[end]):
        end += 1
    return end


def measure_indentation(row: str) -> int:
    """Return the number of white-space characters at the start of a line."""
    return len(row) - len(row.lstrip())


def _replace_tabs(row: str, columns: list[tuple[int, bool]]) -> str:
    """Replace the tabs of the indentation with spaces.

    Use as many as align the line with an open mapping or list, otherwise two for each tab.
    """
    content = row.lstrip()
    margin = row[: len(row) - len(content)]
    if "\t" not in margin or not content:
        return row
    widths = [len(margin.replace("\t", " " * width)) for width in _TAB_WIDTHS]
    return " " * next((width for width in widths if (width, content[0] == "-") in columns), widths[0]) + content


def _update_columns(row: str, columns: list[tuple[int, bool]]) -> None:
    """Update the columns at which the next line may start: outside of this line's element, beside it, or inside it.

    Each column says whether a dash starts there (true) or a key.
    """
    content = row.strip()
    if not content or content[0] == "#":
        return
    start = measure_indentation(row)
    dashes = _DASHES.match(content)
    key_column = start + len(dashes[0]) if dashes else start
    columns[:] = [column for column in columns if column[0] < start]
    if key_column > start:
        columns.append((start, True))
    columns.append((key_column, False))
    if content[-1] == ":":
        columns += [(key_column + 2, True), (key_column + 2, False)]
