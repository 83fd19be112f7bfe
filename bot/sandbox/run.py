"""Run the sandbox from its start to its end."""

import asyncio
import contextlib
import signal
import socket
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, datetime

from bot.app import build_context, build_judge_access, build_service, load_synonyms, open_store_at
from bot.catalogue import Catalogue, Translator
from bot.chat.cards.archive_overview import suggest_examples
from bot.chat.session.context import BotContext
from bot.connection import StartError
from bot.coverage.columns.mapped_files import handle_bus_errors
from bot.judge.setup import open_judge_from
from bot.live_desk.live_desk import LiveDesk
from bot.monitoring.pages import DigestPages
from bot.sandbox.hints import Hint, View, build_hints
from bot.sandbox.images import fetch_images
from bot.sandbox.keys import handle_keys, has_keys
from bot.sandbox.opening import open_conversation
from bot.sandbox.page_server import get_port, open_listener, open_page_server
from bot.sandbox.simulation import PrintLine, Simulation, build_simulation, connect_bot
from bot.settings.settings import Settings
from bot.store.open_store import OpenStore

_PAGE_INTERVAL = 1.0
"""Seconds between two checks for a page, while none is shown."""


async def serve_sandbox(
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
    handle_bus_errors()
    live_desk = await LiveDesk.open(
        settings.folders,
        clock=lambda: datetime.now(UTC),
        cache=settings.cache_dir,
        synonyms=load_synonyms(settings),
        progress=progress,
        follow_links=settings.corpus_follow_links,
    )
    try:
        listener = open_listener(port)
    except OSError as error:
        reason = {"port": port, "reason": error.strerror or str(error)}
        raise StartError(catalogue.get_translator()("sandbox-no-port", reason)) from None
    pages_url = f"http://127.0.0.1:{get_port(listener)}"
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    # The watcher must not belong to the client: SimCord would wait for it to end.
    watcher = asyncio.create_task(live_desk.watch())
    async with (
        open_temporary_store() as store,
        open_judge_from(settings, clock=lambda: datetime.now(UTC)) as judge,
    ):
        service = build_service(live_desk, store, settings.digest_grace)
        context = build_context(
            live_desk,
            catalogue,
            service,
            judge=build_judge_access(settings, judge),
            store=store,
            pages_url=pages_url,
        )
        pages = DigestPages(service, catalogue, pages_url)
        await _run(context, live_desk, view, listener, pages, print_line, stop)
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
    context: BotContext,
    live_desk: LiveDesk,
    view: View,
    listener: socket.socket,
    pages: DigestPages,
    print_line: PrintLine,
    stop: asyncio.Event,
) -> None:
    words = context.catalogue.get_translator()
    desk = live_desk.current()
    print_line(words("sandbox-loaded", {"count": len(desk.archive.articles)}))
    images = await fetch_images([article.image.url for article in desk.archive.articles if article.image])
    async with connect_bot(context) as env:
        simulation = build_simulation(env, context, print_line, words, images)
        live_desk.on_change = simulation.report_news
        questions = [words(remark.id, remark.args) for remark in suggest_examples(desk, env.now())]
        await open_conversation(simulation, questions)
        hints = build_hints(desk, questions, words)
        await simulation.show(view)
        try:
            async with open_page_server(simulation, hints, listener, pages) as address:
                _print_hints(hints, address, print_line, words)
                tasks = [
                    asyncio.create_task(simulation.follow_clock()),
                    asyncio.create_task(handle_keys(simulation, stop)),
                ]
                await _wait_for_end(simulation, asyncio.create_task(stop.wait()), tasks)
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            async with simulation.lock:
                if simulation.page is not None:
                    await simulation.page.close()


def _print_hints(hints: Sequence[Hint], address: str, print_line: PrintLine, words: Translator) -> None:
    """Print the page's address, four things to try, and the keys if there is a terminal."""
    print_line("")
    print_line(words("sandbox-open"))
    print_line(f"  {address}")
    print_line("")
    print_line(words("sandbox-try"))
    for number, hint in enumerate(hints, 1):
        where = words("sandbox-try-in", {"view": words(f"sandbox-view-{hint.view}")}) if hint.view else ""
        print_line(f"  {number}. {where}{hint.text}")
        if hint.after:
            print_line(f"     {hint.after}")
    print_line("")
    print_line(words("sandbox-unasked"))
    print_line(words("sandbox-keys") if has_keys() else words("sandbox-no-keys"))


async def _wait_for_end(
    simulation: Simulation, stopped: asyncio.Task[bool], tasks: Sequence[asyncio.Task[None]]
) -> None:
    """Wait until the sandbox is stopped here or on the page. If a task fails, raise its exception."""
    while not stopped.done():
        page = simulation.page
        closed = asyncio.create_task(page.wait_closed() if page else asyncio.sleep(_PAGE_INTERVAL))
        await asyncio.wait((stopped, closed, *tasks), return_when=asyncio.FIRST_COMPLETED)
        failed = next((task for task in tasks if task.done() and task.exception()), None)
        is_closed = closed.done()
        closed.cancel()
        if failed is not None:
            failed.result()
        # A change of conversation closes the page too, and opens the next one under the same lock.
        async with simulation.lock:
            if is_closed and page is not None and simulation.page is page:
                break
    stopped.cancel()
    for task in tasks:
        task.cancel()
