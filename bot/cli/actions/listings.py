"""`latest`, `timeline`, `source`, `topics` and `outlets`: lists of what the archive has, as text or as JSON."""

from collections.abc import Sequence
from pathlib import Path

from bot.answers.browse.latest import list_latest
from bot.answers.browse.listing import Listing, list_outlets, list_topics
from bot.answers.browse.outlet import build_profile
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from bot.cli.environment import get_current_time, open_output
from bot.cli.json_output import counts_to_json, listing_to_json, write_json
from bot.cli.load import load_desk, load_translator
from bot.cli.render.chart import check_chart_file, write_chart
from bot.cli.render.listing import print_listing
from bot.coverage.periods import Step

Folders = Sequence[Path] | None


def show_latest(
    about: str | None,
    topic: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    count: int,
    folders: Folders,
    *,
    as_json: bool,
) -> int:
    """Print the newest stories."""
    desk, now = load_desk(folders), get_current_time()
    listing = list_latest(desk, about=about, topic=topic, outlet=outlet, since=since, until=until, count=count, now=now)
    return _show_listing(listing, desk, as_json=as_json, show_all=True)


def show_timeline(  # noqa: PLR0913 - the options of a command
    about: str | None,
    topic: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    folders: Folders,
    *,
    by: Step | None,
    chart: Path | None,
    as_json: bool,
    show_all: bool,
) -> int:
    """Print what was reported when, and draw it to the file `chart` if there is one."""
    chart = check_chart_file(chart)
    desk = load_desk(folders)
    listing = build_timeline(
        desk, about=about, topic=topic, outlet=outlet, since=since, until=until, step=by, now=get_current_time()
    )
    return _show_listing(listing, desk, as_json=as_json, show_all=show_all, chart=chart)


def show_outlet(
    outlet: str, about: str | None, folders: Folders, *, chart: Path | None, as_json: bool, show_all: bool
) -> int:
    """Print an outlet's profile, and draw it to the file `chart` if there is one."""
    chart = check_chart_file(chart)
    desk = load_desk(folders)
    listing = build_profile(desk, outlet=outlet, about=about, now=get_current_time())
    return _show_listing(listing, desk, as_json=as_json, show_all=show_all, chart=chart)


def show_topics(name: str, folders: Folders, *, as_json: bool, show_all: bool) -> int:
    """Print the topics whose name contains `name`."""
    desk = load_desk(folders)
    return _show_listing(list_topics(desk, name), desk, as_json=as_json, show_all=show_all)


def show_outlets(name: str, folders: Folders, *, as_json: bool, show_all: bool) -> int:
    """Print the outlets whose name or website contains `name`."""
    desk = load_desk(folders)
    return _show_listing(list_outlets(desk, name), desk, as_json=as_json, show_all=show_all)


def _show_listing(listing: Listing, desk: Desk, *, as_json: bool, show_all: bool, chart: Path | None = None) -> int:
    """Print a listing. Return 1 if an option was not understood or the chart could not be drawn."""
    words = load_translator()
    if as_json and listing.kind in ("topics", "outlets"):
        write_json(counts_to_json(listing, words))
    elif as_json:
        write_json(listing_to_json(listing, desk.archive, words))
    else:
        print_listing(listing, desk.archive, open_output(), words, show_all=show_all)
    if not listing.known:
        return 1
    return write_chart(listing, chart, words) if chart else 0
