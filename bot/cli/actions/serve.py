"""`run`, `sandbox`, `sync`: the bot itself, on Discord or on this machine."""

import asyncio
import importlib.util
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import aiohttp
import discord
import typer

from bot import app, logs
from bot.cli.environment import BAD_CONFIGURATION, read_settings, settings_secrets
from bot.cli.load import show_progress
from bot.settings import Settings

_log = logging.getLogger(__name__)

View = Literal["general", "newsroom", "dm"]


def run(corpus: Sequence[Path] | None) -> int:
    """Run the bot until it is told to stop; 78 where only the operator can help. Without a token: the sandbox."""
    chosen = read_settings(corpus)
    if chosen.token is None:
        typer.echo(
            "DISCORD_TOKEN is not set, so this is the sandbox (docs/operating.md has the way to Discord).", err=True
        )
        return _sandbox(chosen, view="general", port=0)
    _log_to(chosen)
    try:
        with show_progress() as report:
            return asyncio.run(app.serve(chosen, progress=report))
    except app.StartError as refused:
        typer.echo(str(refused), err=True)
        return BAD_CONFIGURATION
    except Exception:  # noqa: BLE001 - a service's failure belongs, whole, where its operator looks for it
        _log.exception("the bot ended, which it should not have")
        return 1


def sandbox(corpus: Sequence[Path] | None, *, view: View, port: int) -> int:
    """Run the bot in a page of this machine's browser until it is told to stop."""
    return _sandbox(read_settings(corpus), view=view, port=port)


def _sandbox(chosen: Settings, *, view: View, port: int) -> int:
    if importlib.util.find_spec("simcord") is None:
        typer.echo(
            "The sandbox is not installed. In a clone: make install. Elsewhere: pip install 'simcord[preview]'.",
            err=True,
        )
        return BAD_CONFIGURATION
    # Imported when wanted: the package is an extra, which a server does without.
    from bot.sandbox import serve  # noqa: PLC0415

    _log_to(chosen)
    # Beside the address and what to try, a newcomer has no use for the library's comings and goings.
    for name in ("discord", "bot.chat"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        with show_progress() as report:
            return asyncio.run(serve(chosen, view=view, port=port, tell=typer.echo, progress=report))
    except app.StartError as refused:
        typer.echo(str(refused), err=True)
        return BAD_CONFIGURATION


def sync(*, force: bool) -> int:
    """Tell Discord of the commands, once."""
    chosen = read_settings()
    if chosen.token is None:
        typer.echo("There is no DISCORD_TOKEN, so there is no application to register commands for.", err=True)
        return BAD_CONFIGURATION
    _log_to(chosen)
    try:
        count, told = asyncio.run(app.register_commands(chosen, force=force))
    except app.StartError as refused:
        typer.echo(str(refused), err=True)
        return BAD_CONFIGURATION
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        typer.echo(f"Discord could not be told: {error or type(error).__name__}", err=True)
        return 1
    typer.echo(f"Discord has {count} commands{'' if told else ' already; nothing changed (--force tells it anyway)'}.")
    return 0


def _log_to(chosen: Settings) -> None:
    logs.set_up_logging(chosen.log_level, chosen.log_format, secrets=settings_secrets(chosen))
