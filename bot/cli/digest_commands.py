"""`digest`: the commands that read digests from the database. Each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.options import AsJson, Folders, end_command

digest_app = typer.Typer(
    help="List digests, and read what one has sent.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@digest_app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List all digests, with their numbers."""
    from bot.cli.actions.digest import print_digests

    end_command(print_digests(as_json=as_json))


@digest_app.command()
def export(
    number: Annotated[
        int | None, typer.Argument(help="Which digest. Default: the only one.", show_default=False)
    ] = None,
    *,
    format: Annotated[  # noqa: A002 - the name of the option
        Literal["rss", "json", "ics"] | None,
        typer.Option("--format", "-f", help="Default: decided by the file's ending, or rss.", show_default=False),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="The file. Default: standard output.", dir_okay=False, show_default=False
        ),
    ] = None,
    folders: Folders = None,
) -> None:
    """Write what a digest has sent as RSS, JSON Feed or iCalendar. The bot can be running."""
    from bot.cli.actions.digest import export_digest

    end_command(export_digest(number, folders, to, format))
