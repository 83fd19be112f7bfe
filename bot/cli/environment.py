"""What every command begins with: the settings, the clock, and paper to write on."""

import io
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console

from bot.cli.console import TerminalOutput, clean_line
from bot.settings import Settings, SettingsError, merge_environment, suggest_settings

BAD_CONFIGURATION = 78
DOTENV = Path(".env")


def read_settings(corpus: Sequence[Path] | None = None) -> Settings:
    """The settings of this process. Ends it with 78, every wrong one named, where they can't be read."""
    try:
        merged = merge_environment(os.environ, DOTENV)
        read = Settings.read(merged, corpus=corpus or ())
    except SettingsError as error:
        for wrong in error.wrong:
            typer.echo(clean_line(str(wrong)), err=True)
        raise typer.Exit(BAD_CONFIGURATION) from None
    for hint in suggest_settings(merged):
        typer.echo(clean_line(hint), err=True)
    return read


def settings_secrets(chosen: Settings) -> tuple[str, ...]:
    """What must not reach a log line."""
    return chosen.secrets


def current_time() -> datetime:
    """The wall clock, in UTC; everything below is handed it."""
    return datetime.now(UTC)


def open_console(*, err: bool = False) -> TerminalOutput:
    """Standard output (or error) as a page."""
    # A terminal that can't show a letter shows a mark for it, rather than ending the command.
    if isinstance(stream := sys.stderr if err else sys.stdout, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return TerminalOutput.of(Console(stderr=err, markup=False, highlight=False, emoji=False), os.environ)
