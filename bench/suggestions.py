"""Lookups of what a reader types among many names and words, beside `rapidfuzz.process.extract`.

Outlets are suggested at each keystroke, among 3,001; a misspelt word is looked up among 52,728, where a scan in Python
must not come back unnoticed. Medians are compared.
"""

import statistics
import string
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rapidfuzz import process

from bench.ratios import Ratio
from bot.answers.entities.names import Names
from bot.answers.index.spelling import SpellChecker, build_spelling_sections
from bot.coverage.archive.build import build_archive
from bot.coverage.article import Moment, Origin, Record
from bot.coverage.columns.table import build_table_in_memory
from bot.coverage.parsing.reader import Reading

_FIRST = ("Harbor", "City", "Northern", "Daily", "Valley", "Union", "Morning", "Royal", "Pioneer", "Lake")
_SECOND = ("Post", "Ledger", "Wire", "Herald", "Courier", "Standard", "Mercury", "Record", "Gazette", "Echo")
_TYPED = ("h", "har", "harbor p", "harbr pst", "gazt", "zzzzzz", "mercury 2", "o12-royal", "nothern wire", "vally")
_SLIPS = ("qqzmentation", "abdatoin")
_ROUNDS = 20


def run(_: Path) -> list[Ratio]:
    """The ratios for outlets and for words."""
    titles = [f"{first} {second} {number}" for number in range(30) for first in _FIRST for second in _SECOND]
    names = Names.build(build_archive([Reading(tuple(map(_record, titles)), ())]))
    words = [
        f"{a}{b}{c}{tail}"
        for a in string.ascii_lowercase
        for b in string.ascii_lowercase
        for c in string.ascii_lowercase
        for tail in ("ation", "ment", "er")
    ]
    speller = SpellChecker(build_table_in_memory(build_spelling_sections(dict.fromkeys(words, 3))))
    return [
        _ratio("suggest_outlets() among 3,000, median", _TYPED, names.suggest_outlets, titles),
        _ratio("SpellChecker.suggest() among 52,728 words, median", _SLIPS, speller.suggest, words),
    ]


def _record(title: str) -> Record:
    host = f"{title.lower().replace(' ', '')}.example"
    return Record(
        title="A piece",
        excerpt="",
        url=f"https://{host}/a",
        aliases=(),
        published=Moment(datetime(2021, 1, 1, tzinfo=UTC), "day"),
        outlet_name=title,
        outlet_domain=host,
        topics=(),
        image=None,
        removed=False,
        origin=Origin("made.txt", 1),
    )


def _ratio(what: str, typed: tuple[str, ...], ours: Callable[[str], object], choices: Sequence[str]) -> Ratio:
    def naive(text: str) -> object:
        return process.extract(text, choices, limit=25)

    times: tuple[list[float], list[float]] = [], []
    for text in typed * _ROUNDS:
        for side, taken in zip((ours, naive), times, strict=True):
            start = time.perf_counter()
            side(text)
            taken.append(time.perf_counter() - start)
    return Ratio(what, statistics.median(times[0]), statistics.median(times[1]), "rapidfuzz.process.extract")
