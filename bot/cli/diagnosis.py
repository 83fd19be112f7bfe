"""The checks of `nutgraf doctor`: they find everything that is wrong with a set-up, and a fix for each."""

import importlib.util
import os
import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Literal

import msgspec

from bot import health
from bot.coverage.corpus.folders import escape_path, find_files
from bot.coverage.parsing.reader import SUFFIXES
from bot.settings.checks import SettingsError, find_secrets
from bot.settings.settings import Settings
from bot.settings.sources import merge_environment, suggest_settings

OLDEST_PYTHON = (3, 11)

LOW_DISK_SPACE = 200_000_000
"""Bytes. A snapshot of 25,000 articles takes some 60 MB; with less space than this, a cache may fill the disk."""

_SHOWN_FEEDS = 5

State = Literal["ok", "hint", "bad"]


class Diagnosis(msgspec.Struct, frozen=True, rename={"message": "said", "fix": "mend"}):
    """One finding. `bad`: the bot can't run like this. `fix` is empty if there is nothing to do.

    In JSON, `message` and `fix` are called `said` and `mend`.
    """

    name: str
    state: State
    message: str
    fix: str = ""


def examine(environ: Mapping[str, str], dotenv: Path, *, corpus: Sequence[Path] = ()) -> tuple[Diagnosis, ...]:
    """Check everything that needs no network.

    `environ` wins over the file `dotenv`; `corpus`, if given, replaces the setting CORPUS.
    """
    findings = [*_check_machine()]
    try:
        merged = merge_environment(environ, dotenv)
    except SettingsError as error:
        findings += _list_invalid(error)
        merged = dict(environ)
    findings += [
        Diagnosis("settings", "hint", hint, "Rename it, or leave it if it belongs to another program.")
        for hint in suggest_settings(merged)
    ]
    findings += _check_dotenv(merged, dotenv)
    try:
        settings = Settings.read(merged, corpus=corpus)
    except SettingsError as error:
        return (*findings, *_list_invalid(error))
    findings += [_check_articles(folder, settings) for folder in settings.folders]
    findings += [
        *_check_cache(settings),
        *_check_compaction(settings),
        *_check_health_file(settings),
        *_check_store(settings),
        _check_token(settings),
    ]
    findings += [*_check_judge(settings), *_check_clock(settings), *_check_feeds(settings)]
    return tuple(findings)


def _list_invalid(error: SettingsError) -> list[Diagnosis]:
    return [Diagnosis(setting.name, "bad", setting.reason, setting.fix) for setting in error.invalid]


def _check_machine() -> Iterator[Diagnosis]:
    version = platform.python_version()
    if sys.version_info >= OLDEST_PYTHON:
        yield Diagnosis("Python", "ok", f"{version} ({platform.system()})")
    else:
        yield Diagnosis("Python", "bad", f"{version} is too old.", "Install Python 3.11 or newer.")
    try:
        library = metadata.version("discord.py")
    except metadata.PackageNotFoundError:
        yield Diagnosis("discord.py", "bad", "is not installed.", "Run make install.")
    else:
        yield Diagnosis("discord.py", "ok", library)
    if importlib.util.find_spec("yaml") is not None and importlib.util.find_spec("yaml._yaml") is not None:
        yield Diagnosis("libyaml", "ok", "article files are parsed by the fast parser")
    else:
        yield Diagnosis(
            "libyaml",
            "hint",
            "is missing; article files are parsed about ten times slower.",
            "Install PyYAML from a wheel (pip install --force-reinstall pyyaml), or install libyaml first.",
        )


def _check_dotenv(merged: Mapping[str, str], dotenv: Path) -> Iterator[Diagnosis]:
    """Report a file with secrets in it that other users of this machine can read."""
    if os.name == "nt" or not dotenv.is_file() or not find_secrets(merged):
        return
    if dotenv.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield Diagnosis(str(dotenv), "hint", "holds secrets, and other users can read it.", f"chmod 600 {dotenv}")


def _check_articles(folder: Path, settings: Settings) -> Diagnosis:
    name = f"articles in {folder}"
    found = find_files([folder], follow_links=settings.corpus_follow_links)
    unreadable = [path for path in found.files if not os.access(path, os.R_OK)]
    problems = [problem for problem in found.problems if problem.severity == "error"]
    if unreadable or problems:
        fix = f"chmod -R u+rX {folder}, or run the bot as the files' owner."
        if problems:
            if "CORPUS_FOLLOW_LINKS" in problems[0].reason:
                fix = "Put the files themselves into the folder, or set CORPUS_FOLLOW_LINKS=1 if you trust the links."
            example = f"{problems[0].path}: {problems[0].reason}"
        else:
            example = escape_path(unreadable[0])
        message = f"{_count_files(len(unreadable) + len(problems))} can't be read ({example})."
        return Diagnosis(name, "hint", message, fix)
    if not found.files:
        message = "there are none yet, so the bot can't answer anything."
        return Diagnosis(name, "hint", message, f"Put article files ({', '.join(sorted(SUFFIXES))}) into it.")
    return Diagnosis(name, "ok", _count_files(len(found.files)))


