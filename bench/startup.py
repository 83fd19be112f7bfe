"""Start-up with 25,000 files: cold (no cache) and warm, and one changed file; memory, too.

Files nest two mentions each, as the shared corpora do; cold is shown with nine each, too, as archives have that were
never thinned (26,052 real files with 236,958 mentions were counted).

Cold is from files to a desk that answers, on every core, against what `yaml.CSafeLoader` alone takes on one core to
parse the same files, divided by the cores: as if reading were all, and came apart without loss. Imports are on neither
side. Each figure is taken in a process of its own; that of the parser right before and after ours, so that both see the
same machine.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml
from rich.console import Console

from bench.ratios import ROOT, Ratio

ROUNDS = 3
FILES = 25_000
NESTED = 9
SUFFIXES = {".md", ".markdown", ".txt", ".yml", ".yaml"}
_ADDRESS = re.compile(r"""^(\s*(?:- )?\w*[uU]rl: *["']?)(https?://[^\s"']+)""", re.MULTILINE)
_RELATED = re.compile(r"^related:\n((?:[ \t].*\n|\n)+)", re.MULTILINE)
_ITEM = re.compile(r"^(?=  - )", re.MULTILINE)
_TITLE = re.compile(r"^title: .*$", re.MULTILINE)
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
    """The ratios over the shared corpora, repeated under new addresses, or over generated files without these."""
    console = Console()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as scratch:
        corpora = shared / "corpora"
        folder = Path(scratch, "files")
        if corpora.is_dir():
            repeated(corpora, folder, FILES)
        else:
            generated(folder, FILES)
        console.print(f"{FILES:,} files {'after the shared corpora' if corpora.is_dir() else 'generated here'}")
        taken: dict[str, list[float]] = {}
        _measured("parse", folder, Path(scratch))  # the page cache is warm for everyone
        for number in range(ROUNDS):
            cache = Path(scratch, f"cache-{number}")
            for what in ("parse", "cold", "parse", "warm", "changed"):
                for name, figure in _measured(what, folder, cache).items():
                    taken.setdefault(name, []).append(figure)
        full: dict[str, list[float]] = {}
        nested = filled(folder, Path(scratch, "filled"), NESTED)
        _measured("parse", nested, Path(scratch))
        for number in range(ROUNDS):
            for what in ("parse", "cold", "parse"):
                for name, figure in _measured(what, nested, Path(scratch, f"filled-{number}")).items():
                    full.setdefault(name, []).append(figure)
    found = {name: statistics.median(figures) for name, figures in taken.items()}
    more = {name: statistics.median(figures) for name, figures in full.items()}
    console.print(
        f"cold {found['cold']:.2f} s: the archive {found['archive']:.2f} s, the desk {found['desk']:.2f} s; "
        f"memory {found['cold memory']:.0f} MB"
    )
    console.print(f"warm {found['warm'] * 1e3:.0f} ms (goal 200); memory {found['warm memory']:.0f} MB (goal 80)")
    console.print(
        f"one changed file, seen in an answer: {found['changed'] * 1e3:.0f} ms (goal 500), of which the archive "
        f"{found['changed archive'] * 1e3:.0f} ms; memory {found['changed memory']:.0f} MB"
    )
    share, against = found["parse"] / cores, f"CSafeLoader, 1 core, ÷ {cores}"
    return [
        Ratio("files to archive, cold", found["archive"], share, against, goal=1.3),
        Ratio("start-up, cold", found["cold"], share, against, goal=1.3),
        Ratio(f"start-up, cold, {NESTED} mentions a file", more["cold"], more["parse"] / cores, against, goal=1.3),
        Ratio("start-up, warm", found["warm"], found["parse"], "CSafeLoader, 1 core"),
        Ratio("one changed file", found["changed"], found["parse"], "CSafeLoader, 1 core"),
    ]


def _measured(what: str, folder: Path, cache: Path) -> dict[str, float]:
    """Figures from a process of its own: seconds, and megabytes beyond the imports."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "bench.startup", what, str(folder), str(cache)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main(what: str, folder: Path, cache: Path) -> dict[str, float]:
    """What such a process does."""
    if what == "parse":
        files = [each for each in sorted(folder.rglob("*")) if each.suffix in SUFFIXES]
        return {"parse": timed(lambda: parse(files))}
    import bot.app  # noqa: F401, PLC0415
    from bot.answers.desk.desk import open_desk  # noqa: PLC0415
    from bot.answers.pipeline import answer  # noqa: PLC0415
    from bot.coverage.corpus import loading  # noqa: PLC0415
    from bot.coverage.workers import WorkerPool  # noqa: PLC0415
    from bot.live_desk import trim_memory  # noqa: PLC0415

    before, now = resident(), datetime.now(UTC)
    start = time.perf_counter()
    if what == "cold":
        with WorkerPool() as crew:
            corpus = loading.load_corpus([folder], now=now, cache=cache, pool=crew)
            middle = time.perf_counter()
            desk = open_desk(corpus.archive, cache=cache, pool=crew)
        end = time.perf_counter()
        assert len(desk.archive) > FILES / 2
        # As the bot does once it is ready.
        trim_memory()
        return {
            "cold": end - start,
            "archive": middle - start,
            "desk": end - middle,
            "cold memory": resident() - before,
        }
    corpus = loading.open_snapshot([folder], cache)
    assert corpus is not None
    desk = open_desk(corpus.archive, cache=cache)
    answer("what was reported first?", desk, now=now)
    if what == "warm":
        return {"warm": time.perf_counter() - start, "warm memory": resident() - before}
    corpus = loading.update_snapshot(corpus, now=now, cache=cache)
    file = sorted(folder.rglob("*.md"))[FILES // 2]
    said = file.read_text("utf-8")
    file.write_text(_TITLE.sub(f'title: "Seen {time.time_ns()} at last"', said, count=1), "utf-8")
    start = time.perf_counter()
    corpus = loading.refresh_corpus(corpus, now=now, cache=cache)
    middle = time.perf_counter()
    desk = open_desk(corpus.archive, cache=cache, previous=desk)
    answer("what was seen at last?", desk, now=now)
    end = time.perf_counter()
    file.write_text(said, "utf-8")
    loading.update_snapshot(corpus, now=now, cache=cache)
    return {"changed": end - start, "changed archive": middle - start, "changed memory": resident() - before}


def resident() -> float:
    """Megabytes of this process in memory; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1e3


def repeated(corpora: Path, folder: Path, count: int) -> None:
    """That many files after those of the corpora, each copy of one under addresses of its own."""
    sources = [each for each in sorted(corpora.rglob("*")) if each.suffix in SUFFIXES]
    folder.mkdir(parents=True)
    for number in range(count):
        copy, place = divmod(number, len(sources))
        text = sources[place].read_text("utf-8", "replace")
        if copy:
            text = _ADDRESS.sub(lambda found, copy=copy: _moved(found, copy), text)
        (folder / f"{copy:03}-{place:05}{sources[place].suffix}").write_text(text, "utf-8")


def filled(source: Path, folder: Path, nested: int) -> Path:
    """The files of a folder, each with so many nested mentions on the average: its own, and those of files near it."""
    folder.mkdir(parents=True)
    files = [each for each in sorted(source.iterdir()) if each.suffix in SUFFIXES]
    dice, near = random.Random(9), list[str]()
    for file in files:
        text = file.read_text("utf-8")
        found = _RELATED.search(text)
        own = [item for item in _ITEM.split(found[1]) if item.startswith("  - ")] if found else []
        wanted = dice.randrange(2 * nested + 1) - len(own)
        more = dice.sample(near, min(len(near), max(0, wanted)))
        if more and text.startswith("---"):
            if found:
                text = text[: found.end(1)].rstrip("\n") + "\n" + "".join(more) + "\n" + text[found.end(1) :]
            else:
                head, mark, rest = text.partition("\n---")
                text = f"{head}\nrelated:\n{''.join(more)}{mark.lstrip()}{rest}"
        (folder / file.name).write_text(text, "utf-8")
        near = [*near, *(f"{item.rstrip()}\n" for item in own)][-200:]
    return folder


def _moved(found: re.Match[str], copy: int) -> str:
    return f"{found[1]}{found[2]}{'&' if '?' in found[2] else '?'}story={copy}"


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


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
