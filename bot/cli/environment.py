"""What every command starts from: the settings, the clock, and the output."""

import io
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console

from bot.cli.console import TerminalOutput, clean_line
from bot.settings.checks import SettingsError
from bot.settings.settings import Settings
from bot.settings.sources import merge_environment, suggest_settings

BAD_CONFIGURATION = 78
"""The exit code; EX_CONFIG of sysexits.h."""

DOTENV = Path(".env")


def read_settings(folders: Sequence[Path] | None = None) -> Settings:
    """Read the settings of this process. If any is invalid, print all invalid ones and exit with 78.

    `folders`, if any, replace the setting CORPUS.
    """
    try:
        environ = merge_environment(os.environ, DOTENV)
        settings = Settings.read(environ, corpus=folders or ())
    except SettingsError as error:
        for setting in error.invalid:
            typer.echo(clean_line(str(setting)), err=True)
        raise typer.Exit(BAD_CONFIGURATION) from None
    for hint in suggest_settings(environ):
        typer.echo(clean_line(hint), err=True)
    return settings


def get_current_time() -> datetime:
    """Return the time, in UTC. Commands pass it on; nothing below them reads a clock."""
    return datetime.now(UTC)


def open_output(*, err: bool = False) -> TerminalOutput:
    """Return standard output, or with `err` standard error, to print on."""
    # If a terminal can't show a letter, it shows "?" instead of ending the command with an error.
    if isinstance(stream := sys.stderr if err else sys.stdout, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return TerminalOutput.from_console(Console(stderr=err, markup=False, highlight=False, emoji=False), os.environ)
