"""`backup`, `restore` and `store copy`: the store as one file, or in another database."""

import sys
from pathlib import Path

import typer

from bot.cli.environment import BAD_CONFIGURATION, get_current_time, open_output, read_settings
from bot.digests.store_ports.errors import StoreError

WRONG_USAGE = 2


def back_up_store(target: Path) -> int:
    """Copy the store to a new file. The bot may be running."""
    # Imported here because SQLAlchemy takes a fifth of a second to load.
    from bot.store import backup, urls  # noqa: PLC0415

    try:
        backup.backup(urls.parse_url(read_settings().database), target)
    except StoreError as error:
        return _print_error(error)
    open_output().print_line(f"Database copied to {target}.")
    return 0


def restore_store(source: Path | None) -> int:
    """Replace the store with a backup. The bot may be running.

    `source` None: the database is PostgreSQL, and its own tools have already restored it; only mark it as restored.
    """
    from bot.store import backup, urls  # noqa: PLC0415

    try:
        url = urls.parse_url(read_settings().database)
        if source is not None:
            count = backup.restore(url, source, now=get_current_time())
        elif urls.get_sqlite_file(url) is None:
            count = backup.mark_restored(url)
        else:
            typer.echo("Name the file that nutgraf backup wrote.", err=True)
            return WRONG_USAGE
    except StoreError as error:
        return _print_error(error)
    open_output().print_line(
        f"Restored: {count} {'digest' if count == 1 else 'digests'}. Articles that "
        "arrived since the backup are not sent as news, and times that have passed are skipped."
    )
    return 0


def copy_store(target: str) -> int:
    """Copy the store to the database at the URL `target`; "-" reads the URL from standard input."""
    from bot.store import transfer, urls  # noqa: PLC0415

    text = sys.stdin.readline() if target == "-" else target
    try:
        to_url = urls.parse_url(text.strip().replace("DATABASE_URL=", "", 1))
        counts = transfer.copy_store(urls.parse_url(read_settings().database), to_url)
    except StoreError as error:
        return _print_error(error)
    output = open_output()
    output.print_line(f"Copied to {urls.render_url(to_url)}:")
    for name, count in counts.items():
        output.print_line(f"{count:>9,} {name}")
    output.print_line("Set DATABASE_URL to the new database. Never start a bot on the old one again.")
    return 0


def _print_error(error: StoreError) -> int:
    typer.echo(f"{str(error)[:1].upper()}{str(error)[1:]}.", err=True)
    return BAD_CONFIGURATION
