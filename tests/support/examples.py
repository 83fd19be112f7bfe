"""The examples of the documents, by a convention that a reader can see.

- A block of `sh` holds lines for a terminal; so does code that begins with `nutgraf` or `make`.
- Code that begins with a slash and the name of a command is for Discord, on a line of a block or within a sentence.
- A question to the bot stands in quotation marks, in italics or in the description of an image.
- What stands in brackets after "schedules in plain English" is schedules.
"""

import re

from bot.chat.commands import BUILDERS
from tests.support.root import ROOT

_DEPLOYING = ROOT / "docs" / "deploying.md"
"""tests/test_deploying.py runs the lines of this page, in their order."""

PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted({*(ROOT / "docs").glob("*.md")} - {_DEPLOYING}))
TEXTS = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in PAGES}

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_QUESTION = re.compile(r"\*\"([^\"\n]+)\"\*|!\[[^\]\n]*\"([^\"\n]+)\"[^\]\n]*\]")
_SCHEDULES = re.compile(r"schedules in plain English \(([^)]*)\)")
_BUILDER = re.compile(r"build_(\w+)_(?:command|group)")


def list_shell_lines() -> list[str]:
    """Return each line of a block for a terminal, with its comment."""
    blocks = [block for text in TEXTS.values() for language, block in _BLOCK.findall(text) if language == "sh"]
    return list(dict.fromkeys(line for block in blocks for line in block.splitlines() if line.strip()))


def list_shell_spans() -> list[str]:
    """Return each command for a terminal that stands within a sentence."""
    spans = [span for text in TEXTS.values() for span in _CODE.findall(_BLOCK.sub("", text))]
    return sorted({span for span in spans if re.match(r"(?:nutgraf|make) [^=]", span)})


def list_discord_lines() -> list[str]:
    """Return each line for Discord, such as `/ask` and `/timeline by:month`."""
    names = "|".join(match[1] for builder in BUILDERS if (match := _BUILDER.fullmatch(builder.__name__)))
    command = re.compile(rf"/(?:{names})(?![\w/-]).*")
    found: list[str] = []
    for text in TEXTS.values():
        blocks = [line for language, block in _BLOCK.findall(text) if not language for line in block.splitlines()]
        spans = _CODE.findall(_BLOCK.sub("", text))
        found += [line for line in (*blocks, *spans) if command.fullmatch(line)]
    return list(dict.fromkeys(found))


def list_questions() -> list[str]:
    """Return each question to the bot."""
    return list(dict.fromkeys(a or b for text in TEXTS.values() for a, b in _QUESTION.findall(text)))


def list_schedules() -> list[str]:
    """Return each schedule."""
    return [code for text in TEXTS.values() for part in _SCHEDULES.findall(text) for code in _CODE.findall(part)]
