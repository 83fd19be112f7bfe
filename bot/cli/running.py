"""`run`, `sandbox`, `sync`: the bot itself, on Discord or on this machine."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import discord
import typer

from bot import app, logs
from bot.cli.loaded import progress
from bot.cli.opening import BAD_CONFIGURATION, secrets, settings
from bot.settings import Settings


def run(corpus: Sequence[Path] | None) -> int:
    """Run the bot until it is told to stop; 78 where only the operator can help."""
    chosen = settings(corpus)
    if chosen.token is None:
        return 1
    _log_to(chosen)
    try:
        with progress() as report:
            return asyncio.run(app.serve(chosen, progress=report))
    except app.Refused as refused:
        typer.echo(str(refused), err=True)
        return BAD_CONFIGURATION


def sync(*, force: bool) -> int:
    """Tell Discord of the commands, once."""
    chosen = settings()
    if chosen.token is None:
        typer.echo("There is no DISCORD_TOKEN, so there is no application to register commands for.", err=True)
        return BAD_CONFIGURATION
    _log_to(chosen)
    try:
        count, told = asyncio.run(app.register(chosen, force=force))
    except app.Refused as refused:
        typer.echo(str(refused), err=True)
        return BAD_CONFIGURATION
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        typer.echo(f"Discord could not be told: {error or type(error).__name__}", err=True)
        return 1
    typer.echo(f"Discord has {count} commands{'' if told else ' already; nothing changed (--force tells it anyway)'}.")
    return 0


def _log_to(chosen: Settings) -> None:
    logs.set_up(chosen.log_level, chosen.log_format, secrets=secrets(chosen))
