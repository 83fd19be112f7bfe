"""A record out of YAML that is broken: each step gives up a little more than the one before, and says what.

Strict reading; control characters repaired; scalar lines quoted anew; lines left out that still can't be read; the
top-level scalars alone. A file cut in the middle keeps what is whole.
"""

import re
from typing import NamedTuple

from bot.coverage.parsing import yaml_quoting
from bot.coverage.parsing.frontmatter import ParseNote, YamlBlock, decode_cp1252
from bot.coverage.parsing.yaml_events import Fields, ParsedYaml, parse_yaml

_LOST_LINES = 8
"""How many lines may be left out before the rest is given up; each costs one more reading."""

_CONTROL = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ESCAPED_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_ESCAPED_LONE = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})", re.IGNORECASE)

# Where a file stops within one of these, unquoted, the words that are there still are its words.
_CUT_TEXTS = frozenset({"title", "excerpt", "abstract"})


class RecoveredYaml(NamedTuple):
    """The top mapping, None where there is none, and a note for every step taken and everything lost."""

    top: Fields | None
    notes: tuple[ParseNote, ...]


def recover_mapping(block: YamlBlock) -> RecoveredYaml:
    """The block's mapping by the first step that gives one. Never raises."""
    text, notes = _surrogates(block.text, block.line)
    if not block.closed:
        text, cut = _without_cut_line(text, block.line)
        notes += cut
    text, hashed = yaml_quoting.quote_hashes(text, block.line)
    notes += hashed
    tree = parse_yaml(text, block.line)
    if tree.failure is not None or "\x85" in text:
        text, repaired = _controls(text, block.line)
        notes += repaired
        tree = parse_yaml(text, block.line) if repaired else tree
    if tree.failure is not None and not tree.is_unrecoverable:
        tree, text, mended = _mended(text, block.line, tree)
        notes += mended
    top = tree.top
    if tree.failure is not None:
        top = _scalars_alone(text, block.line, top)
        kept = "only what could be told apart was kept" if top else "nothing could be rescued"
        notes.append(ParseNote(tree.failure.line, "error", f"the YAML is broken: {tree.failure.reason}; {kept}"))
    return RecoveredYaml(top or None, (*block.notes, *notes, *tree.notes))


def _surrogates(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Characters beyond U+FFFF written as two escapes, as JSON does and YAML forbids; a lone half is dropped."""
    if "\\ud" not in text and "\\uD" not in text:
        return text, []
    paired = _ESCAPED_PAIR.sub(
        lambda pair: pair[1] + chr(0x10000 + ((int(pair[2], 16) - 0xD800) << 10) + int(pair[3], 16) - 0xDC00), text
    )
    lone = _ESCAPED_LONE.search(paired)
    if lone is None:
        return paired, []
    line = first + paired.count("\n", 0, lone.start())
    return _ESCAPED_LONE.sub(r"\1", paired), [
        ParseNote(line, "warning", "half a character (a lone surrogate) was left out")
    ]


def _controls(text: str, first: int) -> tuple[str, list[ParseNote]]:
    found = _CONTROL.search(text)
    if found is None:
        return text, []
    line = first + text.count("\n", 0, found.start())
    return _CONTROL.sub(_repaired, text), [ParseNote(line, "warning", "control characters were repaired")]


def _repaired(control: re.Match[str]) -> str:
    character = control[0]
    if character in {"\u2028", "\u2029", "\x0b", "\x0c"}:
        return " "
    return decode_cp1252(character) if "\x80" <= character <= "\x9f" else ""


def _without_cut_line(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Drop the last line where the file stops within it: half an address or date would be a wrong one."""
    head, _, last = text.rpartition("\n")
    if not last.strip(" \t-"):
        return text if not last.strip() else f"{head}\n", []
    line = yaml_quoting.split_scalar(last)
    if line and line[2]:
        whole = line[2][0] in {'"', "'"} and yaml_quoting.is_valid_scalar(line[2])
        if whole or (line[1] in _CUT_TEXTS and line[2][0] not in {'"', "'"}):
            return text, []
    note = ParseNote(first + text.count("\n"), "error", "the file ends within this line, which was left out")
    return f"{head}\n", [note]


def _mended(text: str, first: int, broken: ParsedYaml) -> tuple[ParsedYaml, str, list[ParseNote]]:
    """Quote lines anew, then leave out those at which reading still fails, as long as that gets further."""
    mended, notes = yaml_quoting.requote(text, first)
    tree = parse_yaml(mended, first) if notes else broken
    rows = mended.split("\n")
    for _ in range(_LOST_LINES):
        at = _failing(rows, first, tree)
        if at is None or tree.failure is None:
            break
        _blank(rows, at)
        notes.append(
            ParseNote(first + at, "error", f"this line can't be read ({tree.failure.reason}) and was left out")
        )
        tree = parse_yaml("\n".join(rows), first)
    return tree, mended, notes


def _failing(rows: list[str], first: int, tree: ParsedYaml) -> int | None:
    """The row that makes reading fail: where it stopped, or where the part began that never ended."""
    if tree.failure is None or tree.is_unrecoverable:
        return None
    for line in (tree.failure.line, tree.context_line):
        if 0 <= line - first < len(rows) and rows[line - first].strip():
            return line - first
    return None


def _blank(rows: list[str], at: int) -> None:
    """Empty a line and all that hangs on it, so that no field of one record falls to another."""
    column = yaml_quoting.indentation(rows[at])
    rows[at] = ""
    for below in range(at + 1, len(rows)):
        if rows[below].strip() and yaml_quoting.indentation(rows[below]) <= column:
            break
        rows[below] = ""


def _scalars_alone(text: str, first: int, whole: Fields | None) -> Fields:
    """The top-level scalars line by line, beside what was read before the failure."""
    top = whole if whole is not None else Fields(first)
    for number, row in enumerate(text.split("\n"), first):
        line = yaml_quoting.split_scalar(row)
        if line is None or line[0] or line[1] in top or not line[2]:
            continue
        value = parse_yaml(
            f"{line[1]}: {line[2] if yaml_quoting.is_valid_scalar(line[2]) else yaml_quoting.quote_value(line[2])}",
            number,
        ).top
        if value is not None and isinstance(value.get(line[1]), str):
            top[line[1]] = value[line[1]]
            top.lines[line[1]] = number
    return top
