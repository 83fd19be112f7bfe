"""`nutgraf` with one command more: a bare `/echo`, in the same process and on the same client as `/ask`.

Started as a process of its own by `bench.round_trip`; what comes after the name goes to the command line.
"""

import sys
from typing import Any

import discord
from discord import app_commands

from bot import app
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree.sync import SyncState
from bot.chat.session.context import BotContext
from tests.wire.launch import redirect


def with_echo(chat: BotContext, *, sync_state: SyncState | None) -> NutgrafClient:
    """The very client that the bot builds, and `/echo` in its tree."""
    client = build_client(chat, sync_state=sync_state)
    client.tree.add_command(app_commands.Command(name="echo", description="Says it back", callback=echo))
    return client


async def echo(interaction: discord.Interaction[Any], said: str) -> None:
    """The least that a command can do."""
    await interaction.response.send_message(said)


if __name__ == "__main__":
    redirect()
    app.build_client = with_echo
    from bot.cli import main

    sys.argv[0] = "nutgraf"
    main()
