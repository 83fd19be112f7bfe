"""Find the short forms that an archive explains: acronyms, and initials with a number.

An acronym is explained in brackets: "the American Civil Liberties Union (ACLU)". A short form with a number is
explained by articles that also write the name in full: D4 and "Diablo 4", or "Diablo IV".
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bot.answers.analysis.counts import update_counts
from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article
from bot.coverage.columns.table import Section, Table
from bot.coverage.dates import MONTH_PATTERN

_SMALL_WORD = "of|and|for|the|on|in|to|de|du|la"
_WORD = rf"(?:[A-Z][\w&'\u2019-]*|{_SMALL_WORD})"
_DEFINITION = re.compile(rf"((?:{_WORD}\s+){{2,9}})\(([A-Z][A-Za-z]{{1,8}}?)s?\)")

# "D4", "PS5"; and a name with a number: "Diablo IV", "PlayStation 5".
_SHORT_FORM = re.compile(r"(?<![\w-])([A-Z][A-Za-z]{0,3})(\d{1,2})(?![\w-]|[.,]\d)")
_NUMBERED = re.compile(rf"((?:{_WORD}\s+){{1,6}})(\d{{1,2}}|[IVX]{{1,5}})(?!\w|[.,]\d)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_NUMBERS = {roman: str(number) for number, roman in enumerate(_ROMAN, start=1)}
_MONTH = re.compile(MONTH_PATTERN, re.IGNORECASE)
_MIN_ARTICLES = 2
"""Articles that must explain a short form with a number, as they do so only by chance."""

AcronymCounts = dict[tuple[str, str], int]
"""The number of articles that explain an acronym with a meaning, by acronym and meaning."""


def build_acronym_sections(archive: Archive) -> dict[str, Section]:
    """Build the section with the acronyms that an archive explains."""
    return _encode_counts(_count_definitions(archive.articles))


def update_acronym_sections(table: Table, gone: Iterable[Article], new: Iterable[Article]) -> dict[str, Section]:
    """Build the section again after a change of articles. `table`: with the earlier one."""
    return _encode_counts(update_counts(_read_counts(table), _count_definitions(gone), _count_definitions(new)))


def _encode_counts(counts: AcronymCounts) -> dict[str, Section]:
    rows = sorted((acronym, meaning, count) for (acronym, meaning), count in counts.items())
    return {"acronyms": msgspec.msgpack.encode(rows)}


def read_acronyms(table: Table) -> list[list[str]]:
    """Read each acronym with its most frequent meaning, as groups of synonyms. Raises DamagedTableError."""
    best: dict[str, tuple[int, str]] = {}
    for (acronym, meaning), count in sorted(_read_counts(table).items()):
        needed = _MIN_ARTICLES if acronym[-1].isdigit() else 1
        if count >= needed and count > best.get(acronym, (0, ""))[0]:
            best[acronym] = (count, meaning)
    return [[acronym, meaning, *_write_in_roman(meaning)] for acronym, (_, meaning) in best.items()]


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


def find_short_forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the short forms with a number in a text that also has the name, each with name and number."""
    short_forms = {(match[1].upper(), match[2]): match[0] for match in _SHORT_FORM.finditer(text)}
    if not short_forms:
        return
    for match in _NUMBERED.finditer(text):
        words = match[1].split()
        number = _NUMBERS.get(match[2], match[2])
        if _MONTH.fullmatch(words[-1]) or any(character.isdigit() for character in words[-1]):
            continue
        for start in range(len(words) - 1, -1, -1):
            name = words[start:]
            short_form = next((short_forms[key] for key in _list_initials(name, number) if key in short_forms), None)
            if short_form and name[0][0].isupper():
                yield short_form, f"{' '.join(name)} {number}"
                break


def _list_initials(name: Sequence[str], number: str) -> Iterator[tuple[str, str]]:
    """Yield what a name may be shortened to: its capitals (PlayStation: PS), or the first letters of all its words."""
    yield "".join(letter for word in name for letter in word if letter.isupper()), number
    yield "".join(word[0] for word in name).upper(), number


def _write_in_roman(meaning: str) -> list[str]:
    """Return a name with a number as a list with the name and the Roman number; an empty list for other names."""
    name, _, number = meaning.rpartition(" ")
    return [f"{name} {_ROMAN[int(number) - 1]}"] if number.isdigit() and 0 < int(number) <= len(_ROMAN) else []


def _count_definitions(articles: Iterable[Article]) -> AcronymCounts:
    return Counter(_iterate_definitions(articles))


def _iterate_definitions(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    """Yield the acronyms of each article with their meanings, each once an article."""
    for article in articles:
        definitions: set[tuple[str, str]] = set()
        for wording in article.wordings:
            for text in (wording.title, wording.excerpt):
                if "(" in text:
                    definitions.update(find_acronyms(text))
        definitions.update(find_short_forms(" ".join(f"{each.title}. {each.excerpt}" for each in article.wordings)))
        yield from definitions


def _read_counts(table: Table) -> AcronymCounts:
    rows = table.value("acronyms", list[tuple[str, str, int]])
    return {(acronym, meaning): count for acronym, meaning, count in rows}
