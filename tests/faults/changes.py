"""Kills a process at random moments while article files change and its cache is rewritten.

After each kill, the next start must answer as a desk that is built from scratch.
"""

import asyncio
import json
import os
import random
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.faults import changing_desk
from tests.faults.changing_desk import describe_anew
from tests.faults.killing import Report, ignore
from tests.support.patience import PATIENCE
from tests.support.processes import ForkedProcess

FILES = 200
LONGEST_START, LONGEST_RUN, SHORT = 1.0, 5.0, 0.5
"""Seconds until the kill, at most: during a start, during changes, and after the cache was rewritten."""

_SITES = ("herald.example", "post.example", "wire.example", "courier.example")
_NAMES = ("The Herald", "Herald", "Post", "The Harbour Courier", "Wire")
_PLACES = ("Norwick", "Sulby", "Arden", "Tarn", "Olney", "Estmoor")
_TITLES = (
    "Harbour bridge in {} closes",
    "Ferry strike in {} ends after long talks",
    "Otters return to {}",
    "Vote held in {}",
    "{} floods again",
)
_EXCERPTS = (
    "It is said to last.",
    "Nobody in {} knows why.",
    "The Harbour Ferry Users Union (HFUU) will sue {}.",
    "The council of {} won the vote.",
)


class ChangesVerdict(NamedTuple):
    """The results of the kills.

    `compacting`: how many struck while the cache was rewritten. `starting`: how many struck during a start.
    `compactions`: after how many the snapshot was another one. `wrong`: what the starts after them got wrong.
    """

    kills: int = 0
    compacting: int = 0
    starting: int = 0
    compactions: int = 0
    wrong: tuple[str, ...] = ()

    def format_figures(self) -> str:
        """Format the counts as `name=value`."""
        names = ("kills", "compacting", "starting", "compactions")
        return " ".join([*(f"{name}={getattr(self, name)}" for name in names), f"wrong={len(self.wrong)}"])

    def add(self, other: "ChangesVerdict") -> "ChangesVerdict":
        """Add up two verdicts."""
        return ChangesVerdict(
            self.kills + other.kills,
            self.compacting + other.compacting,
            self.starting + other.starting,
            self.compactions + other.compactions,
            self.wrong + other.wrong,
        )


