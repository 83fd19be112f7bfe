"""From a changed file to an answer: a running bot's desk follows changes in a folder of article files.

Each change is written to the folder, and `LiveDesk.refresh` is called as the watcher would call it. After some 300
changes, another process rewrites the cache, and the answers before and after that are compared.
"""

import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from bench.archives import NOW
from bench.sample_questions import read_everyday_questions, sample_known_items
from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.coverage.parsing.reader import Reading
from bot.live_desk.live_desk import LiveDesk

_FILES_IN_FOLDER = 1_000
_FIFTY = 50
_RUNS = 5
_EDITED = 30
LATER = 260
"""Articles that are added one after the other, so that in all some 300 files change."""
_QUESTIONS, _ITEMS, _SAMPLED = 272, 48, 2_000

Figures = dict[str, float]


def write_article_files(readings: Sequence[Reading], folder: Path) -> list[Path]:
    """Write a file for the main record of each reading, and return the paths."""
    paths: list[Path] = []
    for number, reading in enumerate(readings):
        record = reading.records[0]
        fields: dict[str, Any] = {"title": record.title, "excerpt": record.excerpt, "webUrl": record.url}
        if record.published:
            fields["publishedDateTime"] = record.published.at.isoformat()
        fields |= {"provider": {"name": record.outlet_name, "domain": record.outlet_domain}, "topics": record.topics}
        path = folder / f"{number // _FILES_IN_FOLDER:04}" / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        # JSON is YAML.
        path.write_text(f"---\n{json.dumps(fields)}\n---\n", "utf-8")
        paths.append(path)
    return paths


async def measure_changes(files: Sequence[Path], later: Sequence[Reading], folder: Path, cache: Path) -> Figures:
    """Return what changes cost, how many answers differ after them, and what rewriting the cache costs.

    `files`: the article files of the folder. `later`: articles that are not in it yet.
    """
    desk = await LiveDesk.open([folder], clock=lambda: NOW, cache=cache)
    await desk.prepare()
    meter = _Meter(desk)
    waiting = iter(later)
    figures: Figures = {"first": await meter.time(_add(waiting, 1, folder / "first"))}
    meter.reset()
    one = [await meter.time(_add(waiting, 1, folder / f"added{number}")) for number in range(_RUNS)]
    one += [await meter.time(_edit(path)) for path in _pick(files, _RUNS)]
    one += [await meter.time(_remove(path)) for path in _pick(files[1:], _RUNS)]
    figures |= {"update": statistics.median(one), "update written": meter.written / len(one) / 1e3}
    figures["update cpu"] = statistics.median(meter.cpu)
    figures["fifty"] = await meter.time(_add(waiting, _FIFTY, folder / "many"))
    # The archive gets as many changes as it has when the cache is due to be rewritten.
    for path in _pick([path for path in files if path.exists()], _EDITED):
        await meter.time(_edit(path))
    await meter.time(_add(waiting, LATER, folder / "later"))
    figures |= {"stall": meter.longest, "update memory": meter.peak / 1e6}
    before = desk.current()
    meter.reset()
    start = time.perf_counter()
    async with meter.watch():
        await desk.compact()
    if desk.schedule.error:
        raise RuntimeError(desk.schedule.error)
    figures |= {"compaction": time.perf_counter() - start, "compaction memory": meter.peak / 1e6}
    figures["compaction stall"] = meter.longest
    return figures | compare_answers(before, desk.current())


