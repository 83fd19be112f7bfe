"""`export`: what a reply lists, written to a file or to standard output in a format for other programs."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

from bot.answers.answer import Remark
from bot.answers.browse.latest import list_latest
from bot.answers.browse.listing import Listing
from bot.answers.browse.outlet import build_profile
from bot.answers.browse.story import find_story
from bot.answers.browse.timeline import build_timeline
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.cli.console import clean_line
from bot.cli.environment import get_current_time
from bot.cli.judge import open_answer_judge
from bot.cli.load import load_desk, load_translator
from bot.cli.options import choose_format
from bot.cli.render.output_files import write_export
from bot.coverage.article import Article
from bot.exports.formats import FORMATS, FormatName, find_format
from bot.exports.rows import build_rows, group_answer, group_listing, group_story, list_quotes

Folders = Sequence[Path] | None


class ListFilters(NamedTuple):
    """What a list is limited to, as it was typed."""

    about: str | None
    topic: str | None
    outlet: str | None
    since: str | None
    until: str | None


def export_answer(question: str, folders: Folders, file: Path | None, format_name: FormatName | None) -> int:
    """Export the articles of an answer."""
    chosen = _choose_format(file, format_name)
    desk = load_desk(folders)
    with open_answer_judge(folders) as judge:
        result = judge(answer(question, desk, now=get_current_time()), desk)
    return _write(group_answer(result), desk, file, chosen, list_quotes(result))


def export_latest(
    limits: ListFilters, count: int, folders: Folders, file: Path | None, format_name: FormatName | None
) -> int:
    """Export the newest stories."""
    chosen = _choose_format(file, format_name)
    desk = load_desk(folders)
    listing = list_latest(desk, **limits._asdict(), count=count, now=get_current_time())
    return _write_listing(listing, desk, file, chosen)


def export_timeline(limits: ListFilters, folders: Folders, file: Path | None, format_name: FormatName | None) -> int:
    """Export what was reported when."""
    chosen = _choose_format(file, format_name)
    desk = load_desk(folders)
    return _write_listing(build_timeline(desk, **limits._asdict(), now=get_current_time()), desk, file, chosen)


def export_outlet(
    outlet: str, about: str | None, folders: Folders, file: Path | None, format_name: FormatName | None
) -> int:
    """Export what an outlet reported."""
    chosen = _choose_format(file, format_name)
    desk = load_desk(folders)
    listing = build_profile(desk, outlet=outlet, about=about, now=get_current_time())
    return _write_listing(listing, desk, file, chosen)


def export_story(about: str, folders: Folders, file: Path | None, format_name: FormatName | None) -> int:
    """Export the reports of a story. Return 1 if the archive has no such story."""
    chosen = _choose_format(file, format_name)
    desk = load_desk(folders)
    view = find_story(desk, about, now=get_current_time())
    if not view.reports:
        return _report(view.lead, view.suggestions)
    return _write(group_story(view), desk, file, chosen)


def _choose_format(file: Path | None, format_name: FormatName | None) -> FormatName:
    return choose_format(file, format_name, find_format, default="csv", endings=".csv, .json, .bib or .ris")


def _write_listing(listing: Listing, desk: Desk, file: Path | None, format_name: FormatName) -> int:
    if not listing.known:
        return _report(listing.lead, listing.suggestions)
    return _write(group_listing(listing), desk, file, format_name)


def _report(lead: Remark, suggestions: Iterable[str]) -> int:
    """Say on standard error why there is nothing to export. Return 1."""
    for line in (load_translator()(lead.id, lead.args), *suggestions):
        typer.echo(clean_line(line), err=True)
    return 1


def _write(
    groups: Iterable[Sequence[Article]],
    desk: Desk,
    file: Path | None,
    format_name: FormatName,
    quotes: Mapping[str, Sequence[str]] = {},
) -> int:
    """Write the articles, and say on standard error how many. Return 1 if the file can't be written."""
    rows = build_rows(groups, desk.archive, quotes=quotes)
    return write_export(FORMATS[format_name].write(rows), len(rows), file, load_translator())
