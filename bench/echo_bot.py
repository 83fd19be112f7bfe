"""`nutgraf` with one more command: a bare `/echo`, in the same process and on the same client as `/ask`.

`bench.round_trip` starts it as a process. The arguments go to the command line of `nutgraf`.
"""

import sys
from typing import Any

import discord
from discord import app_commands

from bot import connection
from bot.chat.client import NutgrafClient, build_client
from bot.chat.session.context import BotContext
from tests.wire.launch import redirect


def build_client_with_echo(context: BotContext, **options: Any) -> NutgrafClient:  # noqa: ANN401 - passed on
    """Build the bot's own client, and add `/echo` to its tree."""
    client = build_client(context, **options)
    client.tree.add_command(app_commands.Command(name="echo", description="Says it back", callback=echo))
    return client


async def echo(interaction: discord.Interaction[Any], text: str) -> None:
    """Send the text back: the least that a command can do."""
    await interaction.response.send_message(text)


if __name__ == "__main__":
    redirect()
    connection.build_client = build_client_with_echo
    from bot.cli import main

    sys.argv[0] = "nutgraf"
    main()
