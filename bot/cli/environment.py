"""What every command begins with: the settings, the clock, and paper to write on."""

import io
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console

from bot.cli.console import Page, clean
from bot.settings import BadSettings, Settings, environment, hints

BAD_CONFIGURATION = 78
DOTENV = Path(".env")


def settings(corpus: Sequence[Path] | None = None) -> Settings:
    """The settings of this process. Ends it with 78, every wrong one named, where they can't be read."""
    try:
        merged = environment(os.environ, DOTENV)
        read = Settings.read(merged, corpus=corpus or ())
    except BadSettings as error:
        for wrong in error.wrong:
            typer.echo(clean(str(wrong)), err=True)
        raise typer.Exit(BAD_CONFIGURATION) from None
    for hint in hints(merged):
        typer.echo(clean(hint), err=True)
    return read


def secrets(chosen: Settings) -> tuple[str, ...]:
    """What must not reach a log line."""
    return chosen.secrets


def now() -> datetime:
    """The wall clock, in UTC; everything below is handed it."""
    return datetime.now(UTC)


def page(*, err: bool = False) -> Page:
    """Standard output (or error) as a page."""
    # A terminal that can't show a letter shows a mark for it, rather than ending the command.
    if isinstance(stream := sys.stderr if err else sys.stdout, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return Page.of(Console(stderr=err, markup=False, highlight=False, emoji=False), os.environ)
