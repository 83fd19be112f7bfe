"""What commands share: options, checks of their values, and the end of a command."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import __version__

F = TypeVar("F", bound=str)

Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--corpus",
        "-c",
        metavar="DIR",
        help="A folder of article files. You can repeat this option. Default: the setting CORPUS, or seeds.",
        exists=True,
        file_okay=False,
        readable=True,
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Topic = Annotated[str | None, typer.Option("--topic", "-t", help="Only this topic. Typos are fine.")]
ShowAll = Annotated[bool, typer.Option("--all", "-a", help="Show long lists in full.")]
Chart = Annotated[
    Path | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help="Also draw a chart to this file, which must end in .png or .svg.",
        dir_okay=False,
    ),
]
About = Annotated[list[str] | None, typer.Argument(help="What the stories are about.", show_default=False)]
Name = Annotated[list[str] | None, typer.Argument(help="A part of the name.", show_default=False)]
Since = Annotated[str | None, typer.Option(help="First day: 2020-06-11, 'June 2020', 'last week'.")]
Until = Annotated[str | None, typer.Option(help="Last day: 2020-06-11, 'June 2020', 'yesterday'.")]
Outlet = Annotated[
    str | None, typer.Option("--outlet", "-o", help="Only this outlet: any of its names, or its website.")
]


def print_version(shown: bool) -> None:  # noqa: FBT001 - the signature that typer calls
    """Print the version and exit, if it was asked for."""
    if shown:
        typer.echo(f"nutgraf {__version__}")
        raise typer.Exit


def check_readable(file: Path | None) -> Path | None:
    """Accept a readable file, a pipe or `-`. Typer's own check does not know `-`."""
    if file is not None and str(file) != "-":
        if not file.exists() or file.is_dir():
            raise typer.BadParameter(f"{file} is {'a folder' if file.is_dir() else 'not there'}.")
        if not os.access(file, os.R_OK):
            raise typer.BadParameter(f"{file} can't be read.")
    return file


def choose_format(
    file: Path | None,
    format_name: F | None,
    find_format: Callable[[str], F | None],
    *,
    default: F,
    endings: str,
) -> F:
    """Return the format that was asked for, or that of the file. Raises `typer.BadParameter` if it has none.

    `default`: the format of standard output. `endings`: those of all formats, for the error.
    """
    if format_name is not None or file is None:
        return format_name or default
    found = find_format(file.name)
    if found is None:
        raise typer.BadParameter(f"{file} must end in {endings}, or give --format.")
    return found


def end_command(code: int) -> None:
    """End a command with an exit code."""
    if code:
        raise typer.Exit(code)
