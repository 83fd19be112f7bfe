"""From a changed file to an answer: a running bot's desk follows changes in a folder of article files.

Each change is written to the folder, and `LiveDesk.refresh` is called as the watcher would call it. The first one also
prepares what later ones use.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.archives import NOW
from bot.answers.pipeline import answer
from bot.coverage.parsing.reader import Reading
from bot.live_desk import LiveDesk

_FILES_IN_FOLDER = 1_000
_FIFTY = 50
_RUNS = 5


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


async def measure_changes(files: Sequence[Path], folder: Path, cache: Path) -> dict[str, float]:
    """Return the seconds until a change is in answers, the longest stall meanwhile, and what it takes.

    `files`: the article files of the folder.
    """
    desk = await LiveDesk.open([folder], clock=lambda: NOW, cache=cache)
    meter = _Meter(desk)
    await meter.time(_add(folder, "first", 1))
    meter.reset()
    one = [await meter.time(_add(folder, f"added{number}", 1)) for number in range(_RUNS)]
    one += [await meter.time(_edit(path)) for path in files[:: max(1, len(files) // _RUNS)][:_RUNS]]
    one += [await meter.time(_remove(path)) for path in files[1 :: max(1, len(files) // _RUNS)][:_RUNS]]
    written = meter.written / len(one)
    fifty = await meter.time(_add(folder, "many", _FIFTY))
    return {
        "update": sorted(one)[len(one) // 2],
        "fifty": fifty,
        "stall": meter.longest,
        "update written": written / 1e3,
        "update memory": meter.peak / 1e6,
    }


class _Meter:
    """Measures changes: how long the event loop stands still, memory beyond that at rest, and bytes written."""

    def __init__(self, desk: LiveDesk) -> None:
        self._desk = desk
        self._rest = _read_memory()
        self.longest, self.peak, self.written = 0.0, 0.0, 0

    def reset(self) -> None:
        """Forget the changes so far."""
        self.longest, self.peak, self.written, self._rest = 0.0, 0.0, 0, _read_memory()

    async def time(self, change: Callable[[], tuple[list[Path], str]]) -> float:
        """Make a change and return the seconds until an answer can tell of it."""
        before, written = self._desk.current(), _read_written()
        ticker = asyncio.create_task(self._tick())
        await asyncio.sleep(0.05)
        start = time.perf_counter()
        paths, question = change()
        await self._desk.refresh([str(path) for path in paths])
        answer(question, self._desk.current(), now=NOW)
        seconds = time.perf_counter() - start
        if self._desk.current() is before:
            raise RuntimeError("the change made no new desk")
        ticker.cancel()
        self.written += _read_written() - written
        return seconds

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        last = loop.time()
        while True:
            await asyncio.sleep(0.002)
            self.longest, last = max(self.longest, loop.time() - last - 0.002), loop.time()
            self.peak = max(self.peak, _read_memory() - self._rest)


def _add(folder: Path, name: str, count: int) -> Callable[[], tuple[list[Path], str]]:
    def change() -> tuple[list[Path], str]:
        paths = [folder / f"{name}-{number}.md" for number in range(count)]
        for number, path in enumerate(paths):
            fields = {
                "title": f"Harbour council of {name} votes on bridge {number}",
                "excerpt": f"The old bridge {number} will stay closed, the council of {name} said.",
                "webUrl": f"https://{name}.example/{number}",
                "publishedDateTime": "2023-06-12T08:00:00Z",
            }
            path.write_text(f"---\n{json.dumps(fields)}\n---\n", "utf-8")
        return paths, f"what did the council of {name} vote on?"

    return change


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


def _read_written() -> int:
    """Return how many bytes this process has had the system write."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))
