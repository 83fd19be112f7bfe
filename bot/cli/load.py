"""The archive for one command, with a progress bar if loading takes long and a person is watching."""

import os
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console

from bot import logs
from bot.answers.desk.delta import open_changed_desk
from bot.answers.desk.desk import Desk, check_desk
from bot.answers.index.synonyms import Synonyms, SynonymsError, read_synonyms
from bot.catalogue import Catalogue, Translator
from bot.cli.console import clean_line
from bot.cli.environment import BAD_CONFIGURATION, get_current_time, read_settings
from bot.coverage.columns.mapped_files import handle_bus_errors
from bot.coverage.columns.table import DamagedTableError
from bot.coverage.corpus import loading
from bot.coverage.corpus.corpus import Corpus, find_snapshot_path
from bot.coverage.workers import WorkerPool
from bot.settings.checks import find_secrets
from bot.settings.settings import Settings

T = TypeVar("T")

# Seconds until the progress bar appears. A faster load needs none.
BAR_AFTER = 0.6


def load_archive(folders: Sequence[Path] | None) -> Corpus:
    """Read the article files. Problems in them are not reported here; `nutgraf check` does that."""
    return _load_corpus(read_settings(folders))


def load_desk(folders: Sequence[Path] | None) -> Desk:
    """Read the article files and make the archive ready for questions."""
    settings = read_settings(folders)
    with WorkerPool() as pool:
        corpus = _load_corpus(settings, pool)
        cache = settings.cache_dir if find_snapshot_path(settings.cache_dir, corpus.folders) else None
        return open_changed_desk(corpus.archive, _load_synonyms(settings), cache=cache, pool=pool)


class CheckedDesk:
    """The desk of a command that may run for long. It is rebuilt if somebody overwrites its files meanwhile."""

    def __init__(self, folders: Sequence[Path] | None) -> None:
        self._folders = folders
        self.desk = load_desk(folders)

    def use(self, work: Callable[[Desk], T]) -> T:
        """Return what a function makes of the desk. If the files are damaged meanwhile, call it again on a new desk."""
        while True:
            try:
                result = work(self.desk)
            except Exception:
                if not self._replace_if_damaged():
                    raise
            else:
                if not self._replace_if_damaged():
                    return result

    def _replace_if_damaged(self) -> bool:
        try:
            check_desk(self.desk)
        except (DamagedTableError, OSError) as error:
            typer.echo(clean_line(f"The cache was damaged ({error}); reading the articles again."), err=True)
            self.desk = load_desk(self._folders)
            return True
        return False


def _load_synonyms(settings: Settings) -> Synonyms | None:
    """Read the operator's synonyms, if any. If they can't be read, exit with 78."""
    try:
        return read_synonyms(settings.synonyms) if settings.synonyms else None
    except SynonymsError as error:
        typer.echo(clean_line(f"SYNONYMS: {error}"), err=True)
        raise typer.Exit(BAD_CONFIGURATION) from None


def _load_corpus(settings: Settings, pool: WorkerPool | None = None) -> Corpus:
    # A command's own output says enough; the log shows only what goes wrong.
    level = "warning" if settings.log_level == "info" else settings.log_level
    logs.set_up_logging(level, settings.log_format, secrets=(*settings.secrets, *find_secrets(os.environ)))
    # A cached file that gets shorter while it is in use must not end the command.
    handle_bus_errors()
    with show_progress() as report:
        return loading.load_corpus(
            settings.folders,
            now=get_current_time(),
            cache=settings.cache_dir,
            progress=report,
            pool=pool,
            follow_links=settings.corpus_follow_links,
        )


def load_translator() -> Translator:
    """Return the messages in the terminal's language. Arguments are made harmless for a terminal."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Catalogue.load().get_translator(locale.partition(".")[0], escape=clean_line)


@contextmanager
def show_progress() -> Generator[Callable[[int, int], None] | None, None, None]:
    """Show a bar on standard error while files are read. Yield a callback (files done, files in all).

    Yield None if standard error is not a terminal.
    """
    if not sys.stderr.isatty():
        yield None
        return
    # Imported here because most commands end before a bar would appear.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    bar = Progress(
        TextColumn("reading article files"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("")
    start = time.monotonic()

    def report(done: int, total: int) -> None:
        if not bar.live.is_started and done < total and time.monotonic() - start > BAR_AFTER:
            bar.start()
        bar.update(task, completed=done, total=total)
        if done >= total:
            bar.stop()

    try:
        yield report
    finally:
        bar.stop()
