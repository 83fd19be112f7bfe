"""`backup` and `restore`: the store as one file."""

from pathlib import Path

import typer

from bot.cli.opening import BAD_CONFIGURATION, now, page, settings
from bot.digests.ports import StoreError


def backup(target: Path) -> int:
    """Copy the store to a new file, also while the bot runs."""
    # Imported when wanted: the database's library takes a fifth of a second.
    from bot.store import copying, opening  # noqa: PLC0415

    try:
        copying.backup(opening.url_of(settings().database), target)
    except StoreError as error:
        return _refused(error)
    page().line(f"The store is copied to {target}.")
    return 0


def restore(source: Path) -> int:
    """Put a backup in the store's place, also while the bot runs."""
    from bot.digests.office import following  # noqa: PLC0415
    from bot.store import copying, opening  # noqa: PLC0415

    moment = now()
    try:
        count = copying.restore(
            opening.url_of(settings().database), source, following=lambda each: following(each, moment), now=moment
        )
    except StoreError as error:
        return _refused(error)
    page().line(
        f"Restored: {count} {'digest' if count == 1 else 'digests'}. What arrived since the backup is not sent as "
        "news, and times that passed are not made up for."
    )
    return 0


def _refused(error: StoreError) -> int:
    typer.echo(f"{str(error)[:1].upper()}{str(error)[1:]}.", err=True)
    return BAD_CONFIGURATION
