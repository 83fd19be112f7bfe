"""Starts the real entry point as its own process, with a stand-in's URLs in place of Discord's.

The client is unmodified: discord.py has these three attributes and no setting. The arguments of this module are those
of `nutgraf`.
"""

import gc
import os
import sys
from collections.abc import Sequence

import discord.asset
import discord.gateway
import discord.http
import yarl


def redirect() -> None:
    """Make discord.py use the URLs in the environment."""
    discord.http.Route.BASE = os.environ["WIRE_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["WIRE_GATEWAY"])
    discord.asset.Asset.BASE = os.environ["WIRE_ASSETS"]  # pyright: ignore[reportAttributeAccessIssue]


def main(arguments: Sequence[str]) -> None:
    """Run the command line."""
    # A start is mostly imports, and a quarter of their time would go to collections that find no garbage.
    gc.set_threshold(100_000)
    redirect()
    from bot.cli import main as run_nutgraf

    sys.argv = ["nutgraf", *arguments]
    run_nutgraf()


if __name__ == "__main__":
    main(sys.argv[1:])
