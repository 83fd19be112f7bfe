"""Writes the output file of a command, and reports that on standard error."""

import sys
from pathlib import Path

import typer

from bot.catalogue import Translator
from bot.cli.console import clean_line


def write_file(file: Path, content: bytes, words: Translator) -> bool:
    """Write a file. Return whether that worked; if not, say why on standard error."""
    try:
        file.write_bytes(content)
    except OSError as error:
        why = error.strerror or str(error)
        typer.echo(clean_line(words("cli-file-failed", {"file": str(file), "why": why})), err=True)
        return False
    return True


def write_export(content: bytes, count: int, file: Path | None, words: Translator) -> int:
    """Write `count` exported articles to a file, or to standard output if `file` is None.

    Return 1 if the file can't be written.
    """
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    if not write_file(file, content, words):
        return 1
    typer.echo(clean_line(words("cli-exported", {"file": str(file), "count": count})), err=True)
    return 0
