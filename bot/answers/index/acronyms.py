"""Find the acronyms that an archive explains: "the American Civil Liberties Union (ACLU)"."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article
from bot.coverage.columns.table import Section, Table

_SMALL_WORD = "of|and|for|the|on|in|to|de|du|la"
_WORD = rf"(?:[A-Z][\w&'\u2019-]*|{_SMALL_WORD})"
_DEFINITION = re.compile(rf"((?:{_WORD}\s+){{2,9}})\(([A-Z][A-Za-z]{{1,8}}?)s?\)")

AcronymCounts = dict[tuple[str, str], int]
"""The number of articles that explain an acronym with a meaning, by acronym and meaning."""


def build_acronym_sections(archive: Archive, previous: tuple[Archive, Table] | None = None) -> dict[str, Section]:
    """Build the section with the acronyms that an archive explains.

    `previous`: an earlier archive and the table of its desk; then only articles that changed since are read.
    """
    counts: Counter[tuple[str, str]] = Counter()
    if previous is None:
        counts.update(_iterate_definitions(archive.articles))
    else:
        earlier, table = previous
        gone, new = earlier.changes(archive)
        counts.update(_read_counts(table))
        counts.subtract(_iterate_definitions(gone))
        counts.update(_iterate_definitions(new))
    rows = sorted((acronym, meaning, count) for (acronym, meaning), count in counts.items() if count > 0)
    return {"acronyms": msgspec.msgpack.encode(rows)}


def read_acronyms(table: Table) -> list[list[str]]:
    """Read each acronym with its most frequent meaning, as groups of synonyms. Raises DamagedTableError."""
    best: dict[str, tuple[int, str]] = {}
    for (acronym, meaning), count in sorted(_read_counts(table).items()):
        if count > best.get(acronym, (0, ""))[0]:
            best[acronym] = (count, meaning)
    return [[acronym, meaning] for acronym, (_, meaning) in best.items()]


def find_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the acronyms that a text explains, with their meanings: a word for each letter, apart from small words."""
    for match in _DEFINITION.finditer(text):
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
    """Yield the acronyms of each article with their meanings, each once an article."""
    for article in articles:
        definitions: set[tuple[str, str]] = set()
        for wording in article.wordings:
            for text in (wording.title, wording.excerpt):
                if "(" in text:
                    definitions.update(find_acronyms(text))
        yield from definitions


def _read_counts(table: Table) -> AcronymCounts:
    rows = table.value("acronyms", list[tuple[str, str, int]])
    return {(acronym, meaning): count for acronym, meaning, count in rows}
