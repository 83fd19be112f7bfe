"""`digest list` and `digest export`: what the database has of digests. Nothing is changed, and the bot may run."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from bot.catalogue import Catalogue
from bot.cli.environment import BAD_CONFIGURATION, open_output, read_settings
from bot.cli.json_output import write_json
from bot.cli.load import load_archive, load_translator
from bot.cli.options import choose_format
from bot.cli.render.output_files import write_export
from bot.digests.digest import Digest, SentArticle
from bot.digests.store_ports.errors import StoreError
from bot.exports.labels import describe_digest
from bot.exports.page import MAX_ITEMS, build_page, build_page_url
from bot.exports.syndication import PAGE_FORMATS, PageFormatName, find_page_format
from bot.store import engine, urls
from bot.store.tables.digests import StoredDigests
from bot.store.tables.runs import StoredRuns

Folders = Sequence[Path] | None


class _Tables:
    """The digests and the runs in the database that the settings name."""

    def __init__(self, digests: StoredDigests, runs: StoredRuns) -> None:
        self.digests = digests
        self.runs = runs


def print_digests(*, as_json: bool) -> int:
    """Print every digest: its number, where it goes, when, and whether it has a page."""
    try:
        with _open_tables() as tables:
            digests = _list_saved(tables.digests)
    except StoreError as error:
        return _print_error(str(error))
    if as_json:
        write_json([_to_json(digest) for digest in digests])
        return 0
    output = open_output()
    for digest in digests:
        place = f"person {digest.creator}" if digest.is_personal else f"channel {digest.channel}"
        page = " (also outside Discord)" if digest.page_key else ""
        output.print_line(f"{digest.id:>5}  {place}, {digest.schedule} ({digest.zone}), {digest.state}{page}")
    if not digests:
        output.print_line("There are no digests. On Discord, /digest create makes one.")
    return 0


def export_digest(number: int | None, folders: Folders, file: Path | None, format_name: PageFormatName | None) -> int:
    """Write what a digest has sent. Return 1 if there is no such digest, or the file can't be written."""
    page_format: PageFormatName = choose_format(
        file, format_name, find_page_format, default="rss", endings=".rss, .xml, .json or .ics"
    )
    try:
        with _open_tables() as tables:
            digest = _find_digest(tables.digests, number)
            articles = tables.runs.list_sent(digest.id, MAX_ITEMS) if digest else ()
    except StoreError as error:
        return _print_error(str(error))
    if digest is None:
        hint = "Name one of the digests that nutgraf digest list shows." if number is None else f"No digest {number}."
        typer.echo(hint, err=True)
        return 1
    return _write(digest, articles, folders, file, page_format)


@contextmanager
def _open_tables() -> Generator[_Tables]:
    """Open the database for reading. Raises `StoreError`, also if it has no tables yet."""
    url = urls.parse_url(read_settings().database)
    with engine.connect_if_exists(url) as database:
        if database is None:
            raise StoreError(f"there is no database at {url.database} yet; the bot creates it when it starts")
        yield _Tables(StoredDigests(database), StoredRuns(database, owner=""))


def _find_digest(digests: StoredDigests, number: int | None) -> Digest | None:
    if number is not None:
        return next((digest for digest in _list_saved(digests) if digest.id == number), None)
    saved = _list_saved(digests)
    return saved[0] if len(saved) == 1 else None


def _list_saved(digests: StoredDigests) -> Sequence[Digest]:
    return [digest for digest in digests.list_all() if digest.state != "draft" and digest.follow is None]


def _write(
    digest: Digest,
    articles: Sequence[SentArticle],
    folders: Folders,
    file: Path | None,
    format_name: PageFormatName,
) -> int:
    settings, archive = read_settings(folders), load_archive(folders).archive
    words = Catalogue.load().get_translator(digest.locale or None)
    # If the digest has no page, the file names no URL where it could be read again.
    url = build_page_url(settings.pages_url, digest, format_name) if settings.pages_url and digest.page_key else ""
    page = build_page(digest, articles, archive, title=describe_digest(digest, archive, words), url=url)
    return write_export(PAGE_FORMATS[format_name].write(page), len(page.items), file, load_translator())


def _to_json(digest: Digest) -> dict[str, object]:
    return {
        "id": digest.id,
        "server": digest.server,
        "channel": digest.channel or None,
        "person": digest.creator if digest.is_personal else None,
        "schedule": digest.schedule,
        "zone": digest.zone,
        "state": digest.state,
        "outside_discord": bool(digest.page_key),
    }


def _print_error(text: str) -> int:
    typer.echo(f"{text[:1].upper()}{text[1:]}.", err=True)
    return BAD_CONFIGURATION