def compare_answers(changed: Desk, fresh: Desk) -> Figures:
    """Ask the same questions of a desk after many changes and of one built from scratch for the same archive.

    Return how many answers differ, how many of these in their verdict, of how many, and the ratio of the median times.
    """
    articles = fresh.archive.articles
    items = sample_known_items(articles[:: max(1, len(articles) // _SAMPLED)], _ITEMS, seed=7)
    items += sample_known_items(articles[:_SAMPLED], _ITEMS // 4, seed=8)
    questions = [question for item in items for question in item.questions]
    questions += read_everyday_questions()[: _QUESTIONS - len(questions)]
    differing = verdicts = 0
    ratios: list[float] = []
    for number, question in enumerate(questions):
        desks = (changed, fresh) if number % 2 else (fresh, changed)
        answers, times = dict[Desk, Answer](), dict[Desk, float]()
        for desk in desks:
            times[desk] = min(_time_answer(question, desk, answers) for _ in range(3))
        ratios.append(times[changed] / times[fresh])
        first, second = answers[changed], answers[fresh]
        differing += _list_visible(first) != _list_visible(second)
        verdicts += first.verdict != second.verdict
    return {
        "questions": len(questions),
        "differing": differing,
        "other verdicts": verdicts,
        "answer ratio": statistics.median(ratios),
    }


def _time_answer(question: str, desk: Desk, answers: dict[Desk, Answer]) -> float:
    start = time.perf_counter()
    answers[desk] = answer(question, desk, now=NOW)
    return time.perf_counter() - start


def _list_visible(given: Answer) -> tuple[object, ...]:
    """Return all that a reader sees of an answer."""
    quotes = [(quote.text, quote.article.id, [copy.id for copy in quote.also]) for quote in given.quotes]
    hits = [hit.article.id for hit in given.near_hits]
    return given.verdict, given.lead, quotes, hits, given.remarks, given.suggestions, given.story


def _pick(files: Sequence[Path], count: int) -> Sequence[Path]:
    return files[:: max(1, len(files) // count)][:count]


class _Meter:
    """Measures changes: processor time, the event loop's longest stall, memory beyond that at rest, and bytes written.

    Time in which the system let one of the threads wait for a processor does not count as standing still.
    """

    def __init__(self, desk: LiveDesk) -> None:
        self._desk = desk
        self._rest = _read_memory()
        self.longest, self.peak, self.written, self.cpu = 0.0, 0.0, 0, list[float]()

    def reset(self) -> None:
        """Forget the changes so far."""
        self.longest, self.peak, self.written, self._rest = 0.0, 0.0, 0, _read_memory()
        self.cpu = list[float]()

    async def time(self, change: Callable[[], tuple[list[Path], str]]) -> float:
        """Make a change and return the seconds until an answer can tell of it."""
        before, written = self._desk.current(), _read_written()
        async with self.watch():
            start, cpu = time.perf_counter(), time.process_time()
            # On another thread, as an editor's files come from another process.
            paths, question = await asyncio.to_thread(change)
            await self._desk.refresh([str(path) for path in paths])
            answer(question, self._desk.current(), now=NOW)
            seconds = time.perf_counter() - start
            self.cpu.append(time.process_time() - cpu)
        if self._desk.current() is before:
            raise RuntimeError("the change made no new desk")
        self.written += _read_written() - written
        return seconds

    @asynccontextmanager
    async def watch(self) -> AsyncGenerator[None]:
        """Measure stalls and memory during the block."""
        ticker = asyncio.create_task(self._tick())
        await asyncio.sleep(0.05)
        yield
        await asyncio.sleep(0.05)
        ticker.cancel()

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        last, waited = loop.time(), _read_waiting()
        while True:
            await asyncio.sleep(0.002)
            now, waits = loop.time(), _read_waiting()
            # A thread may have begun or ended meanwhile.
            waiting = sum(seconds - waited.get(thread, 0.0) for thread, seconds in waits.items())
            self.longest = max(self.longest, now - last - 0.002 - waiting)
            last, waited = now, waits
            self.peak = max(self.peak, _read_memory() - self._rest)


def _add(readings: Iterator[Reading], count: int, folder: Path) -> Callable[[], tuple[list[Path], str]]:
    """Return a change that adds the files of the next readings, as many as there are up to `count`."""
    chosen = list(islice(readings, count))
    return lambda: (write_article_files(chosen, folder), chosen[0].records[0].title)


def _edit(path: Path) -> Callable[[], tuple[list[Path], str]]:
    def change() -> tuple[list[Path], str]:
        path.write_text(path.read_text("utf-8").replace('"title": "', '"title": "Corrected: '), "utf-8")
        return [path], "what was corrected?"

    return change


def _remove(path: Path) -> Callable[[], tuple[list[Path], str]]:
    def change() -> tuple[list[Path], str]:
        path.unlink()
        return [path], "what is new?"

    return change


def _read_memory() -> float:
    """Return this process's resident memory in bytes."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * float(os.sysconf("SC_PAGE_SIZE"))


def _read_waiting() -> dict[int, float]:
    """Return the seconds that each of Python's threads has waited for a processor (`schedstat`, see proc(5))."""
    waited: dict[int, float] = {}
    for thread in threading.enumerate():
        number = thread.native_id
        with suppress(OSError), Path(f"/proc/self/task/{number}/schedstat").open() as file:
            waited[number or 0] = int(file.read().split()[1]) / 1e9
    return waited


def _read_written() -> int:
    """Return how many bytes this process has had the system write."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))
