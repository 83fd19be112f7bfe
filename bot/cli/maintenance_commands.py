"""The commands that check and maintain the bot. Each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AsJson, Folders, end_command

_PANEL = "Check and maintain"

maintenance_app = typer.Typer()
store = typer.Typer(help="Move the database.", no_args_is_help=True)
maintenance_app.add_typer(store, name="store", rich_help_panel=_PANEL)


@maintenance_app.command(rich_help_panel=_PANEL)
def check(
    arguments: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="The folders to check, as with --corpus.", exists=True, file_okay=False),
    ] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if any part of a file was lost.")] = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Check the article files: problems with file and line, duplicates, conflicting dates."""
    from bot.cli.actions.check import check_files

    end_command(check_files([*(arguments or ()), *(folders or ())], strict=strict, as_json=as_json))


@maintenance_app.command(rich_help_panel=_PANEL)
def sync(
    *, force: Annotated[bool, typer.Option("--force", help="Register even if nothing has changed.")] = False
) -> None:
    """Register the bot's commands with Discord. `run` does this by itself when they change."""
    from bot.cli.actions.serve import sync_commands

    end_command(sync_commands(force=force))


@maintenance_app.command(rich_help_panel=_PANEL)
def doctor(
    *,
    online: Annotated[bool, typer.Option("--online", help="Also check the token, channels and model.")] = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Check the set-up, and show every problem with a fix for each."""
    from bot.cli.actions.doctor import examine_setup

    end_command(examine_setup(folders, online=online, as_json=as_json))


@maintenance_app.command(rich_help_panel=_PANEL)
def health(*, as_json: AsJson = False) -> None:
    """Check the running bot: exit with 0 if it is OK, otherwise with 1, and say why."""
    from bot.cli.actions.health import show_health

    end_command(show_health(as_json=as_json))


@maintenance_app.command(rich_help_panel=_PANEL)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that doesn't exist yet.", dir_okay=False)],
) -> None:
    """Copy the database (digests, time zones, sent articles) to a file. The bot can be running."""
    from bot.cli.actions.backup import back_up_store

    end_command(back_up_store(file))


@maintenance_app.command(rich_help_panel=_PANEL)
def restore(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="A file written by nutgraf backup. Leave it out after pg_restore.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Replace the database with a backup. The current data is lost. The bot can be running."""
    from bot.cli.actions.backup import restore_store

    end_command(restore_store(file))


@maintenance_app.command(rich_help_panel=_PANEL)
def report(*, as_json: AsJson = False) -> None:
    """Show what people asked for and didn't find, week by week, on servers that turned feedback on."""
    from bot.cli.actions.report import show_report

    end_command(show_report(as_json=as_json))


@store.command()
def copy(
    target: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help='An empty database, written as in DATABASE_URL. "-" reads the URL from standard input.',
        ),
    ],
) -> None:
    """Copy the database to another one, from SQLite to PostgreSQL or back. Stop the bot first."""
    from bot.cli.actions.backup import copy_store

    end_command(copy_store(target))
