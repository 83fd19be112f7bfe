"""`nutgraf doctor`: what is wrong with this set-up, all of it at once, each with its mend."""

import importlib.util
import os
import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal

import msgspec

from bot.coverage.corpus.folders import find_files, printable_path
from bot.coverage.parsing.reader import SUFFIXES
from bot.settings import Settings, SettingsError, merge_environment, suggest_settings

PYTHON = (3, 11)
# A snapshot of 25,000 articles takes some 60 MB; below this a cache does more harm than good.
SCARCE = 200_000_000

State = Literal["ok", "hint", "bad"]


class Diagnosis(msgspec.Struct, frozen=True):
    """One thing that was looked at. `bad`: the bot can't do its work so. `mend` is empty where nothing needs doing."""

    name: str
    state: State
    said: str
    mend: str = ""


def examine(environ: Mapping[str, str], dotenv: Path, *, corpus: Sequence[Path] = ()) -> tuple[Diagnosis, ...]:
    """Look at everything that needs no network. `environ` over the file `dotenv`; `corpus` stands for CORPUS."""
    found = [*_machine()]
    try:
        merged = merge_environment(environ, dotenv)
    except SettingsError as error:
        found += [Diagnosis(wrong.name, "bad", wrong.reason, wrong.mend) for wrong in error.wrong]
        merged = dict(environ)
    found += [
        Diagnosis("settings", "hint", hint, "Rename it, or leave it if it is another program's.")
        for hint in suggest_settings(merged)
    ]
    found += _secret_file(merged, dotenv)
    try:
        settings = Settings.read(merged, corpus=corpus)
    except SettingsError as error:
        found += [Diagnosis(wrong.name, "bad", wrong.reason, wrong.mend) for wrong in error.wrong]
        return tuple(found)
    found += [_folder(folder) for folder in settings.corpus]
    found += [*_writable(settings), _store(settings), _way_to_discord(settings)]
    return tuple(found)


def _machine() -> Iterator[Diagnosis]:
    version = platform.python_version()
    if sys.version_info >= PYTHON:
        yield Diagnosis("Python", "ok", f"{version} ({platform.system()})")
    else:
        yield Diagnosis("Python", "bad", f"{version} is too old.", "Install Python 3.11 or newer.")
    try:
        library = metadata.version("discord.py")
    except metadata.PackageNotFoundError:
        yield Diagnosis("discord.py", "bad", "is not installed.", "Run make install.")
    else:
        yield Diagnosis("discord.py", "ok", library)
    fast = importlib.util.find_spec("yaml") is not None and importlib.util.find_spec("yaml._yaml") is not None
    if fast:
        yield Diagnosis("libyaml", "ok", "article files are parsed by the fast parser")
    else:
        yield Diagnosis(
            "libyaml",
            "hint",
            "is missing; article files are parsed some ten times slower.",
            "Install PyYAML from a wheel (pip install --force-reinstall pyyaml), or the system's libyaml first.",
        )


def _secret_file(merged: Mapping[str, str], dotenv: Path) -> Iterator[Diagnosis]:
    """A token that others on this machine can read."""
    if os.name == "nt" or not dotenv.is_file() or not merged.get("DISCORD_TOKEN"):
        return
    if dotenv.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield Diagnosis(str(dotenv), "hint", "holds the token, and other users can read it.", f"chmod 600 {dotenv}")


def _folder(folder: Path) -> Diagnosis:
    name = f"articles in {folder}"
    found = find_files([folder])
    closed = [path for path in found.files if not os.access(path, os.R_OK)]
    if closed or found.problems:
        first = f"{found.problems[0].path}: {found.problems[0].reason}" if found.problems else printable_path(closed[0])
        count = len(closed) + len(found.problems)
        said = f"{count:,} {'file' if count == 1 else 'files'} can't be read ({first})."
        return Diagnosis(name, "hint", said, f"chmod -R u+rX {folder}, or run the bot as the files' owner.")
    if not found.files:
        said = "there is none yet; the bot answers that it has nothing."
        return Diagnosis(name, "hint", said, f"Put article files ({', '.join(sorted(SUFFIXES))}) into it.")
    count = len(found.files)
    return Diagnosis(name, "ok", f"{count:,} {'file' if count == 1 else 'files'}")