async def kill_changes(folder: Path, kills: int, seed: int, report: Report = ignore) -> ChangesVerdict:
    """Kill a process a number of times while files change. Returns the verdict."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    articles, cache = folder / "articles", folder / "cache"
    articles.mkdir()
    for number in range(FILES):
        _write(articles / f"{number}.md", dice)
    verdict = ChangesVerdict()
    snapshot = ""
    for number in range(kills):
        result, snapshot = await _kill_once(articles, cache, dice, snapshot)
        verdict = verdict.add(result)
        for line in result.wrong:
            report(f"kill {number + 1}: {line}")
        report(f"kill {number + 1}: {verdict.format_figures()}")
    _, wrong = await _start(articles, cache)
    return verdict.add(ChangesVerdict(wrong=wrong))


async def _kill_once(articles: Path, cache: Path, dice: random.Random, snapshot: str) -> tuple[ChangesVerdict, str]:
    """Start a process, and kill it during the start or later. `snapshot`: which one there was before."""
    if dice.random() < 0.2:
        for _ in range(dice.randint(0, 5)):
            _change(articles, dice)
        process = ForkedProcess(changing_desk.main, articles, cache)
        await asyncio.sleep(dice.uniform(0, LONGEST_START))
        await _kill(process)
        return ChangesVerdict(kills=1, starting=1), snapshot
    process, wrong = await _start(articles, cache, keep=True)
    loop, before = asyncio.get_running_loop(), _identify_snapshot(cache)
    # Every other time, the kill comes while the process goes on from a cache that was just rewritten.
    is_after = dice.random() < 0.5
    end = loop.time() + (PATIENCE if is_after else dice.uniform(0, LONGEST_RUN))
    while loop.time() < end:
        _change(articles, dice)
        await asyncio.sleep(dice.uniform(0, 0.2))
        if is_after and _identify_snapshot(cache) != before:
            await asyncio.sleep(dice.uniform(0, SHORT))
            break
        if not is_after and dice.random() < 0.03:
            _kill_children(process)
    is_compacting = bool(_list_children(process))
    await _kill(process)
    now = _identify_snapshot(cache)
    return ChangesVerdict(1, int(is_compacting), 0, int(now != snapshot), wrong), now


async def _start(articles: Path, cache: Path, *, keep: bool = False) -> tuple[ForkedProcess, tuple[str, ...]]:
    """Start a process, and return it with what is wrong with its answers. `keep`: it goes on running."""
    process = ForkedProcess(changing_desk.main, articles, cache)
    async with asyncio.timeout(PATIENCE):
        line = await asyncio.to_thread(process.stdout.readline)
    if not line:
        code = await asyncio.to_thread(process.wait, PATIENCE)
        return process, (f"the start ended with code {code}: {process.stderr.read()}",)
    found, expected = json.loads(line), await asyncio.to_thread(describe_anew, articles)
    wrong = [
        f"{part}, {name}: {found[part][name]} instead of {value}"
        for part, values in expected.items()
        for name, value in values.items()
        if name in found[part] and found[part][name] != value
    ]
    if not keep:
        await _kill(process)
    return process, tuple(wrong)


async def _kill(process: ForkedProcess) -> None:
    """Kill a process, and wait until its children have ended with it."""
    children = _list_children(process)
    with process:
        process.kill()
    async with asyncio.timeout(PATIENCE):
        while any(_is_running(child) for child in children):  # noqa: ASYNC110 - other processes make it true
            await asyncio.sleep(0.01)


def _kill_children(process: ForkedProcess) -> None:
    for child in _list_children(process):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _list_children(process: ForkedProcess) -> list[int]:
    """Return the processes that a process has started, from any of its threads."""
    found: list[int] = []
    for file in Path(f"/proc/{process.pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, file.read_text().split())
    return found


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _identify_snapshot(cache: Path) -> str:
    return " ".join(str(file.stat().st_ino) for file in cache.glob("corpus-*.bin"))


def _write(path: Path, dice: random.Random) -> None:
    """Write an article file: few addresses and titles, so that files often say something of the same article."""
    site, place = dice.choice(_SITES), dice.choice(_PLACES)
    lines = [f"title: {dice.choice(_TITLES).format(place)}", f"excerpt: {dice.choice(_EXCERPTS).format(place)}"]
    if dice.random() < 0.8:
        lines.append(f"webUrl: https://{site}/{dice.randint(1, 3 * FILES)}")
    if dice.random() < 0.2:
        lines.append(f"ampWebUrl: https://{site}/amp/{dice.randint(1, FILES)}")
    if dice.random() < 0.9:
        lines.append(f"publishedDateTime: 2024-0{dice.randint(1, 4)}-{dice.randint(10, 28)}T08:00:00Z")
    lines += ["provider:", f"  name: {dice.choice(_NAMES)}", f"  domain: {site}"]
    if dice.random() < 0.05:
        lines.append("removed: true")
    if dice.random() < 0.2:
        lines += ["related:", f"  - title: {dice.choice(_TITLES).format(place)}", f"    webUrl: https://{site}/related"]
    path.write_text("\n".join(("---", *lines, "---", "")), "utf-8")


def _change(folder: Path, dice: random.Random) -> None:
    """Write, rename or delete a file. Few are deleted, so that there are always some."""
    path, other = (folder / f"{dice.randint(0, 2 * FILES)}.md" for _ in range(2))
    chance = dice.random()
    if chance < 0.15 and path.exists():
        path.rename(other)
    elif chance < 0.3:
        path.unlink(missing_ok=True)
    else:
        _write(path, dice)
