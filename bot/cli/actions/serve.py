"""`run`, `sandbox` and `sync`: the bot itself, on Discord or on this machine."""

import asyncio
import importlib.util
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import aiohttp
import discord
import typer

from bot import app, logs, registration
from bot.cli.environment import BAD_CONFIGURATION, read_settings
from bot.cli.load import show_progress
from bot.connection import StartError
from bot.settings.checks import find_secrets
from bot.settings.settings import Settings

_log = logging.getLogger(__name__)

View = Literal["general", "newsroom", "dm"]


def run_bot(folders: Sequence[Path] | None) -> int:
    """Run the bot until it is stopped; without a token, run the sandbox. Return 78 if only the operator can help."""
    settings = read_settings(folders)
    if settings.token is None:
        typer.echo(
            "DISCORD_TOKEN is not set, so this is the sandbox. docs/operating.md shows how to connect to Discord.\n"
            "Reading the article files: seconds for hundreds, a minute or two for tens of thousands (the first time) …",
            err=True,
        )
        return _run_sandbox(settings, view="general", port=0)
    _set_up_logging(settings)
    try:
        with show_progress() as report, asyncio.Runner(loop_factory=find_loop_factory()) as runner:
            return runner.run(app.serve(settings, progress=report))
    except StartError as error:
        typer.echo(str(error), err=True)
        return BAD_CONFIGURATION
    except Exception:  # noqa: BLE001 - an operator looks for a service's failures in its log
        _log.exception("the bot stopped unexpectedly")
        return 1


def find_loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes uvloop's event loop, which takes less time for each request; None for Python's own.

    There is no uvloop on Windows.
    """
    if importlib.util.find_spec("uvloop") is None:
        return None
    return importlib.import_module("uvloop").new_event_loop


def run_sandbox(folders: Sequence[Path] | None, *, view: View, port: int) -> int:
    """Run the bot in a page of this machine's browser until it is stopped."""
    return _run_sandbox(read_settings(folders), view=view, port=port)


def _run_sandbox(settings: Settings, *, view: View, port: int) -> int:
    if importlib.util.find_spec("simcord") is None:
        typer.echo(
            "The sandbox is not installed. In a clone: make install. Elsewhere: pip install 'simcord[preview]'.",
            err=True,
        )
        return BAD_CONFIGURATION
    # Imported here because SimCord is an optional package, which a server does not need.
    from bot.sandbox.run import serve_sandbox  # noqa: PLC0415

    _set_up_logging(settings)
    # A newcomer should see the address and what to try, not each connection of the library.
    for name in ("discord", "bot.chat"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        with show_progress() as report:
            return asyncio.run(serve_sandbox(settings, view=view, port=port, print_line=typer.echo, progress=report))
    except StartError as error:
        typer.echo(str(error), err=True)
        return BAD_CONFIGURATION


def sync_commands(*, force: bool) -> int:
    """Register the commands with Discord, once."""
    settings = read_settings()
    if settings.token is None:
        typer.echo("There is no DISCORD_TOKEN, so there is no application to register commands for.", err=True)
        return BAD_CONFIGURATION
    _set_up_logging(settings)
    try:
        count, was_sent = asyncio.run(registration.register_commands(settings, force=force))
    except StartError as error:
        typer.echo(str(error), err=True)
        return BAD_CONFIGURATION
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        typer.echo(f"Discord could not be reached: {error or type(error).__name__}", err=True)
        return 1
    typer.echo(f"Discord has {count} commands{'' if was_sent else ' already; nothing changed (use --force to send)'}.")
    return 0


def _set_up_logging(settings: Settings) -> None:
    logs.set_up_logging(settings.log_level, settings.log_format, secrets=(*settings.secrets, *find_secrets(os.environ)))
