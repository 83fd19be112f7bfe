"""Commands that read the archive: one load, one answer, as text or as JSON."""

from collections.abc import Sequence
from pathlib import Path

from bot.answers.answering import answer
from bot.cli import answers
from bot.cli import as_json as to_json
from bot.cli import batch as batching
from bot.cli.loaded import desk, words
from bot.cli.opening import now, page

Folders = Sequence[Path] | None


def ask(text: str, corpus: Folders, *, as_json: bool) -> int:
    """Print the answer to one question."""
    opened = desk(corpus)
    value = answer(text.encode("utf-8", "replace").decode("utf-8"), opened, now=now())
    if as_json:
        to_json.write(to_json.answer(value, opened.archive))
    else:
        answers.show(value, opened.archive, page(), words())
    return 0


def batch(file: Path, corpus: Folders) -> int:
    """Answer every question of a file; 1 if a line was none."""
    return 0 if batching.run(file, desk(corpus)) else 1
