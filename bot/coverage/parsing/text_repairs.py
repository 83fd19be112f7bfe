"""Repairs a block's text before it is parsed: removes what merges and web pages leave in it.

Every repair keeps the lines where they are, and adds a note.
"""

import re

from msgspec.structs import replace

from bot.coverage.parsing.frontmatter import ParseNote, YamlBlock

_CONFLICT_START, _CONFLICT_BASE, _CONFLICT_MIDDLE, _CONFLICT_END = "<<<<<<< ", "||||||| ", "=======", ">>>>>>> "
_MARGIN = re.compile(r"^[ \t]*[\u00a0\u2000-\u200a\u202f\u205f\u3000]\s*?(?=\S)", re.MULTILINE)
_ODD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def repair_block(block: YamlBlock) -> YamlBlock:
    """Return the block without merge conflicts, and with plain spaces as indentation."""
    text, notes = block.text, list(block.notes)
    if _CONFLICT_START in text:
        text = _resolve_conflicts(text, block.line, notes)
    if _ODD_SPACE.search(text):
        text = _repair_margins(text, block.line, notes)
    return block if text is block.text else replace(block, text=text, notes=tuple(notes))


def _resolve_conflicts(text: str, first: int, notes: list[ParseNote]) -> str:
    """Keep the upper part of each conflict that a merge left, and blank the rest. A part without an end is kept."""
    rows = text.split("\n")
    start: int | None = None
    middle: int | None = None
    for index, row in enumerate(rows):
        if row.startswith(_CONFLICT_START):
            start, middle = index, None
        elif start is not None and middle is None and (row.startswith(_CONFLICT_BASE) or row == _CONFLICT_MIDDLE):
            middle = index
        elif start is not None and middle is not None and row.startswith(_CONFLICT_END):
            rows[start] = ""
            rows[middle : index + 1] = [""] * (index + 1 - middle)
            reason = "a merge left a conflict here; its upper part was used, and its lower part was not"
            notes.append(ParseNote(first + start, "error", reason))
            start = None
    return "\n".join(rows)


def _repair_margins(text: str, first: int, notes: list[ParseNote]) -> str:
    """Replace no-break and other odd spaces at the start of lines with plain ones."""
    match = _MARGIN.search(text)
    if match is None:
        return text
    line = first + text.count("\n", 0, match.start())
    reason = "the line is indented with no-break spaces; they were read as plain spaces"
    notes.append(ParseNote(line, "warning", reason))
    return _MARGIN.sub(lambda margin: _ODD_SPACE.sub(" ", margin[0]), text)
