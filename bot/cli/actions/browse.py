"""Commands that read the archive: one load, one answer or list, as text or as JSON."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.answers.browse import listing as listings
from bot.answers.browse import timeline as chronology
from bot.answers.browse.listing import Listing
from bot.answers.browse.outlet import profile
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.cli import as_json as to_json
from bot.cli.actions import batch as batching
from bot.cli.actions import converse as conversing
from bot.cli.environment import now, page
from bot.cli.load import desk, words
from bot.cli.render import answer as answers
from bot.cli.render import chart as picturing
from bot.cli.render import lists
from bot.coverage.periods import Step

Folders = Sequence[Path] | None


def ask(text: str, corpus: Folders, *, as_json: bool) -> int:
    """Print the answer to one question."""
    opened = desk(corpus)
    value = answer(text.encode("utf-8", "replace").decode("utf-8"), opened, now=now())
    if as_json:
        to_json.write(to_json.answer(value, opened.archive))
    else:
        answers.show(value, opened.archive, page(), words())
    return 0


def converse(corpus: Folders, *, as_json: bool) -> int | None:
    """Answer line after line as they are typed; None where there was none."""
    opened, say = desk(corpus), words()
    asked = conversing.typed(say)
    count = conversing.independent(asked, opened) if as_json else conversing.converse(asked, opened, page(), say)
    return 0 if count or sys.stdin.isatty() else None


def batch(file: Path, corpus: Folders) -> int:
    """Answer every question of a file; 1 if a line was none."""
    return 0 if batching.run(file, desk(corpus)) else 1


def latest(topic: str | None, outlet: str | None, count: int, corpus: Folders, *, as_json: bool) -> int:
    """Print the newest articles."""
    opened = desk(corpus)
    return _end(listings.latest(opened, topic=topic, outlet=outlet, count=count), opened, as_json=as_json, whole=True)


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
    chart = picturing.drawable(chart)
    opened = desk(corpus)
    value = chronology.timeline(
        opened, about=about, topic=topic, outlet=outlet, since=since, until=until, by=by, now=now()
    )
    return _end(value, opened, as_json=as_json, whole=whole, chart=chart)


def source(outlet: str, about: str | None, corpus: Folders, *, chart: Path | None, as_json: bool, whole: bool) -> int:
    """Print an outlet's profile, and draw it where `chart` names a file."""
    chart = picturing.drawable(chart)
    opened = desk(corpus)
    value = profile(opened, outlet=outlet, about=about, now=now())
    return _end(value, opened, as_json=as_json, whole=whole, chart=chart)


def topics(corpus: Folders, *, as_json: bool, whole: bool) -> int:
    """Print the topics."""
    opened = desk(corpus)
    return _end(listings.topics(opened), opened, as_json=as_json, whole=whole)


def outlets(corpus: Folders, *, as_json: bool, whole: bool) -> int:
    """Print the outlets."""
    opened = desk(corpus)
    return _end(listings.outlets(opened), opened, as_json=as_json, whole=whole)


def _end(value: Listing, opened: Desk, *, as_json: bool, whole: bool, chart: Path | None = None) -> int:
    """Show a list; 1 where a name or date in the command was not understood, or the picture can't be drawn."""
    if as_json and value.kind in ("topics", "outlets"):
        to_json.write(to_json.tallies(value, words()))
    elif as_json:
        to_json.write(to_json.listing(value, opened.archive, words()))
    else:
        lists.show(value, opened.archive, page(), words(), whole=whole)
    if not value.known:
        return 1
    return picturing.write(value, chart, words()) if chart else 0
