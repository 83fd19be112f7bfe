"""Discord on this machine, without an account: our very bot inside SimCord's page.

SimCord plays Discord (its clock stands unless moved, so it is brought to now and kept there); the page types like a
chat client. One conversation shows at a time. Everything here is SimCord's public interface, and one lock keeps
operations apart: it refuses two at once.
"""

import asyncio
import contextlib
import io
import logging
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final, Literal

import discord
import simcord
from PIL import Image

from bot.app import build_context, build_service, load_synonyms, open_store_at
from bot.catalogue import Catalogue, Translator
from bot.chat.cards.examples import example_questions
from bot.chat.client import build_client
from bot.chat.commands.sync import SyncMemory
from bot.chat.session.context import BotContext
from bot.coverage.archive.archive import Archive
from bot.live_desk import LiveDesk
from bot.settings import Settings
from bot.store.ledger import OpenStore

View = Literal["general", "newsroom", "dm"]
VIEWS: Final[tuple[View, ...]] = ("general", "newsroom", "dm")

HOUR, DAY = 3_600.0, 86_400.0
KEYS: Final[dict[str, str]] = {
    "g": "general",
    "n": "newsroom",
    "d": "dm",
    "h": "hour",
    "t": "day",
    "r": "restart",
    "q": "quit",
}

_TICK = 1.0
"""Seconds between two looks at the clock."""

_SETTLE = 20.0
"""Seconds that SimCord waits for the bot's work to end, first searches of a large archive included."""

_RETRY = 0.05
"""Seconds until an operation is tried again that met one of the page's own."""

_MOST_PICTURES = 400

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stage:
    """What is on: the server, its people, and the page that shows one conversation of it."""

    env: simcord.Env
    chat: BotContext
    channels: dict[View, simcord.ChannelHandle]
    viewers: dict[View, Sequence[simcord.MemberActor | simcord.UserHandle]]
    port: int
    tell: Callable[[str], None]
    words: Translator
    view: View = "general"
    preview: simcord.Preview | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    moved: float = 0.0

    async def show(self, view: View) -> None:
        """Show a conversation; the page's address is a new one each time, on the same port."""
        async with self.lock:
            if self.preview is not None:
                await self.preview.close()
            self.view = view
            self.preview = self.env.preview(
                self.channels[view],
                viewers=self.viewers[view],
                layout="channel",
                port=self.port,
                assets=_pictures(self.chat.desk().archive),
            )
            await self.preview.__aenter__()
            self.port = int(self.preview.url.split(":")[2].split("/")[0])
        self.tell(
            self.words("sandbox-showing", {"view": view if view == "dm" else f"#{view}", "url": self.preview.url})
        )

    async def move(self, seconds: float) -> None:
        """Move Discord's clock on, and show what that brought."""
        self.moved += seconds
        await self._advance(seconds)
        self.tell(self.words("sandbox-moved", {"now": f"{self.env.now():%Y-%m-%d %H:%M} UTC"}))

    async def restart(self) -> None:
        """Stop the bot and start it anew, as after a crash or an upgrade; what was posted stays."""
        async with self.lock:
            await self.env.restart_bot(build_client(self.chat, sync_state=SyncMemory()))
            if self.preview is not None:
                await self.preview.refresh()
        self.tell(self.words("sandbox-restarted"))

    async def tick(self) -> None:
        """Keep Discord's clock at now (and as far ahead as it was moved), until cancelled."""
        while True:
            await asyncio.sleep(_TICK)
            behind = datetime.now(UTC).timestamp() + self.moved - self.env.now().timestamp()
            if behind > 0:
                await self._advance(behind)

    async def _advance(self, seconds: float) -> None:
        before = self._posted()
        while True:
            try:
                async with self.lock:
                    await self.env.advance_time(seconds)
                    # A refresh makes what a person is just doing stale, so only where time brought something new.
                    if self.preview is not None and self._posted() != before:
                        await self.preview.refresh()
            except simcord.SetupError:
                await asyncio.sleep(_RETRY)
            except TimeoutError:
                _log.warning("the bot is still at work; Discord's clock waits for it")
                return
            else:
                return

    def _posted(self) -> list[int]:
        newest = [channel.last_message for channel in self.channels.values()]
        return [message.id if message else 0 for message in newest]


