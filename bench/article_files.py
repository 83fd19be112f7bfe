"""Folders of article files to measure on: copies of real ones, or generated ones."""

import random
import re
from pathlib import Path

SUFFIXES = {".md", ".markdown", ".txt", ".yml", ".yaml"}

_URL = re.compile(r"""^(\s*(?:- )?\w*[uU]rl: *["']?)(https?://[^\s"']+)""", re.MULTILINE)
_RELATED = re.compile(r"^related:\n((?:[ \t].*\n|\n)+)", re.MULTILINE)
_ITEM = re.compile(r"^(?=  - )", re.MULTILINE)
_WORDS = (
    "harbour", "council", "budget", "rail", "flood", "election", "school", "hospital", "river",
    "bridge", "verdict", "strike", "museum", "orchard", "glacier", "ferry", "tariff", "vaccine",
    "satellite", "library", "stadium", "drought", "quarry", "airport", "festival", "merger", "refinery",
    "census",
)  # fmt: skip


def list_files(folder: Path) -> list[Path]:
    """Return the article files in a folder, sorted."""
    return [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES]


def repeat_files(corpora: Path, folder: Path, count: int) -> None:
    """Write `count` files: the corpora's, then copies of them, each copy with its own URLs."""
    sources = list_files(corpora)
    folder.mkdir(parents=True)
    for number in range(count):
        copy, index = divmod(number, len(sources))
        text = sources[index].read_text("utf-8", "replace")
        if copy:
            text = _URL.sub(lambda match, copy=copy: _change_url(match, copy), text)
        (folder / f"{copy:03}-{index:05}{sources[index].suffix}").write_text(text, "utf-8")


def add_nested(source: Path, folder: Path, average: int) -> Path:
    """Write the files of a folder again, each with `average` nested articles: its own, and some of files near it."""
    folder.mkdir(parents=True)
    rng, nearby = random.Random(9), list[str]()
    for file in list_files(source):
        text = file.read_text("utf-8")
        related = _RELATED.search(text)
        own = [item for item in _ITEM.split(related[1]) if item.startswith("  - ")] if related else []
        missing = rng.randrange(2 * average + 1) - len(own)
        more = rng.sample(nearby, min(len(nearby), max(0, missing)))
        if more and text.startswith("---"):
            if related:
                end = related.end(1)
                text = text[:end].rstrip("\n") + "\n" + "".join(more) + "\n" + text[end:]
            else:
                head, mark, rest = text.partition("\n---")
                text = f"{head}\nrelated:\n{''.join(more)}{mark.lstrip()}{rest}"
        (folder / file.name).write_text(text, "utf-8")
        nearby = [*nearby, *(f"{item.rstrip()}\n" for item in own)][-200:]
    return folder


def generate_files(folder: Path, count: int) -> Path:
    """Write files in the real ones' format, each with three nested articles; the same files on every machine."""
    folder.mkdir(parents=True)
    rng = random.Random(20)
    for number in range(count):
        related = "".join(f"  - {_generate_record(rng, f'{number}-{item}', '    ').lstrip()}" for item in range(3))
        text = f"---\n{_generate_record(rng, str(number), '')}related:\n{related}---\n"
        (folder / f"{number:05}.md").write_text(text, "utf-8")
    return folder


def _change_url(match: re.Match[str], copy: int) -> str:
    return f"{match[1]}{match[2]}{'&' if '?' in match[2] else '?'}story={copy}"


def _generate_record(rng: random.Random, name: str, indent: str) -> str:
    title, excerpt = (" ".join(rng.choices(_WORDS, k=words)).capitalize() for words in (8, 30))
    site = f"{rng.choice(_WORDS)}-{rng.randrange(40)}.example"
    day = f"20{rng.randrange(15, 24)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    lines = (
        f'title: "{title}"',
        f'excerpt: "{excerpt}"',
        f"publishedDateTime: {day}T{rng.randrange(24):02}:00:00Z",
        f'webUrl: "https://{site}/{day.replace("-", "/")}/{name}"',
        "type: article",
        f"heat: {rng.randrange(400)}",
        f"provider:\n{indent}  name: The {site.partition('-')[0].title()}\n{indent}  domain: {site}",
        f"topics:\n{indent}  - {rng.choice(_WORDS).title()}\n{indent}  - {rng.choice(_WORDS).title()}",
        f'images:\n{indent}  - url: "https://{site}/{name}.jpg"\n{indent}    width: 1200\n{indent}    height: 800',
    )
    return "".join(f"{indent}{line}\n" for line in lines)
