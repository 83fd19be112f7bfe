"""A record out of YAML that is broken: each step gives up a little more than the one before, and says what.

Strict reading; control characters repaired; scalar lines quoted anew; lines left out that still can't be read; the
top-level scalars alone. A file cut in the middle keeps what is whole.
"""

import re
from typing import NamedTuple

from bot.coverage.scan import Block, Note, cp1252, lines
from bot.coverage.tree import Fields, Tree, parse

_LOST_LINES = 8
"""How many lines may be left out before the rest is given up; each costs one more reading."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_ESCAPED_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_ESCAPED_LONE = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})", re.IGNORECASE)

_TEXT_KEYS = "title|excerpt|abstract|name"
_SCALAR_KEYS = (
    rf"{_TEXT_KEYS}|publishedDateTime|(?:web|source|original|amp|ampWeb|cdnAmp|cdnAmpWeb)Url|url|domain|id|type|category"
    "|quality|heat|score|published|removed|width|height|isCached|featuredContent"
)
_SCALAR_LINE = re.compile(rf"([ \t]*(?:-[ \t]+)*)({_SCALAR_KEYS})[ \t]*:(?!//)[ \t]*(.*?)[ \t]*")
_ITEM_LINE = re.compile(r"([ \t]*-[ \t]+)(?![\w-]+:(?:\s|$))(\S.*?)[ \t]*")
_KEY_LINE = re.compile(r"[ \t]*(?:-[ \t]+)*[\w-]+[ \t]*:(?:[ \t]|$)|[ \t]*-(?:[ \t]|$)|[ \t]*$|[ \t]*#")
_DOUBLE_QUOTED = re.compile(
    r'"(?:[^"\\]|\\(?:[0abtnvfre "/\\N_LP\t]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00[01][0-9A-Fa-f]{5}))*"(?:[ \t]+#.*)?'
)
_SINGLE_QUOTED = re.compile(r"'(?:[^']|'')*'(?:[ \t]+#.*)?")
_BLOCK_SCALAR = re.compile(r"[|>][-+1-9]{0,2}(?:[ \t]+#.*)?")
_BAD_ESCAPE = re.compile(r'\\(?![0abtnvfre"/\\N_LP]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00[01][0-9A-Fa-f]{5})')
_BARE_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)"')


class Rescued(NamedTuple):
    """The top mapping, None where there is none, and a note for every step taken and everything lost."""

    top: Fields | None
    notes: tuple[Note, ...]


def read(block: Block) -> Rescued:
    """The block's mapping by the first step that gives one. Never raises."""
    text, notes = _surrogates(block.text, block.line)
    if not block.closed:
        text, cut = _without_cut_line(text, block.line)
        notes += cut
    tree = parse(text, block.line)
    if tree.failure is not None or "\x85" in text:
        text, repaired = _controls(text, block.line)
        notes += repaired
        tree = parse(text, block.line) if repaired else tree
    if tree.failure is not None:
        tree, steps = _mended(text, block.line, tree)
        notes += steps
    return Rescued(tree.top, (*block.notes, *notes, *tree.notes))


def _surrogates(text: str, first: int) -> tuple[str, list[Note]]:
    """Characters beyond U+FFFF written as two escapes, as JSON does and YAML forbids; a lone half is dropped."""
    if "\\ud" not in text and "\\uD" not in text and "\\Ud" not in text:
        return text, []
    paired = _ESCAPED_PAIR.sub(
        lambda pair: pair[1] + chr(0x10000 + ((int(pair[2], 16) - 0xD800) << 10) + int(pair[3], 16) - 0xDC00), text
    )
    lone = _ESCAPED_LONE.search(paired)
    if lone is None:
        return paired, []
    line = first + paired.count("\n", 0, lone.start())
    return _ESCAPED_LONE.sub(r"\1", paired), [Note(line, "warning", "half a character (a lone surrogate) was left out")]


def _controls(text: str, first: int) -> tuple[str, list[Note]]:
    found = _CONTROL.search(text)
    if found is None:
        return text, []
    line = first + text.count("\n", 0, found.start())
    return _CONTROL.sub(_repaired, text), [Note(line, "warning", "control characters were repaired")]


def _repaired(control: re.Match[str]) -> str:
    character = control[0]
    if character in "\u2028\u2029\x0b\x0c":
        return " "
    return cp1252(character) if "\x80" <= character <= "\x9f" else ""


def _without_cut_line(text: str, first: int) -> tuple[str, list[Note]]:
    """Drop the last line where the file stops within it: half an address or date would be a wrong one."""
    head, _, last = text.rpartition("\n")
    if not last.strip():
        return text, []
    value = _SCALAR_LINE.fullmatch(last)
    if value and (_DOUBLE_QUOTED.fullmatch(value[3]) or _SINGLE_QUOTED.fullmatch(value[3])):
        return text, []
    if value and value[2] in _TEXT_KEYS.split("|") and value[3][:1] not in {'"', "'", ""}:
        return text, []
    line = first + text.count("\n")
    return head + "\n", [Note(line, "error", "the file ends within this line, which was left out")]


