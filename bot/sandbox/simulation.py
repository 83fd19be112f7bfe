"""A simulated server with the bot in it, and the page that shows one conversation of it.

SimCord's page looks and works like a chat client. Its clock stands still until it is advanced, so the sandbox keeps it
at the real time. SimCord refuses two operations at once, so a lock keeps them apart. Only SimCord's public interface is
used.
"""

import asyncio
import contextlib
import io
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

import discord
import simcord
from PIL import Image

from bot.catalogue import Translator
from bot.chat.client import build_client
from bot.chat.command_tree.sync import SyncMemory
from bot.chat.session.context import BotContext
from bot.coverage.archive.archive import Archive

View = Literal["general", "newsroom", "dm"]

PrintLine = Callable[[str], None]
"""Prints a line for the person who runs the sandbox."""

_CLOCK_INTERVAL = 1.0
"""Seconds between two checks of the clock."""

_SETTLE_TIMEOUT = 20.0
"""Seconds that SimCord waits for the bot to finish its work, such as the first search of a large archive."""

_RETRY_DELAY = 0.05
"""Seconds until the next attempt, if SimCord refuses an operation because the page is in the middle of one."""

_MAX_IMAGES = 400

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Simulation:
    """A simulated server with its channels and people, and the page that shows one conversation of it.

    `port` 0 picks a free port. `seconds_ahead`: how far the person has moved the clock.
    """

    env: simcord.Env
    context: BotContext
    channels: dict[View, simcord.ChannelHandle]
    viewers: dict[View, Sequence[simcord.MemberActor | simcord.UserHandle]]
    port: int
    print_line: PrintLine
    words: Translator
    view: View = "general"
    page: simcord.Preview | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    seconds_ahead: float = 0.0

    async def show(self, view: View) -> None:
        """Show a conversation. The page gets a new address each time, on the same port."""
        async with self.lock:
            if self.page is not None:
                await self.page.close()
            self.view = view
            self.page = self.env.preview(
                self.channels[view],
                viewers=self.viewers[view],
                layout="channel",
                port=self.port,
                assets=_build_images(self.context.desk().archive),
            )
            await self.page.__aenter__()
            self.port = int(self.page.url.split(":")[2].split("/")[0])
        name = view if view == "dm" else f"#{view}"
        self.print_line(self.words("sandbox-showing", {"view": name, "url": self.page.url}))

    async def advance(self, seconds: float) -> None:
        """Move Discord's clock ahead, and show what the bot did meanwhile."""
        self.seconds_ahead += seconds
        await self._advance_clock(seconds)
        self.print_line(self.words("sandbox-moved", {"now": f"{self.env.now():%Y-%m-%d %H:%M} UTC"}))

    async def restart(self) -> None:
        """Restart the bot, as after a crash or an upgrade. Posted messages stay."""
        async with self.lock:
            await self.env.restart_bot(build_client(self.context, sync_state=SyncMemory()))
            if self.page is not None:
                await self.page.refresh()
        self.print_line(self.words("sandbox-restarted"))

    async def follow_clock(self) -> None:
        """Keep Discord's clock at the real time plus `seconds_ahead`, until cancelled."""
        while True:
            await asyncio.sleep(_CLOCK_INTERVAL)
            behind = datetime.now(UTC).timestamp() + self.seconds_ahead - self.env.now().timestamp()
            if behind > 0:
                await self._advance_clock(behind)

    async def _advance_clock(self, seconds: float) -> None:
        before = self._list_newest()
        while True:
            try:
                async with self.lock:
                    await self.env.advance_time(seconds)
                    # A refresh interrupts what a person is doing on the page, so refresh only for new messages.
                    if self.page is not None and self._list_newest() != before:
                        await self.page.refresh()
            except simcord.SetupError:
                await asyncio.sleep(_RETRY_DELAY)
            except TimeoutError:
                _log.warning("the bot is still working; Discord's clock waits for it")
                return
            else:
                return

    def _list_newest(self) -> list[int]:
        """Return the id of each conversation's newest message, 0 if it has none."""
        messages = [channel.last_message for channel in self.channels.values()]
        return [message.id if message else 0 for message in messages]


@contextlib.asynccontextmanager
async def connect_bot(context: BotContext) -> AsyncGenerator[simcord.Env]:
    """Start SimCord at the real time, with the bot connected. The bot logs its own errors."""
    # Moving the clock from SimCord's start to now takes months; a delivery would wake thousands of times meanwhile.
    client = build_client(context, sync_state=SyncMemory(), delivers=False)
    async with simcord.run(client, check_errors=False, settle_timeout=_SETTLE_TIMEOUT, shard_count=1) as env:
        await env.advance_time(max(0.0, datetime.now(UTC).timestamp() - env.now().timestamp()))
        client.wake()
        yield env


def build_simulation(
    env: simcord.Env, context: BotContext, port: int, print_line: PrintLine, words: Translator
) -> Simulation:
    """Create a server with two channels, an admin, and a member who also has a direct message with the bot."""
    admin, reader = env.create_user("ada", global_name="Ada (admin)"), env.create_user("max", global_name="Max")
    guild = env.create_guild("Nutgraf sandbox", owner=admin)
    editors = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    members = (guild.add_member(reader), guild.add_member(admin, roles=[editors]))
    return Simulation(
        env=env,
        context=context,
        channels={
            "general": guild.create_text_channel("general"),
            "newsroom": guild.create_text_channel("newsroom"),
            "dm": reader.dm_channel,
        },
        viewers={"general": members, "newsroom": members, "dm": (reader,)},
        port=port,
        print_line=print_line,
        words=words,
    )


def _build_images(archive: Archive) -> dict[str, tuple[str, bytes]]:
    """Return a grey placeholder for each image of the newest articles, since the page fetches nothing."""
    png = io.BytesIO()
    Image.new("RGB", (320, 180), (96, 108, 122)).save(png, "PNG")
    newest = islice((article.image.url for article in archive.articles if article.image), _MAX_IMAGES)
    return {url: ("picture.png", png.getvalue()) for url in newest}
