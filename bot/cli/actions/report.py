"""`report`: what was asked and not found, by week."""

from collections.abc import Sequence

import typer

from bot.cli.environment import BAD_CONFIGURATION, open_output, read_settings
from bot.cli.json_output import reports_to_json, write_json
from bot.cli.load import load_translator
from bot.cli.render.report import print_missing_report
from bot.digests.store_ports.errors import StoreError
from bot.servers.report import WeekReport, build_reports
from bot.settings.settings import Settings


def show_report(*, as_json: bool) -> int:
    """Print the report of each week that the database has counts of. The bot may be running."""
    try:
        reports = _read_reports(read_settings())
    except StoreError as error:
        typer.echo(f"The database: {error}.", err=True)
        return BAD_CONFIGURATION
    if as_json:
        write_json(reports_to_json(reports))
    else:
        print_missing_report(reports, open_output(), load_translator())
    return 0


def _read_reports(settings: Settings) -> Sequence[WeekReport]:
    # Imported here because SQLAlchemy takes a fifth of a second to load.
    from bot.store import engine, urls  # noqa: PLC0415
    from bot.store.tables.query_counts import StoredCounts  # noqa: PLC0415

    with engine.connect_if_exists(urls.parse_url(settings.database)) as database:
        return build_reports(StoredCounts(database).load()) if database else ()
