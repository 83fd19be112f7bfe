"""Gets a record out of broken YAML, step by step. Each step gives up a little more, and notes what it did.

The steps: strict parsing; with control characters repaired; with scalar lines quoted; without the lines that still
can't be parsed; the top-level scalars alone. A file that was cut off keeps everything that is complete.
"""

import re
from typing import NamedTuple

from bot.coverage.parsing import yaml_quoting
from bot.coverage.parsing.frontmatter import ParseNote, YamlBlock, decode_cp1252
from bot.coverage.parsing.yaml_events import ParsedYaml, YamlFields, parse_yaml

_MAX_DROPPED_LINES = 8
"""How many lines are left out before the rest is given up. Each costs another parse."""

_CONTROL = re.compile(
    "\x1b\\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ESCAPED_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_ESCAPED_LONE = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})", re.IGNORECASE)

# If a file ends within one of these and it is not quoted, its words so far are kept.
_TEXT_KEYS = frozenset({"title", "excerpt", "abstract"})


class RecoveredYaml(NamedTuple):
    """The top mapping, None if there is none, and a note for every repair and every loss."""

    top: YamlFields | None
    notes: tuple[ParseNote, ...]


def recover_mapping(block: YamlBlock) -> RecoveredYaml:
    """Return the block's mapping from the first step that gives one. Never raises."""
    text, notes = _join_surrogates(block.text, block.line)
    if not block.closed:
        text, cut_notes = _drop_cut_line(text, block.line)
        notes += cut_notes
    text, hash_notes = yaml_quoting.quote_lost_words(text, block.line)
    notes += hash_notes
    parsed = parse_yaml(text, block.line)
    if parsed.failure is not None or "\x85" in text:
        text, control_notes = _repair_controls(text, block.line)
        notes += control_notes
        parsed = parse_yaml(text, block.line) if control_notes else parsed
    if parsed.failure is not None and not parsed.is_unrecoverable:
        parsed, text, repair_notes = _repair_lines(text, block.line, parsed)
        notes += repair_notes
    top = parsed.top
    if parsed.failure is not None:
        top = _add_top_scalars(text, block.line, top)
        outcome = "only its readable parts were used" if top else "nothing in it could be read"
        notes.append(ParseNote(parsed.failure.line, "error", f"the YAML is broken: {parsed.failure.reason}; {outcome}"))
    return RecoveredYaml(top or None, (*block.notes, *notes, *parsed.notes))


def _join_surrogates(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Join the two escapes of a character beyond U+FFFF, which JSON allows and YAML doesn't. Drop single halves."""
    if "\\ud" not in text and "\\uD" not in text:
        return text, []
    joined = _ESCAPED_PAIR.sub(
        lambda pair: pair[1] + chr(0x10000 + ((int(pair[2], 16) - 0xD800) << 10) + int(pair[3], 16) - 0xDC00), text
    )
    lone = _ESCAPED_LONE.search(joined)
    if lone is None:
        return joined, []
    line = first + joined.count("\n", 0, lone.start())
    return _ESCAPED_LONE.sub(r"\1", joined), [
        ParseNote(line, "warning", "half of a character (a lone surrogate) was left out")
    ]


def _repair_controls(text: str, first: int) -> tuple[str, list[ParseNote]]:
    match = _CONTROL.search(text)
    if match is None:
        return text, []
    line = first + text.count("\n", 0, match.start())
    return _CONTROL.sub(_repair_control, text), [ParseNote(line, "warning", "control characters were repaired")]


def _repair_control(match: re.Match[str]) -> str:
    control = match[0]
    if control in {"\u2028", "\u2029", "\x0b", "\x0c"}:
        return " "
    return decode_cp1252(control) if "\x80" <= control <= "\x9f" else ""


def _drop_cut_line(text: str, first: int) -> tuple[str, list[ParseNote]]:
    """Drop the last line if the file ends in the middle of it: half of a URL or date would be a wrong one."""
    head, _, last = text.rpartition("\n")
    if not last.strip(" \t-"):
        return text if not last.strip() else f"{head}\n", []
    scalar = yaml_quoting.split_scalar(last)
    if scalar and scalar[2]:
        _, key, value = scalar
        is_quoted = value[0] in {'"', "'"}
        if (is_quoted and yaml_quoting.is_valid_scalar(value)) or (key in _TEXT_KEYS and not is_quoted):
            return text, []
    reason = "the file ends in the middle of this line, which was left out"
    return f"{head}\n", [ParseNote(first + text.count("\n"), "error", reason)]


def _repair_lines(text: str, first: int, broken: ParsedYaml) -> tuple[ParsedYaml, str, list[ParseNote]]:
    """Quote lines, then drop lines at which parsing still fails, as long as there is one to drop.

    Return the result, the text with the quoted lines, and the notes.
    """
    quoted, notes = yaml_quoting.requote(text, first)
    parsed = parse_yaml(quoted, first) if notes else broken
    rows = quoted.split("\n")
    for _ in range(_MAX_DROPPED_LINES):
        index = _find_failing_row(rows, first, parsed)
        if index is None or parsed.failure is None:
            break
        _drop_element(rows, index)
        reason = f"this line can't be read ({parsed.failure.reason}) and was left out"
        notes.append(ParseNote(first + index, "error", reason))
        parsed = parse_yaml("\n".join(rows), first)
    return parsed, quoted, notes


def _find_failing_row(rows: list[str], first: int, parsed: ParsedYaml) -> int | None:
    """Return the index of the row at fault: where parsing stopped, or where the part that never ended starts."""
    if parsed.failure is None or parsed.is_unrecoverable:
        return None
    for line in (parsed.failure.line, parsed.context_line):
        if 0 <= line - first < len(rows) and rows[line - first].strip():
            return line - first
    return None


def _drop_element(rows: list[str], index: int) -> None:
    """Blank a line and the lines indented below it, so that their fields don't become another record's."""
    column = yaml_quoting.measure_indentation(rows[index])
    rows[index] = ""
    for below in range(index + 1, len(rows)):
        if rows[below].strip() and yaml_quoting.measure_indentation(rows[below]) <= column:
            break
        rows[below] = ""


def _add_top_scalars(text: str, first: int, top: YamlFields | None) -> YamlFields:
    """Add the top-level scalars, read line by line, to what was parsed before the failure."""
    fields = top if top is not None else YamlFields(first)
    for line, row in enumerate(text.split("\n"), first):
        scalar = yaml_quoting.split_scalar(row)
        if scalar is None:
            continue
        indent, key, value = scalar
        if indent or key in fields or not value:
            continue
        quoted = value if yaml_quoting.is_valid_scalar(value) else yaml_quoting.quote_value(value)
        parsed = parse_yaml(f"{key}: {quoted}", line).top
        if parsed is not None and isinstance(parsed.get(key), str):
            fields[key] = parsed[key]
            fields.lines[key] = line
    return fields
