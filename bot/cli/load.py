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
from bot.answers.index.synonyms import BadSynonyms, Synonyms
from bot.catalogue import Catalogue, Words
from bot.cli.console import clean
from bot.cli.environment import BAD_CONFIGURATION, now, secrets, settings
from bot.coverage.corpus import loading
from bot.coverage.corpus.loading import Corpus, cache_file
from bot.coverage.workers import Crew
from bot.settings import Settings

# A load that is over sooner needs no bar, and a bar that flashes by is noise.
PATIENCE = 0.6


def archive(corpus: Sequence[Path] | None) -> Corpus:
    """Read the article files for one command. What is wrong with them is for `nutgraf check` to say, not for this."""
    return _read(settings(corpus))


def desk(corpus: Sequence[Path] | None) -> Desk:
    """The archive, ready for questions."""
    chosen = settings(corpus)
    with Crew() as crew:
        read = _read(chosen, crew)
        cache = chosen.cache_dir if cache_file(chosen.cache_dir, read.folders) else None
        return open_desk(read.archive, _known(chosen), cache=cache, crew=crew)


def _known(chosen: Settings) -> Synonyms | None:
    """The operator's synonyms. Ends the command with 78 where they can't be read."""
    try:
        return synonyms.read(chosen.synonyms) if chosen.synonyms else None
    except BadSynonyms as error:
        typer.echo(clean(f"SYNONYMS: {error}"), err=True)
        raise typer.Exit(BAD_CONFIGURATION) from None


def _read(chosen: Settings, crew: Crew | None = None) -> Corpus:
    logs.set_up(
        "warning" if chosen.log_level == "info" else chosen.log_level, chosen.log_format, secrets=secrets(chosen)
    )
    with progress() as report:
        return loading.load(chosen.corpus, now=now(), cache=chosen.cache_dir, progress=report, crew=crew)


def words() -> Words:
    """The catalogue in the terminal's language, with text made harmless for a terminal."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Catalogue.load().speaker(locale.partition(".")[0], escape=clean)


@contextmanager
def progress() -> Generator[Callable[[int, int], None] | None, None, None]:
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
