"""The archive for one command, with a progress bar where the load takes its time and a person watches."""

import os
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from bot import logs
from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index import synonyms
from bot.answers.index.synonyms import Synonyms, SynonymsError
from bot.catalogue import Catalogue, Translator
from bot.cli.console import clean_line
from bot.cli.environment import BAD_CONFIGURATION, current_time, read_settings, settings_secrets
from bot.coverage.corpus import loading
from bot.coverage.corpus.loading import Corpus, snapshot_path
from bot.coverage.workers import WorkerPool
from bot.settings import Settings

# A load that is over sooner needs no bar, and a bar that flashes by is noise.
PATIENCE = 0.6


def load_archive(corpus: Sequence[Path] | None) -> Corpus:
    """Read the article files for one command. What is wrong with them is for `nutgraf check` to say, not for this."""
    return _read(read_settings(corpus))


def load_desk(corpus: Sequence[Path] | None) -> Desk:
    """The archive, ready for questions."""
    chosen = read_settings(corpus)
    with WorkerPool() as crew:
        read = _read(chosen, crew)
        cache = chosen.cache_dir if snapshot_path(chosen.cache_dir, read.folders) else None
        return open_desk(read.archive, _known(chosen), cache=cache, crew=crew)


def _known(chosen: Settings) -> Synonyms | None:
    """The operator's synonyms. Ends the command with 78 where they can't be read."""
    try:
        return synonyms.read_synonyms(chosen.synonyms) if chosen.synonyms else None
    except SynonymsError as error:
        typer.echo(clean_line(f"SYNONYMS: {error}"), err=True)
        raise typer.Exit(BAD_CONFIGURATION) from None


def _read(chosen: Settings, crew: WorkerPool | None = None) -> Corpus:
    logs.set_up_logging(
        "warning" if chosen.log_level == "info" else chosen.log_level,
        chosen.log_format,
        secrets=settings_secrets(chosen),
    )
    with show_progress() as report:
        return loading.load_corpus(
            chosen.corpus, now=current_time(), cache=chosen.cache_dir, progress=report, pool=crew
        )


def terminal_words() -> Translator:
    """The catalogue in the terminal's language, with text made harmless for a terminal."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Catalogue.load().speaker(locale.partition(".")[0], escape=clean_line)


@contextmanager
def show_progress() -> Generator[Callable[[int, int], None] | None, None, None]:
    """A bar on standard error for a load that takes its time; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    # Imported where it is shown: most commands are over before a bar would be.
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
        if not bar.live.is_started and done < total and time.monotonic() - start > PATIENCE:
            bar.start()
        bar.update(task, completed=done, total=total)
        if done >= total:
            bar.stop()

    try:
        yield report
    finally:
        bar.stop()