def _writable(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.cache_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"nutgraf")
    except OSError as error:
        yield Diagnosis(
            "CACHE_DIR",
            "hint",
            f"{folder} can't be written ({error.strerror}); every start reads all files anew.",
            "Set CACHE_DIR to a folder that the bot may write to.",
        )
    else:
        free = shutil.disk_usage(folder).free
        if free < SCARCE:
            mend = "Free some space, or set CACHE_DIR to another disk."
            yield Diagnosis("CACHE_DIR", "hint", f"{folder} has only {free // 1_000_000:,} MB left.", mend)
        else:
            yield Diagnosis("CACHE_DIR", "ok", str(folder))
    health = settings.health_path.parent
    if health != folder and not os.access(health, os.W_OK):
        said = f"{health} can't be written, so that `nutgraf health` will not know of the bot."
        yield Diagnosis("HEALTH_FILE", "hint", said, "Name a file in a folder that the bot may write to.")


def _store(settings: Settings) -> Diagnosis:
    """Whether digests can be kept. Nothing is made or changed for it."""
    # Imported when wanted: the database's library takes a fifth of a second.
    from bot.digests.ports import StoreError  # noqa: PLC0415
    from bot.store import engine  # noqa: PLC0415

    try:
        url = engine.parse_url(settings.database)
        file = engine.sqlite_file(url)
        if file is not None and not file.exists():
            around = next(folder for folder in file.absolute().parents if folder.exists())
            if os.access(around, os.W_OK):
                return Diagnosis("DATABASE_URL", "ok", f"{file} (made at the first start)")
            said = f"the file {file} can't be made: {around} can't be written."
            return Diagnosis("DATABASE_URL", "bad", said, "Let the bot write there, or name another place.")
        engine.probe(url)
    except StoreError as error:
        return Diagnosis("DATABASE_URL", "bad", f"{error}.", "Mend it, or name another database.")
    return Diagnosis("DATABASE_URL", "ok", url.render_as_string(hide_password=True))


def _way_to_discord(settings: Settings) -> Diagnosis:
    if settings.token:
        return Diagnosis("DISCORD_TOKEN", "ok", "is set and looks like one; --online asks Discord whether it is")
    if importlib.util.find_spec("simcord") is None:
        return Diagnosis(
            "DISCORD_TOKEN",
            "bad",
            "is not set, and the sandbox is not installed either, so there is nothing to connect to.",
            "Set the token (docs/operating.md shows how to get one), or install the sandbox: make install.",
        )
    return Diagnosis("DISCORD_TOKEN", "ok", "is not set, so `nutgraf run` starts the sandbox on this machine")


async def ask_discord(token: str) -> tuple[Diagnosis, ...]:
    """Ask Discord whether the token is one, and whether the application is set up for this bot. Needs the network."""
    # Heavy, and of use to --online alone.
    import aiohttp  # noqa: PLC0415
    import discord  # noqa: PLC0415

    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            mend = "Reset it in the developer portal (your application, Bot, Reset Token) and set the new one."
            return (Diagnosis("token", "bad", "is not accepted by Discord.", mend),)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            said = f"could not be asked about: {type(error).__name__}: {error}"
            return (Diagnosis("token", "hint", said, "Look at this machine's network and at discordstatus.com."),)
        application = await client.application_info()
        found = [Diagnosis("token", "ok", f"is that of {client.user}, application {application.id}")]
        if application.interactions_endpoint_url:
            said = f"sends commands to {application.interactions_endpoint_url} instead of this bot."
            mend = "Empty the Interactions Endpoint URL: developer portal, your application, General Information."
            found.append(Diagnosis("application", "bad", said, mend))
        return tuple(found)
