"""Start-up, cold (no cache) and warm: from files to a desk that answers, against parsing the same files once.

The baseline reads each file and gives its YAML to `CSafeLoader`, on one core, and does nothing with it. The order
within a round is cold, warm, baseline; the median of the rounds is shown. Imports are not in it, on either side.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml
from rich.console import Console

from bench.ratios import Ratio
from bot.answers.desk import open_desk
from bot.coverage.loading import load

ROUNDS = 3
GENERATED = 2_000
SUFFIXES = {".md", ".markdown", ".txt", ".yml", ".yaml"}
WORDS = (
    "harbour",
    "council",
    "budget",
    "rail",
    "flood",
    "election",
    "school",
    "hospital",
    "river",
    "bridge",
    "verdict",
    "strike",
    "museum",
    "orchard",
    "glacier",
    "ferry",
    "tariff",
    "vaccine",
    "satellite",
    "library",
    "stadium",
    "drought",
    "quarry",
    "airport",
    "festival",
    "merger",
    "refinery",
    "census",
)


def run(shared: Path) -> list[Ratio]:
    """The ratios over the shared corpora, or over generated files of the same format where those are absent."""
    console = Console()
    with tempfile.TemporaryDirectory() as scratch:
        corpora = sorted(each for each in (shared / "corpora").glob("*") if each.is_dir())
        folders = corpora or [generated(Path(scratch, "generated"), GENERATED)]
        files = [each for folder in folders for each in sorted(folder.rglob("*")) if each.suffix in SUFFIXES]
        console.print(f"{len(files):,} files {'of the shared corpora' if corpora else 'generated here'}")
        parse(files)  # the page cache is warm for everyone
        times: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            cache = Path(scratch, f"cache-{number}")
            for what, work in (
                ("cold", lambda: start(folders, cache)),  # noqa: B023 - called within the round
                ("warm", lambda: start(folders, cache)),  # noqa: B023
                ("load, warm", lambda: load(folders, now=datetime.now(UTC), cache=cache)),  # noqa: B023
                ("parse", lambda: parse(files)),
            ):
                times.setdefault(what, []).append(timed(work))
    medians = {what: statistics.median(taken) for what, taken in times.items()}
    console.print(", ".join(f"{what} {seconds:.2f} s" for what, seconds in medians.items()))
    against = "CSafeLoader, 1 core"
    return [
        Ratio("start-up, cold", medians["cold"], medians["parse"], against),
        Ratio("start-up, warm", medians["warm"], medians["parse"], against),
    ]


def start(folders: Sequence[Path], cache: Path) -> object:
    """What the bot does before it can answer."""
    return open_desk(load(folders, now=datetime.now(UTC), cache=cache).archive)


def parse(files: Sequence[Path]) -> None:
    """The baseline. A file that is no YAML costs what it costs to find that out."""
    for file in files:
        text = file.read_text("utf-8", errors="replace")
        matter = text.split("\n---", 1)[0] if text.startswith("---") else text
        try:
            yaml.load(matter, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            continue


def timed(work: Callable[[], object]) -> float:
    """How many seconds it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def generated(folder: Path, count: int) -> Path:
    """Files in the format of the real ones, with nested related records, the same on every machine."""
    folder.mkdir(parents=True)
    dice = random.Random(20)
    for number in range(count):
        related = "".join(f"  - {_record(dice, f'{number}-{each}', '    ').lstrip()}" for each in range(3))
        text = f"---\n{_record(dice, str(number), '')}related:\n{related}---\n"
        (folder / f"{number:05}.md").write_text(text, "utf-8")
    return folder


def _record(dice: random.Random, name: str, indent: str) -> str:
    title, excerpt = (" ".join(dice.choices(WORDS, k=words)).capitalize() for words in (8, 30))
    site = f"{dice.choice(WORDS)}-{dice.randrange(40)}.example"
    day = f"20{dice.randrange(15, 24)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    lines = (
        f'title: "{title}"',
        f'excerpt: "{excerpt}"',
        f"publishedDateTime: {day}T{dice.randrange(24):02}:00:00Z",
        f'webUrl: "https://{site}/{day.replace("-", "/")}/{name}"',
        "type: article",
        f"heat: {dice.randrange(400)}",
        f"provider:\n{indent}  name: The {site.partition('-')[0].title()}\n{indent}  domain: {site}",
        f"topics:\n{indent}  - {dice.choice(WORDS).title()}\n{indent}  - {dice.choice(WORDS).title()}",
        f'images:\n{indent}  - url: "https://{site}/{name}.jpg"\n{indent}    width: 1200\n{indent}    height: 800',
    )
    return "".join(f"{indent}{line}\n" for line in lines)
