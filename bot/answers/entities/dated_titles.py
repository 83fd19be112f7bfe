"""The titles that name a time, by their words. They stay in a mapped table, so that opening it takes no time."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

import msgspec

from bot.coverage.columns.sequences import ListColumn, TextDictionary, build_dictionary_sections, build_list_sections
from bot.coverage.columns.table import Section, Table

_WORDS, _TITLES, _TITLES_OF, _ADDED = "dated words", "dated titles", "dated titles of", "dated titles.added"


class DatedTitles(Iterable[frozenset[str]]):
    """Each distinct set of words of a title that names a time, in the form of `lexicon.normalize_time_word`."""

    def __init__(self, table: Table) -> None:
        """`table`: with the sections of `build_dated_sections`, and maybe that of `update_dated_sections`."""
        self._words = TextDictionary(table, _WORDS)
        self._titles = ListColumn(table, _TITLES)
        self._titles_of = ListColumn(table, _TITLES_OF)
        self._more = table.value(_ADDED, list[frozenset[str]]) if _ADDED in table else []

    def __iter__(self) -> Iterator[frozenset[str]]:
        for numbers in self._titles:
            yield frozenset(self._words[number] for number in numbers)
        yield from self._more

    def count_shared_words(self, times: frozenset[str], words: frozenset[str]) -> int:
        """Return how many of `words` are in the best of the titles that have all `times`; 0 without any times."""
        if not times:
            return 0
        more = max((len(words & title) for title in self._more if times <= title), default=0)
        numbers = [self._words.find(time) for time in times]
        if min(numbers) < 0:
            return more
        titles = set[int].intersection(*(set(self._titles_of[number]) for number in numbers))
        counts: Counter[int] = Counter()
        for word in words:
            if titles and (number := self._words.find(word)) >= 0:
                counts.update(titles.intersection(self._titles_of[number]))
        return max(more, max(counts.values(), default=0))


def update_dated_sections(table: Table, new: Iterable[Iterable[str]]) -> dict[str, Section]:
    """Build the section with the titles that were added to others. `table`: with those of before."""
    added = table.value(_ADDED, list[list[str]]) if _ADDED in table else []
    return {_ADDED: msgspec.msgpack.encode([*added, *map(list, new)])}


def build_dated_sections(titles: Collection[Iterable[str]]) -> dict[str, Section]:
    """Build the sections of `DatedTitles`."""
    words = sorted({word for title in titles for word in title})
    numbers = {word: number for number, word in enumerate(words)}
    lists = [array("I", sorted(numbers[word] for word in title)) for title in titles]
    titles_of: list[array[int]] = [array("I") for _ in words]
    for title, members in enumerate(lists):
        for number in members:
            titles_of[number].append(title)
    return {
        **build_dictionary_sections(_WORDS, words),
        **build_list_sections(_TITLES, lists),
        **build_list_sections(_TITLES_OF, titles_of),
    }