def _count_files(count: int) -> str:
    return f"{count:,} {'file' if count == 1 else 'files'}"


def _check_cache(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.cache_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"nutgraf")
    except OSError as error:
        message = f"can't write to {folder} ({error.strerror}), so every start reads all files."
        yield Diagnosis("CACHE_DIR", "hint", message, "Set CACHE_DIR to a folder that the bot may write to.")
        return
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK_SPACE:
        fix = "Free some space, or set CACHE_DIR to another disk."
        yield Diagnosis("CACHE_DIR", "hint", f"{folder} has only {free // 1_000_000:,} MB left.", fix)
    else:
        yield Diagnosis("CACHE_DIR", "ok", str(folder))


def _check_compaction(settings: Settings) -> Iterator[Diagnosis]:
    """Report whether the running bot could rewrite its cache after many changes."""
    heartbeat = health.read_heartbeat(settings.health_path)
    if heartbeat is not None and heartbeat.cache_error:
        message = f"the running bot can't rewrite it ({heartbeat.cache_error}), so each change takes longer."
        yield Diagnosis("cache", "hint", message, "Remove the cause; the bot tries again by itself.")


def _check_health_file(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.health_path.parent
    if folder != settings.cache_dir and not os.access(folder, os.W_OK):
        message = f"can't write to {folder}, so `nutgraf health` won't see the bot."
        yield Diagnosis("HEALTH_FILE", "hint", message, "Name a file in a folder that the bot may write to.")


def _check_store(settings: Settings) -> Iterator[Diagnosis]:
    """Tell whether digests can be stored, and who uses the database. This creates and changes nothing."""
    # Imported here because SQLAlchemy takes a fifth of a second to load.
    from bot.digests.store_ports.errors import StoreError  # noqa: PLC0415
    from bot.store import engine, urls  # noqa: PLC0415
    from bot.store.processes.server_locks import find_free_shards, list_processes  # noqa: PLC0415

    try:
        url = urls.parse_url(settings.database)
        file = urls.get_sqlite_file(url)
        if file is not None and not file.exists():
            parent = next(folder for folder in file.absolute().parents if folder.exists())
            if os.access(parent, os.W_OK):
                yield Diagnosis("DATABASE_URL", "ok", f"{file} (created at the first start)")
                return
            message = f"can't create {file}: the bot may not write to {parent}."
            yield Diagnosis("DATABASE_URL", "bad", message, "Let the bot write there, or name another place.")
            return
        engine.probe(url)
        processes = list_processes(url) if file is None else ()
        free = find_free_shards(url) if file is None else None
    except StoreError as error:
        yield Diagnosis("DATABASE_URL", "bad", f"{error}.", "Repair it, or name another database.")
        return
    running = f"; connected to it: {'; '.join(processes)}" if processes else ""
    yield Diagnosis("DATABASE_URL", "ok", f"{urls.render_url(url)}{running}")
    if free is not None and free.ids:
        numbers = ",".join(map(str, free.ids))
        message = f"no process runs {numbers} of {free.total}, so nobody answers the servers on them."
        fix = f"Start a process with SHARD_COUNT={free.total} and SHARD_IDS={numbers}."
        yield Diagnosis("shards", "hint", message, fix)


def _check_feeds(settings: Settings) -> Iterator[Diagnosis]:
    """Report whether the list of feeds can be read, and which feeds fail."""
    if not settings.feeds.exists():
        return
    # Imported here because SQLAlchemy, aiohttp and lxml take a while to load, and few operators have feeds.
    from bot.digests.store_ports.errors import StoreError  # noqa: PLC0415
    from bot.feed_setup import load_feed_states  # noqa: PLC0415
    from bot.feeds.feed_list.configuration import FeedListError, read_feed_list  # noqa: PLC0415
    from bot.feeds.polling import is_failing  # noqa: PLC0415

    try:
        entries = read_feed_list(settings.feeds)
        states = load_feed_states(settings)
    except FeedListError as error:
        yield Diagnosis("FEEDS", "hint", f"{error}.", "Correct it; until then, the bot polls no feed.")
        return
    except StoreError:
        return  # `_check_store` says what is wrong
    failing = [states[entry.url] for entry in entries if is_failing(states.get(entry.url))]
    for state in failing[:_SHOWN_FEEDS]:
        is_gone = state.state == "gone"
        fix = "Remove it: nutgraf feeds remove URL." if is_gone else "Look at it: nutgraf feeds check URL."
        yield Diagnosis(f"feed {state.url}", "hint", f"can't be read: {state.reason}.", fix)
    if len(failing) > _SHOWN_FEEDS:
        yield Diagnosis("feeds", "hint", f"{len(failing):,} of {len(entries):,} can't be read.", "nutgraf feeds list")
    if not failing:
        yield Diagnosis("FEEDS", "ok", f"{len(entries):,} in {settings.feeds}, articles in {settings.feeds_dir}")


def _check_token(settings: Settings) -> Diagnosis:
    if settings.token:
        return Diagnosis("DISCORD_TOKEN", "ok", "is set and looks like a token; --online checks it with Discord")
    if importlib.util.find_spec("simcord") is None:
        return Diagnosis(
            "DISCORD_TOKEN",
            "bad",
            "is not set, and the sandbox is not installed, so the bot has nothing to connect to.",
            "Set the token (docs/operating.md shows how to get one), or install the sandbox: make install.",
        )
    return Diagnosis("DISCORD_TOKEN", "ok", "is not set, so `nutgraf run` starts the sandbox on this machine")


def _check_judge(settings: Settings) -> Iterator[Diagnosis]:
    """Report how the judge is set up. Nothing is sent to it."""
    if settings.judge_url is None:
        if settings.judge_model or settings.judge_key:
            message = "is not set, so JUDGE_MODEL and JUDGE_KEY have no effect."
            yield Diagnosis("JUDGE_URL", "hint", message, "Set it to the model's endpoint, or remove the others.")
        return
    # Imported here because aiohttp takes a tenth of a second to load.
    from bot.judge.setup import read_endpoint  # noqa: PLC0415

    endpoint = read_endpoint(settings)
    if endpoint is not None and endpoint.sends_key_openly:
        message = f"{endpoint.url} is not encrypted, so the key and the questions can be read on the way."
        yield Diagnosis("JUDGE_URL", "hint", message, "Use https, or a model on this machine.")
        return
    questions = "all questions" if settings.judge_private else "questions with public replies"
    message = f"{settings.judge_model} at {settings.judge_url} judges {questions}; --online asks it one"
    yield Diagnosis("JUDGE_URL", "ok", message)


async def ask_judge(settings: Settings, *, patience: float = 60.0) -> Diagnosis:
    """Ask the judge that the settings name about sentences of our own. Needs the network.

    `patience`: seconds for the first judgement; a server may have to load its model first.
    """
    # Imported here because they are slow to load, and only --online needs them.
    from bot.answers.replies.judgement import Sentence  # noqa: PLC0415
    from bot.judge.model_judge import FAILURES, JudgeLimits, describe_failure  # noqa: PLC0415
    from bot.judge.setup import open_judge_from  # noqa: PLC0415

    question = "How many people does the new ferry carry?"
    texts = ("The harbor reopens on Monday.", "The new ferry carries 120 people.", "The old ferry is for sale.")
    sentences = [Sentence(text, "News from the harbor", "Harbor Post", "2021-03-04") for text in texts]
    is_loaded = False
    try:
        for limits in (JudgeLimits(timeout=patience), JudgeLimits()):
            async with open_judge_from(settings, clock=lambda: datetime.now(UTC), limits=limits) as judge:
                if judge is None:
                    return Diagnosis("judge", "ok", "is not set up")
                judgement = await judge.ask(question, sentences)
            is_loaded = True
    except FAILURES as error:
        if is_loaded and isinstance(error, TimeoutError):
            message = f"takes longer than {JudgeLimits().timeout:.0f} seconds, so answers go out without it."
            return Diagnosis("judge", "hint", message, "Use a smaller model, or a faster machine.")
        fix = "Check JUDGE_URL, JUDGE_MODEL and JUDGE_KEY. The endpoint must support structured output (json_schema)."
        return Diagnosis("judge", "hint", f"gave no judgement: {describe_failure(error)}.", fix)
    if judgement.verdict != "found" or judgement.numbers[0] != 2:  # noqa: PLR2004 - the sentence with the figure
        message = f"{settings.judge_model} misjudged a simple question."
        return Diagnosis("judge", "hint", message, "Use a more capable model.")
    return Diagnosis("judge", "ok", f"{settings.judge_model} judged a test question right and in time")


def _check_clock(settings: Settings) -> Iterator[Diagnosis]:
    """Check what the running bot has learned from Discord about this machine's clock."""
    heartbeat = health.read_heartbeat(settings.health_path)
    if heartbeat is not None and (warning := health.describe_skew(timedelta(seconds=heartbeat.skew))):
        yield Diagnosis("clock", "hint", warning, health.FIX_SKEW)
