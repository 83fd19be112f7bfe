"""Run the sandbox from its start to its end."""

import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, datetime

from bot.app import build_context, build_judge_access, build_service, load_synonyms, open_store_at
from bot.catalogue import Catalogue
from bot.chat.cards.overview import suggest_examples
from bot.chat.session.context import BotContext
from bot.coverage.columns.mapped_files import handle_bus_errors
from bot.judge.setup import open_judge_from
from bot.live_desk import LiveDesk
from bot.sandbox.keys import handle_keys
from bot.sandbox.simulation import PrintLine, Simulation, View, build_simulation, connect_bot
from bot.settings import Settings
from bot.store.ledger import OpenStore

_PAGE_INTERVAL = 1.0
"""Seconds between two looks for a page, while none is shown."""


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
    handle_bus_errors()
    live_desk = await LiveDesk.open(
        settings.corpus,
        clock=lambda: datetime.now(UTC),
        cache=settings.cache_dir,
        synonyms=load_synonyms(settings),
        progress=progress,
        follow_links=settings.corpus_follow_links,
    )
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
        context = build_context(live_desk, catalogue, service, judge=build_judge_access(settings, judge))
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
        tasks = [asyncio.create_task(simulation.follow_clock()), asyncio.create_task(handle_keys(simulation, stop))]
        stopped = asyncio.create_task(stop.wait())
        await _wait_for_end(simulation, stopped, tasks)
        async with simulation.lock:
            if simulation.page is not None:
                await simulation.page.close()
        await asyncio.gather(*tasks, return_exceptions=True)


def _print_suggestions(simulation: Simulation, live_desk: LiveDesk) -> None:
    """Print four things to try, made from what the archive has, and the keys if there is a terminal."""
    words, print_line = simulation.words, simulation.print_line
    questions = [
        words(remark.id, remark.args) for remark in suggest_examples(live_desk.current(), simulation.env.now())
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
        closed = asyncio.create_task(page.wait_closed() if page else asyncio.sleep(_PAGE_INTERVAL))
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
