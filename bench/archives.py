"""Archives to measure on: the shared corpora, enlarged to any size by copies with other words."""

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from bench.ratios import DataMissingError
from bot.coverage import urls
from bot.coverage.article import Origin, Record
from bot.coverage.corpus.loading import load_corpus
from bot.coverage.parsing.reader import Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = 25_000
COPY_MARK = "v=copy"
"""A part of every copy's URL."""

_KEPT_WORDS = frozenset(
    word
    for line in Path(__file__).with_name("kept_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]+")
_CHANGED_SHARES = (0.6, 0.75, 0.9)
_OTHER_OUTLETS_SHARE = 0.05


def load_readings(folder: Path) -> list[Reading]:
    """Read the files in a folder. Raises `DataMissingError` if it does not exist."""
    if not folder.is_dir():
        raise DataMissingError(f"needs {folder}, in the shared data that NUTGRAF_SHARED names")
    return [reading for _, reading in sorted(load_corpus([folder], now=NOW).readings())]


def read_headlines(file: Path) -> list[Reading]:
    """Read the headlines in a CSV file (TITLE, URL, PUBLISHER, HOSTNAME) as records without excerpts."""
    if not file.is_file():
        raise DataMissingError(f"needs {file}, in the shared data that NUTGRAF_SHARED names")
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Reading((_build_record(row["TITLE"], row["URL"], row["PUBLISHER"], row["HOSTNAME"]),), ())
            for row in csv.DictReader(lines)
        ]


def remove_excerpts(readings: Iterable[Reading]) -> list[Reading]:
    """Return the same records with empty excerpts."""
    return [Reading(tuple(replace(record, excerpt="") for record in reading.records), ()) for reading in readings]


def enlarge(readings: Sequence[Reading], size: int, outlets_of: Sequence[Reading] = ()) -> list[Reading]:
    """Add copies of the records, under new URLs and with most words changed, until there are `size` records.

    A word is replaced by one that is about as frequent and as often capitalized. One copy in twenty gets an outlet of
    `outlets_of`, so that an outlet does not give away which records are copies.
    """
    rng = random.Random(1)
    distinct = {
        urls.canonicalize_url(record.url): record for reading in readings for record in reading.records if record.url
    }
    records = list(distinct.values())
    outlets = [record for reading in outlets_of for record in reading.records if record.url]
    counts = Counter(word for record in records for word in _WORD.findall(f"{record.title} {record.excerpt}"))
    similar: defaultdict[tuple[bool, int], list[str]] = defaultdict(list)
    for word in sorted(counts):
        if word.lower() not in _KEPT_WORDS:
            similar[_classify_word(word, counts)].append(word)
    copies: list[Reading] = []
    while records and len(records) + len(copies) < size:
        number = len(copies)
        record = records[number % len(records)]
        share = rng.choice(_CHANGED_SHARES)

        def change(match: re.Match[str], share: float = share) -> str:
            word = match.group()
            if word.lower() in _KEPT_WORDS or rng.random() > share:
                return word
            return rng.choice(similar[_classify_word(word, counts)])

        copy = replace(
            record,
            title=_WORD.sub(change, record.title),
            excerpt=_WORD.sub(change, record.excerpt),
            url=f"{record.url}{'&' if '?' in (record.url or '') else '?'}{COPY_MARK}{number}",
            aliases=(),
            key="",
        )
        if outlets and rng.random() < _OTHER_OUTLETS_SHARE:
            outlet = rng.choice(outlets)
            url = f"https://{urls.extract_outlet_host(outlet.url or '')}/{number}?{COPY_MARK}{number}"
            copy = replace(copy, url=url, outlet_name=outlet.outlet_name, outlet_domain=outlet.outlet_domain)
        copies.append(Reading((copy,), ()))
    return [*readings, *copies]


def _classify_word(word: str, counts: Counter[str]) -> tuple[bool, int]:
    """Return whether the word is capitalized, and the logarithm of its frequency."""
    return word[0].isupper(), min(counts[word].bit_length(), 9)


def _build_record(title: str, url: str, publisher: str, host: str) -> Record:
    return Record(
        title=title,
        excerpt="",
        url=urls.clean_url(url),
        aliases=(),
        published=None,
        outlet_name=publisher,
        outlet_domain=host,
        topics=(),
        image=None,
        removed=False,
        origin=Origin("headlines"),
    )