def _mended(text: str, first: int, broken: Tree) -> tuple[Tree, list[Note]]:
    notes: list[Note] = []
    failure = broken.failure
    quoted, requoted = requote(text, first)
    if requoted:
        tree = parse(quoted, first)
        if tree.failure is None:
            return tree, requoted
        broken, failure = tree, tree.failure
        notes += requoted
    rows = quoted.split("\n")
    for _ in range(_LOST_LINES):
        if failure is None:
            return broken, notes
        at = failure.line - first
        if not failure.line or not 0 <= at < len(rows) or not rows[at].strip():
            at = broken.start - first
        if not 0 <= at < len(rows) or not rows[at].strip():
            break
        _blank(rows, at)
        notes.append(Note(first + at, "error", f"this line can't be read ({failure.reason}) and was left out"))
        broken = parse("\n".join(rows), first)
        failure = broken.failure
    if failure is None:
        return broken, notes
    alone = _scalars_alone(quoted, first, broken.top)
    notes.append(
        Note(failure.line, "error", f"the YAML is broken ({failure.reason}); only what could be told apart was kept")
    )
    return Tree(alone, broken.notes), notes


def _blank(rows: list[str], at: int) -> None:
    """Empty a line and all that hangs on it, so that no field of one record falls to another."""
    indent = _indent(rows[at])
    rows[at] = ""
    for below in range(at + 1, len(rows)):
        if rows[below].strip() and _indent(rows[below]) <= indent:
            break
        rows[below] = ""


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def requote(text: str, first: int) -> tuple[str, list[Note]]:
    """Quote anew every line of a known scalar that YAML would misread: colons, lost or bare quotes, marks, tabs."""
    rows = text.split("\n")
    notes: list[Note] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        done: list[str] = []
        margin = row[: _indent(row)]
        if "\t" in margin:
            row = margin.replace("\t", "  ") + row[len(margin) :]
            done.append("tabs became spaces")
        scalar = _SCALAR_LINE.fullmatch(row)
        item = None if scalar else _ITEM_LINE.fullmatch(row)
        head, value = (f"{scalar[1]}{scalar[2]}: ", scalar[3]) if scalar else (item[1], item[2]) if item else ("", "")
        if value:
            below = _continuation(rows, at)
            if not _healthy(value, rows[at + 1 : below]):
                whole = " ".join([value, *(row.strip() for row in rows[at + 1 : below])])
                row = head + _quoted(whole)
                rows[at + 1 : below] = [""] * (below - at - 1)
                done.append("the text was quoted anew")
        if done:
            what = f" of {scalar[2]!r}" if scalar else ""
            notes.append(Note(first + at, "warning", f"{' and '.join(done)}{what}"))
        rows[at] = row
        at += 1
    return "\n".join(rows), notes


def _continuation(rows: list[str], at: int) -> int:
    """The end of the lines that go on with the scalar at `at`: those which start no key and no item."""
    below = at + 1
    while below < len(rows) and not _KEY_LINE.match(rows[below]):
        below += 1
    return below


def _healthy(value: str, below: list[str]) -> bool:
    whole = "\n".join([value, *below])
    mark = value[0]
    if mark == '"':
        return _DOUBLE_QUOTED.fullmatch(whole) is not None
    if mark == "'":
        return _SINGLE_QUOTED.fullmatch(whole) is not None
    if mark in "|>":
        return _BLOCK_SCALAR.fullmatch(value) is not None
    if mark in "[{":
        return value[-1] == {"[": "]", "{": "}"}[mark]
    return mark not in "&*!%@`#,]}" and ": " not in whole and not whole.endswith(":")


def _quoted(value: str) -> str:
    quotes = len(_BARE_QUOTE.findall(value))
    body = value
    if value[0] == '"' and not (quotes % 2 == 0 and _quotes_a_part(value)):
        body = value[1:]
        body = body[:-1] if body.endswith('"') and not body.endswith('\\"') else body
    elif value[0] != '"' and value.endswith('"') and quotes % 2:
        body = value[:-1]
    elif value[0] == "'":
        body = value[1:].removesuffix("'").replace("''", "'")
        return '"' + body.replace("\\", "\\\\").replace('"', '\\"') + '"'
    escaped = _BAD_ESCAPE.sub(r"\\\\", body)
    return '"' + _BARE_QUOTE.sub(r'\1\\"', escaped) + '"'


def _quotes_a_part(value: str) -> bool:
    """Whether the quote that a text starts with closes within it: `"Foo" is back`, not `"He said "foo" again"`."""
    inner = _BARE_QUOTE.search(value, 1)
    if inner is None or inner.end() == len(value):
        return False
    return not value[inner.start() - 1].isspace() and not value[inner.end()].isalnum()


def _scalars_alone(text: str, first: int, whole: Fields | None) -> Fields:
    """The top-level scalars line by line, beside what was read before the failure."""
    top = whole if whole is not None else Fields(first)
    for number, row in lines(text, first):
        scalar = _SCALAR_LINE.fullmatch(row)
        if scalar is None or scalar[1] or scalar[2] in top or not scalar[3]:
            continue
        value = parse(f"{scalar[2]}: {scalar[3] if _healthy(scalar[3], []) else _quoted(scalar[3])}", number).top
        if value is not None and isinstance(value.get(scalar[2]), str):
            top[scalar[2]] = value[scalar[2]]
            top.lines[scalar[2]] = number
    return top
