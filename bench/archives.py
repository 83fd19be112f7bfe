"""Archives to measure on: the shared corpora, and as large as wanted by repeating them with words changed."""

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from bench.ratios import NotHere
from bot.answers.analysis.wordlists import STOPWORDS
from bot.coverage import urls
from bot.coverage.article import Origin, Record
from bot.coverage.corpus.loading import load_corpus
from bot.coverage.parsing.reader import Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = 25_000
COPY = "v=copy"
"""What the address of every record that was made up holds."""

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]+")
_CHANGED = (0.6, 0.75, 0.9)
_PRESS = 0.05


def readings(folder: Path) -> list[Reading]:
    """What the files under a folder say; raises `NotHere` where it is absent."""
    if not folder.is_dir():
        raise NotHere(f"needs {folder}, in the shared data that NUTGRAF_SHARED names")
    return [reading for _, reading in sorted(load_corpus([folder], now=NOW).readings())]


def headlines(file: Path) -> list[Reading]:
    """The headlines of a CSV file with the columns TITLE, URL, PUBLISHER and HOSTNAME, as records without excerpts."""
    if not file.is_file():
        raise NotHere(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Reading((_headline(row["TITLE"], row["URL"], row["PUBLISHER"], row["HOSTNAME"]),), ())
            for row in csv.DictReader(lines)
        ]


def without_excerpts(given: Iterable[Reading]) -> list[Reading]:
    """The same records with their excerpts emptied."""
    return [Reading(tuple(replace(record, excerpt="") for record in one.records), ()) for one in given]


def enlarged(given: Sequence[Reading], size: int, press: Sequence[Reading] = ()) -> list[Reading]:
    """The readings, and copies of their records under new addresses with most words changed, `size` records in all.

    A word becomes another that is about as frequent there and as often a name. One copy in twenty gets an outlet of
    `press`, so that outlets alone tell nothing.
    """
    chance = random.Random(1)
    distinct = {urls.canonical_url(record.url): record for one in given for record in one.records if record.url}
    records = list(distinct.values())
    outlets = [record for one in press for record in one.records if record.url]
    counts = Counter(word for record in records for word in _WORD.findall(f"{record.title} {record.excerpt}"))
    alike: defaultdict[tuple[bool, int], list[str]] = defaultdict(list)
    for word in sorted(counts):
        if word.lower() not in STOPWORDS:
            alike[_kind(word, counts)].append(word)
    made: list[Reading] = []
    while records and len(records) + len(made) < size:
        number = len(made)
        record = records[number % len(records)]
        share = chance.choice(_CHANGED)

        def other(found: re.Match[str], share: float = share) -> str:
            word = found.group()
            if word.lower() in STOPWORDS or chance.random() > share:
                return word
            return chance.choice(alike[_kind(word, counts)])

        copy = replace(
            record,
            title=_WORD.sub(other, record.title),
            excerpt=_WORD.sub(other, record.excerpt),
            url=f"{record.url}{'&' if '?' in (record.url or '') else '?'}{COPY}{number}",
            aliases=(),
            key="",
        )
        if outlets and chance.random() < _PRESS:
            of = chance.choice(outlets)
            address = f"https://{urls.outlet_host(of.url or '')}/{number}?{COPY}{number}"
            copy = replace(copy, url=address, outlet_name=of.outlet_name, outlet_domain=of.outlet_domain)
        made.append(Reading((copy,), ()))
    return [*given, *made]


def _kind(word: str, counts: Counter[str]) -> tuple[bool, int]:
    return word[0].isupper(), min(counts[word].bit_length(), 9)


def _headline(title: str, url: str, publisher: str, host: str) -> Record:
    return Record(
        title=title,
        excerpt="",
        url=urls.linkable_url(url),
        aliases=(),
        published=None,
        outlet_name=publisher,
        outlet_domain=host,
        topics=(),
        image=None,
        removed=False,
        origin=Origin("headlines"),
    )
