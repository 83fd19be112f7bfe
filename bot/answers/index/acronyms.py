"""Acronyms as the archive itself explains them: "the American Civil Liberties Union (ACLU)"."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article
from bot.coverage.columns.table import Section, Table

_SMALL = "of|and|for|the|on|in|to|de|du|la"
_WORD = rf"(?:[A-Z][\w&'\u2019-]*|{_SMALL})"
_DEFINED = re.compile(rf"((?:{_WORD}\s+){{2,9}})\(([A-Z][A-Za-z]{{1,8}}?)s?\)")

AcronymCounts = dict[tuple[str, str], int]
"""By acronym and what it stands for, in how many articles it is explained so."""


def build_acronym_sections(archive: Archive, previous: tuple[Archive, Table] | None = None) -> dict[str, Section]:
    """The acronyms that an archive explains; of an archive that is mostly the same, carried on from there."""
    counts: Counter[tuple[str, str]] = Counter()
    if previous is None:
        counts.update(_iterate_definitions(archive.articles))
    else:
        was, table = previous
        gone, new = was.changes(archive)
        counts.update(_read_counts(table))
        counts.subtract(_iterate_definitions(gone))
        counts.update(_iterate_definitions(new))
    kept = sorted((short, long, count) for (short, long), count in counts.items() if count > 0)
    return {"acronyms": msgspec.msgpack.encode(kept)}


def read_acronyms(table: Table) -> list[list[str]]:
    """Each acronym with what it mostly stands for, as groups of synonyms. Raises `tables.Damaged`."""
    best: dict[str, tuple[int, str]] = {}
    for (short, long), count in sorted(_read_counts(table).items()):
        if count > best.get(short, (0, ""))[0]:
            best[short] = (count, long)
    return [[short, long] for short, (_, long) in best.items()]


def find_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """The acronyms that a text explains, with what they stand for: a word for each letter, small words apart."""
    for match in _DEFINED.finditer(text):
        words = match[1].split()
        letters = match[2].upper()
        for start in range(len(words) - 1, -1, -1):
            initials = "".join(word[0] for word in words[start:] if word[0].isupper())
            if initials == letters and words[start][0].isupper():
                yield match[2], " ".join(words[start:])
                break
            if len(initials) > len(letters):
                break


def _iterate_definitions(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    """Each article's acronyms, once an article."""
    for article in articles:
        found: set[tuple[str, str]] = set()
        for wording in article.wordings:
            for text in (wording.title, wording.excerpt):
                if "(" in text:
                    found.update(find_acronyms(text))
        yield from found


def _read_counts(table: Table) -> AcronymCounts:
    return {(short, long): count for short, long, count in table.value("acronyms", list[tuple[str, str, int]])}
