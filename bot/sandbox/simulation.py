"""A simulated server with the bot in it, and the page that shows one conversation of it.

SimCord's page looks and works like a chat client. Its clock stands still until it is advanced, so the sandbox keeps it
at the real time. SimCord refuses two operations at once, so a lock keeps them apart. Only SimCord's public interface is
used.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, get_args

import discord
import simcord

from bot.catalogue import Translator
from bot.chat.client import NutgrafClient, build_client
from bot.chat.command_tree.sync import SyncMemory
from bot.chat.session.context import BotContext
from bot.sandbox.hints import View
from bot.sandbox.images import Images, draw_avatar

VIEWS: Final[Sequence[View]] = get_args(View)
HOUR, DAY = 3_600.0, 86_400.0

PrintLine = Callable[[str], None]
"""Prints a line for the person who runs the sandbox."""

BOT_NAME = "Nutgraf"
_BOT_COLOR, _ADMIN_COLOR, _MEMBER_COLOR = "#2f6fde", "#3ba55d", "#c27c0e"
# The addresses of avatars in SimCord's world.
_CDN = "https://cdn.simcord.invalid"
_DEFAULT_AVATARS = 6

_CLOCK_INTERVAL = 1.0
"""Seconds between two checks of the clock."""

_SETTLE_TIMEOUT = 20.0
"""Seconds that SimCord waits for the bot to finish its work, such as the first search of a large archive."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Simulation:
    """A simulated server with its channels and people, and the page that shows one conversation of it.

    `members`: an admin and a member. `viewers`: who can be chosen on the page, the first by default. `images`: what the
    page can show. `lock`: held while SimCord works. `opened`: how many conversations have been shown. `ahead`: how far
    the person has moved the clock. `has_news`: the archive has changed, and the bot has not looked yet.
    """

    env: simcord.Env
    context: BotContext
    channels: Mapping[View, simcord.ChannelHandle]
    members: tuple[simcord.MemberActor, simcord.MemberActor]
    viewers: Mapping[View, Sequence[simcord.MemberActor | simcord.UserHandle]]
    print_line: PrintLine
    words: Translator
    images: Images
    view: View = "general"
    page: simcord.Preview | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    opened: int = 0
    ahead: timedelta = timedelta()
    has_news: bool = False

    def report_news(self) -> None:
        """Note that the archive changed. The bot looks when the clock next moves: SimCord does one thing at a time."""
        self.has_news = True

    def get_time(self) -> datetime:
        """Return the time that Discord's clock should show."""
        return datetime.now(UTC) + self.ahead

    async def run(self, action: str) -> bool:
        """Do what a key or a button of the page's bar says. Return False if there is no such action."""
        match action:
            case "general" | "newsroom" | "dm":
                await self.show(action)
            case "hour":
                await self.advance(HOUR)
            case "day":
                await self.advance(DAY)
            case "restart":
                await self.restart()
            case _:
                return False
        return True

    async def show(self, view: View) -> None:
        """Show a conversation on the page."""
        async with self.lock:
            if self.page is not None:
                await self.page.close()
            self.view = view
            self.page = self.env.preview(
                self.channels[view], viewers=self.viewers[view], layout="channel", assets=self.images
            )
            await self.page.__aenter__()
            self.opened += 1
        self.print_line(self.words("sandbox-showing", {"view": self.words(f"sandbox-view-{view}")}))

    async def advance(self, seconds: float) -> None:
        """Move Discord's clock ahead, and show what the bot did meanwhile."""
        self.ahead += timedelta(seconds=seconds)
        await self.follow_clock_once()
        self.print_line(self.words("sandbox-moved", {"now": f"{self.env.now():%Y-%m-%d %H:%M} UTC"}))

    async def restart(self) -> None:
        """Restart the bot, as after a crash or an upgrade. Posted messages stay."""
        async with self.lock:
            client = build_client(self.context, sync_state=SyncMemory())
            await self.env.restart_bot(client)
            let_bot_handle_errors(client)
            if self.page is not None:
                await self.page.refresh()
        self.print_line(self.words("sandbox-restarted"))

    async def follow_clock(self) -> None:
        """Keep Discord's clock at the real time plus `ahead`, until cancelled."""
        while True:
            await asyncio.sleep(_CLOCK_INTERVAL)
            await self.follow_clock_once()

    async def follow_clock_once(self) -> None:
        """Bring Discord's clock to the time, and show what the bot posted meanwhile."""
        async with self.lock:
            before = self._list_newest()
            await self.catch_up()
            # A refresh makes the page load everything again, so refresh only for new messages.
            if self.page is not None and self._list_newest() != before:
                await self.page.refresh()

    async def catch_up(self) -> None:
        """Bring Discord's clock to the time. The caller holds the lock."""
        behind = (self.get_time() - self.env.now()).total_seconds()
        client = self.env.bot
        if self.has_news and isinstance(client, NutgrafClient):
            self.has_news = False
            client.wake()
        try:
            if behind > 0:
                await self.env.advance_time(behind)
        except TimeoutError:
            _log.warning("the bot is still working; Discord's clock waits for it")

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
        let_bot_handle_errors(client)
        await env.advance_time(max(0.0, datetime.now(UTC).timestamp() - env.now().timestamp()))
        client.wake()
        if client.user is not None:
            await client.user.edit(username=BOT_NAME)
        yield env


def let_bot_handle_errors(client: NutgrafClient) -> None:
    """Undo SimCord's watch over the command tree's errors.

    SimCord calls an action failed, and its outcome uncertain, whenever a command raises an error. But the bot raises
    errors to tell a person what is wrong, such as a missing permission, and has answered by then.
    """
    del client.tree.on_error


def build_simulation(
    env: simcord.Env, context: BotContext, print_line: PrintLine, words: Translator, images: Images | None = None
) -> Simulation:
    """Create a server with two channels, a member, and an admin who also has a direct message with the bot.

    `images`: the images of articles that the page can show.
    """
    admin = env.create_user("ada", global_name="Ada (admin)", avatar="ada")
    reader = env.create_user("max", global_name="Max (member)", avatar="max")
    guild = env.create_guild("Nutgraf sandbox", owner=admin)
    editors = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    members = (guild.add_member(admin, roles=[editors]), guild.add_member(reader))
    bot = env.bot.user
    avatars = {
        f"{_CDN}/avatars/{admin.id}/{admin.avatar}.png": draw_avatar("A", _ADMIN_COLOR),
        f"{_CDN}/avatars/{reader.id}/{reader.avatar}.png": draw_avatar("M", _MEMBER_COLOR),
        f"{_CDN}/embed/avatars/{(bot.id >> 22) % _DEFAULT_AVATARS if bot else 0}.png": draw_avatar("N", _BOT_COLOR),
    }
    return Simulation(
        env=env,
        context=context,
        channels={
            "general": guild.create_text_channel("general"),
            "newsroom": guild.create_text_channel("newsroom"),
            "dm": admin.dm_channel,
        },
        members=members,
        viewers={"general": members, "newsroom": members, "dm": (admin,)},
        print_line=print_line,
        words=words,
        images={**(images or {}), **{url: ("avatar.png", png) for url, png in avatars.items()}},
    )
