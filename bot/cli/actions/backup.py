"""`backup` and `restore`: the store as one file."""

from datetime import datetime
from pathlib import Path

import typer

from bot.cli.environment import BAD_CONFIGURATION, current_time, open_console, read_settings
from bot.digests.ports import StoreError

WRONG_USAGE = 2


def backup(target: Path) -> int:
    """Copy the store to a new file, also while the bot runs."""
    # Imported when wanted: the database's library takes a fifth of a second.
    from bot.store import backup as copying  # noqa: PLC0415
    from bot.store import engine  # noqa: PLC0415

    try:
        copying.backup(engine.parse_url(read_settings().database), target)
    except StoreError as error:
        return _refused(error)
    open_console().line(f"The store is copied to {target}.")
    return 0


def restore(source: Path | None) -> int:
    """Put a backup in the store's place, also while the bot runs. Without one: bring a PostgreSQL database that its own
    tools have restored to the present."""
    from bot.digests.digest import Digest  # noqa: PLC0415
    from bot.digests.service import find_next_due  # noqa: PLC0415
    from bot.store import backup as copying  # noqa: PLC0415
    from bot.store import engine  # noqa: PLC0415

    moment = current_time()

    def next_time(digest: Digest) -> datetime | None:
        return find_next_due(digest, moment)

    try:
        url = engine.parse_url(read_settings().database)
        if source is None:
            if engine.sqlite_file(url) is not None:
                typer.echo("Name the file that nutgraf backup wrote.", err=True)
                return WRONG_USAGE
            count = copying.mark_restored(url, find_next_due=next_time, now=moment)
        else:
            count = copying.restore(url, source, find_next_due=next_time, now=moment)
    except StoreError as error:
        return _refused(error)
    open_console().line(
        f"Restored: {count} {'digest' if count == 1 else 'digests'}. What arrived since the backup is not sent as "
        "news, and times that passed are not made up for."
    )
    return 0


def _refused(error: StoreError) -> int:
    typer.echo(f"{str(error)[:1].upper()}{str(error)[1:]}.", err=True)
    return BAD_CONFIGURATION
