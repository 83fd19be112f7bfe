"""Starts the real entry point as its own process, with Discord's addresses set to a stand-in's.

The client itself is unmodified: discord.py offers these three attributes and no setting. What comes after the name
of this module goes to the command line of `nutgraf`.
"""

import gc
import os
import sys

import discord.asset
import discord.gateway
import discord.http
import yarl


def redirect() -> None:
    """Sends discord.py to the addresses in the environment."""
    discord.http.Route.BASE = os.environ["WIRE_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["WIRE_GATEWAY"])
    discord.asset.Asset.BASE = os.environ["WIRE_ASSETS"]  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    # Most of a start is imports, and a quarter of that would be collections that find no garbage.
    gc.set_threshold(100_000)
    redirect()
    from bot.cli import main

    sys.argv[0] = "nutgraf"
    main()
