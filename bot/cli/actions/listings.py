"""Commands that read the archive: one load, one answer or list, as text or as JSON."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.answers.browse import listing
from bot.answers.browse.listing import Listing
from bot.answers.browse.outlet import build_profile
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.cli.actions import ask as conversing
from bot.cli.actions.batch import run_batch
from bot.cli.environment import current_time, open_console
from bot.cli.json_output import answer_json, counts_json, listing_json, write_json
from bot.cli.load import load_desk, terminal_words
from bot.cli.render import listing as lists
from bot.cli.render.answer import print_answer
from bot.cli.render.chart import check_chart_file, write_chart
from bot.coverage.periods import Step

Folders = Sequence[Path] | None


def ask(text: str, corpus: Folders, *, as_json: bool) -> int:
    """Print the answer to one question."""
    opened = load_desk(corpus)
    value = answer(text.encode("utf-8", "replace").decode("utf-8"), opened, now=current_time())
    if as_json:
        write_json(answer_json(value, opened.archive))
    else:
        print_answer(value, opened.archive, open_console(), terminal_words())
    return 0


def converse(corpus: Folders, *, as_json: bool) -> int | None:
    """Answer line after line as they are typed; None where there was none."""
    opened, say = load_desk(corpus), terminal_words()
    asked = conversing.read_questions(say)
    count = (
        conversing.answer_each(asked, opened) if as_json else conversing.converse(asked, opened, open_console(), say)
    )
    return 0 if count or sys.stdin.isatty() else None


def batch(file: Path, corpus: Folders) -> int:
    """Answer every question of a file; 1 if a line was none."""
    return 0 if run_batch(file, load_desk(corpus)) else 1


def latest(topic: str | None, outlet: str | None, count: int, corpus: Folders, *, as_json: bool) -> int:
    """Print the newest articles."""
    opened = load_desk(corpus)
    return _end(
        listing.list_latest(opened, topic=topic, outlet=outlet, count=count), opened, as_json=as_json, whole=True
    )


def timeline(  # noqa: PLR0913 - the options of a command
    about: str | None,
    topic: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    corpus: Folders,
    *,
    by: Step | None,
    chart: Path | None,
    as_json: bool,
    whole: bool,
) -> int:
    """Print what was reported when, and draw it where `chart` names a file."""
    chart = check_chart_file(chart)
    opened = load_desk(corpus)
    value = build_timeline(
        opened, about=about, topic=topic, outlet=outlet, since=since, until=until, by=by, now=current_time()
    )
    return _end(value, opened, as_json=as_json, whole=whole, chart=chart)


def source(outlet: str, about: str | None, corpus: Folders, *, chart: Path | None, as_json: bool, whole: bool) -> int:
    """Print an outlet's profile, and draw it where `chart` names a file."""
    chart = check_chart_file(chart)
    opened = load_desk(corpus)
    value = build_profile(opened, outlet=outlet, about=about, now=current_time())
    return _end(value, opened, as_json=as_json, whole=whole, chart=chart)


def topics(corpus: Folders, *, as_json: bool, whole: bool) -> int:
    """Print the topics."""
    opened = load_desk(corpus)
    return _end(listing.list_topics(opened), opened, as_json=as_json, whole=whole)


def outlets(corpus: Folders, *, as_json: bool, whole: bool) -> int:
    """Print the outlets."""
    opened = load_desk(corpus)
    return _end(listing.list_outlets(opened), opened, as_json=as_json, whole=whole)


def _end(value: Listing, opened: Desk, *, as_json: bool, whole: bool, chart: Path | None = None) -> int:
    """Show a list; 1 where a name or date in the command was not understood, or the picture can't be drawn."""
    if as_json and value.kind in ("topics", "outlets"):
        write_json(counts_json(value, terminal_words()))
    elif as_json:
        write_json(listing_json(value, opened.archive, terminal_words()))
    else:
        lists.print_listing(value, opened.archive, open_console(), terminal_words(), whole=whole)
    if not value.known:
        return 1
    return write_chart(value, chart, terminal_words()) if chart else 0
