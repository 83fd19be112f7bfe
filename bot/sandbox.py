"""The sandbox: a simulated Discord on this machine, with the real bot in it. No Discord account is needed.

SimCord simulates Discord, and its page looks and works like a chat client that shows one conversation at a time.
SimCord's clock stands still until it is advanced, so the sandbox keeps it at the real time. SimCord refuses two
operations at once, so a lock keeps them apart. Only SimCord's public interface is used.
"""

import asyncio
import contextlib
import io
import logging
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final, Literal

import discord
import simcord
from PIL import Image

from bot.app import build_context, build_service, load_synonyms, open_store_at
from bot.catalogue import Catalogue, Translator
from bot.chat.cards.help import example_questions
from bot.chat.client import build_client
from bot.chat.command_tree.sync import SyncMemory
from bot.chat.session.context import BotContext
from bot.coverage.archive.archive import Archive
from bot.live_desk import LiveDesk
from bot.settings import Settings
from bot.store.ledger import OpenStore

View = Literal["general", "newsroom", "dm"]
VIEWS: Final[tuple[View, ...]] = ("general", "newsroom", "dm")

PrintLine = Callable[[str], None]
"""Prints a line for the person who runs the sandbox."""

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


async def serve(
    settings: Settings,
    *,
    view: View = "general",
    port: int = 0,
    print_line: PrintLine,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Run the sandbox until SIGINT, SIGTERM, the key `q`, or the page's End button. Return the exit code.

    `port`: the page's port on the loopback address; 0 picks a free one. Raises `StartError`.
    """
    catalogue = Catalogue.load()
    live_desk = await LiveDesk.open(
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
    # The watcher must not belong to the client: SimCord would wait for it to end.
    watcher = asyncio.create_task(live_desk.watch())
    async with open_temporary_store() as store:
        context = build_context(live_desk, catalogue, build_service(live_desk, store, settings.digest_grace))
        await _run(context, live_desk, view, port, print_line, stop)
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
    print_line(catalogue.get_translator()("sandbox-bye"))
    return 0


@contextlib.asynccontextmanager
async def open_temporary_store() -> AsyncGenerator[OpenStore]:
    """Open a store that is deleted with the sandbox, since its servers and people are new each time."""
    with tempfile.TemporaryDirectory(prefix="nutgraf-sandbox-") as folder:
        async with open_store_at(f"sqlite:///{folder}/nutgraf.db") as store:
            yield store


async def _run(
    context: BotContext, live_desk: LiveDesk, view: View, port: int, print_line: PrintLine, stop: asyncio.Event
) -> None:
    async with connect_bot(context) as env:
        simulation = build_simulation(env, context, port, print_line, context.catalogue.get_translator())
        await simulation.show(view)
        _print_suggestions(simulation, live_desk)
        tasks = [asyncio.create_task(simulation.follow_clock()), asyncio.create_task(_handle_keys(simulation, stop))]
        stopped = asyncio.create_task(stop.wait())
        await _wait_for_end(simulation, stopped, tasks)
        async with simulation.lock:
            if simulation.page is not None:
                await simulation.page.close()
        await asyncio.gather(*tasks, return_exceptions=True)


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


def _print_suggestions(simulation: Simulation, live_desk: LiveDesk) -> None:
    """Print four things to try, made from what the archive has, and the keys if there is a terminal."""
    words, print_line = simulation.words, simulation.print_line
    questions = [
        words(remark.id, remark.args) for remark in example_questions(live_desk.current(), simulation.env.now())
    ]
    print_line("")
    print_line(words("sandbox-try"))
    print_line("  1. /ask " + (questions[0] if questions else words("sandbox-try-anything")))
    print_line("  2. " + words("sandbox-try-timeline"))
    print_line("  3. " + words("sandbox-try-mention", {"question": questions[-1] if questions else ""}))
    print_line("  4. " + words("sandbox-try-digest"))
    print_line("")
    print_line(words("sandbox-unasked"))
    print_line(words("sandbox-keys") if sys.stdin.isatty() else words("sandbox-no-keys"))


async def _wait_for_end(
    simulation: Simulation, stopped: asyncio.Task[bool], tasks: Sequence[asyncio.Task[None]]
) -> None:
    """Wait until the sandbox is stopped here or on the page. If a task fails, raise its exception."""
    while not stopped.done():
        page = simulation.page
        closed = asyncio.create_task(page.wait_closed() if page else asyncio.sleep(_CLOCK_INTERVAL))
        await asyncio.wait((stopped, closed, *tasks), return_when=asyncio.FIRST_COMPLETED)
        failed = next((task for task in tasks if task.done() and task.exception()), None)
        # A change of view closes the page too; if it was not that, the person pressed End.
        is_ended = closed.done() and not simulation.lock.locked() and simulation.page is page
        closed.cancel()
        if failed is not None:
            failed.result()
        if is_ended:
            break
    stopped.cancel()
    for task in tasks:
        task.cancel()


async def _handle_keys(simulation: Simulation, stop: asyncio.Event) -> None:
    """Act on keys pressed in the terminal, until cancelled. Without a terminal, do nothing."""
    keys: asyncio.Queue[str] = asyncio.Queue()
    with _read_keys(keys.put_nowait) as is_terminal:
        if not is_terminal:
            await asyncio.Event().wait()
        while not stop.is_set():
            match KEYS.get((await keys.get()).lower()):
                case "general" | "newsroom" | "dm" as view:
                    await simulation.show(view)
                case "hour":
                    await simulation.advance(HOUR)
                case "day":
                    await simulation.advance(DAY)
                case "restart":
                    await simulation.restart()
                case "quit":
                    stop.set()
                case _:
                    simulation.print_line(simulation.words("sandbox-keys"))


@contextlib.contextmanager
def _read_keys(handle: Callable[[str], None]) -> Generator[bool]:
    """Call `handle` with each key as it is pressed, and restore the terminal afterwards.

    Yield whether standard input is a terminal.
    """
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
    loop.add_reader(stream, lambda: handle(sys.stdin.read(1)))
    try:
        yield True
    finally:
        loop.remove_reader(stream)
        termios.tcsetattr(stream, termios.TCSADRAIN, before)