async def serve(
    settings: Settings,
    *,
    view: View = "general",
    port: int = 0,
    tell: Callable[[str], None],
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Run the sandbox until SIGINT, SIGTERM, `q`, or the page's own End button; the exit code.

    `port`: of the page on the loopback address, 0 for any that is free. `tell` prints a line to the person who runs it.
    """
    catalogue = Catalogue.load()
    room = await LiveDesk.open(
        settings.corpus,
        clock=lambda: datetime.now(UTC),
        cache=settings.cache_dir,
        synonyms=load_synonyms(settings),
        progress=progress,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    # The watcher runs outside the client: inside, SimCord would wait for it to end.
    watching = asyncio.create_task(room.watch())
    async with open_sandbox_store() as store:
        chat = build_context(room, catalogue, build_service(room, store, settings.digest_grace))
        await _staged(chat, room, view, port, tell, stop)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    tell(catalogue.get_translator()("sandbox-bye"))
    return 0


@contextlib.asynccontextmanager
async def open_sandbox_store() -> AsyncGenerator[OpenStore]:
    """A store for as long as the sandbox lasts: its servers and people are new each time."""
    with tempfile.TemporaryDirectory(prefix="nutgraf-sandbox-") as folder:
        async with open_store_at(f"sqlite:///{folder}/nutgraf.db") as store:
            yield store


async def _staged(
    chat: BotContext, room: LiveDesk, view: View, port: int, tell: Callable[[str], None], stop: asyncio.Event
) -> None:
    """The show itself, until it is over."""
    async with run_simulation(chat) as env:
        made = set_stage(env, chat, port, tell, chat.catalogue.get_translator())
        await made.show(view)
        _greet(made, room)
        tasks = [asyncio.create_task(made.tick()), asyncio.create_task(_keys(made, stop))]
        ended = asyncio.create_task(stop.wait())
        await _over(made, ended, tasks)
        async with made.lock:
            if made.preview is not None:
                await made.preview.close()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def run_simulation(chat: BotContext) -> AsyncGenerator[simcord.Env]:
    """SimCord with our bot connected, its clock at now. What fails in the bot is the bot's own to log."""
    # Months pass at once here; what waits for its hour would wake thousands of times meanwhile.
    client = build_client(chat, sync_state=SyncMemory(), delivers=False)
    async with simcord.run(client, check_errors=False, settle_timeout=_SETTLE, shard_count=1) as env:
        await env.advance_time(max(0.0, datetime.now(UTC).timestamp() - env.now().timestamp()))
        client.wake()
        yield env


def set_stage(env: simcord.Env, chat: BotContext, port: int, tell: Callable[[str], None], words: Translator) -> Stage:
    """A server with two channels, someone who manages it and someone who reads it."""
    admin, reader = env.create_user("ada", global_name="Ada (admin)"), env.create_user("max", global_name="Max")
    guild = env.create_guild("Nutgraf sandbox", owner=admin)
    editors = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    members = (guild.add_member(reader), guild.add_member(admin, roles=[editors]))
    return Stage(
        env=env,
        chat=chat,
        channels={
            "general": guild.create_text_channel("general"),
            "newsroom": guild.create_text_channel("newsroom"),
            "dm": reader.dm_channel,
        },
        viewers={"general": members, "newsroom": members, "dm": (reader,)},
        port=port,
        tell=tell,
        words=words,
    )


def _pictures(archive: Archive) -> dict[str, tuple[str, bytes]]:
    """A grey frame for each picture of the newest articles: the page fetches nothing from elsewhere."""
    drawn = io.BytesIO()
    Image.new("RGB", (320, 180), (96, 108, 122)).save(drawn, "PNG")
    newest = islice((article.image.url for article in archive.articles if article.image), _MOST_PICTURES)
    return {url: ("picture.png", drawn.getvalue()) for url in newest}


def _greet(stage: Stage, room: LiveDesk) -> None:
    """Four things to try, made of what the archive has; and the keys, where there is a terminal to press them on."""
    words = stage.words
    tries = [words(remark.id, remark.args) for remark in example_questions(room.current(), stage.env.now())]
    stage.tell("")
    stage.tell(words("sandbox-try"))
    stage.tell("  1. /ask " + (tries[0] if tries else words("sandbox-try-anything")))
    stage.tell("  2. " + words("sandbox-try-timeline"))
    stage.tell("  3. " + words("sandbox-try-mention", {"question": tries[-1] if tries else ""}))
    stage.tell("  4. " + words("sandbox-try-digest"))
    stage.tell("")
    stage.tell(words("sandbox-unasked"))
    stage.tell(words("sandbox-keys") if sys.stdin.isatty() else words("sandbox-no-keys"))


async def _over(stage: Stage, ended: asyncio.Task[bool], tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the end: asked for here, or on the page, or one of the tasks failing (which is raised)."""
    while not ended.done():
        preview = stage.preview
        closed = asyncio.create_task(preview.wait_closed() if preview else asyncio.sleep(_TICK))
        await asyncio.wait((ended, closed, *tasks), return_when=asyncio.FIRST_COMPLETED)
        failed = next((task for task in tasks if task.done() and task.exception()), None)
        # Closed and not by a change of view: the person ended the session on the page.
        gone = closed.done() and not stage.lock.locked() and stage.preview is preview
        closed.cancel()
        if failed is not None:
            failed.result()
        if gone:
            break
    ended.cancel()
    for task in tasks:
        task.cancel()


async def _keys(stage: Stage, stop: asyncio.Event) -> None:
    """Single keys from a terminal, until cancelled; without one, nothing."""
    pressed: asyncio.Queue[str] = asyncio.Queue()
    with _single_keys(pressed.put_nowait) as listening:
        if not listening:
            await asyncio.Event().wait()
        while not stop.is_set():
            match KEYS.get((await pressed.get()).lower()):
                case "general" | "newsroom" | "dm" as view:
                    await stage.show(view)
                case "hour":
                    await stage.move(HOUR)
                case "day":
                    await stage.move(DAY)
                case "restart":
                    await stage.restart()
                case "quit":
                    stop.set()
                case _:
                    stage.tell(stage.words("sandbox-keys"))


@contextlib.contextmanager
def _single_keys(press: Callable[[str], None]):  # noqa: ANN202
    """The terminal gives keys as they are pressed, and is put back as it was. Yields whether there is a terminal."""
    try:
        import termios  # noqa: PLC0415
        import tty  # noqa: PLC0415
    except ImportError:  # Windows
        yield False
        return
    if not sys.stdin.isatty():
        yield False
        return
    stream = sys.stdin.fileno()
    before = termios.tcgetattr(stream)
    loop = asyncio.get_running_loop()
    tty.setcbreak(stream)
    loop.add_reader(stream, lambda: press(sys.stdin.read(1)))
    try:
        yield True
    finally:
        loop.remove_reader(stream)
        termios.tcsetattr(stream, termios.TCSADRAIN, before)
