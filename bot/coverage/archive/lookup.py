"""Finds records by their hashes, and the files that mention them, so that a change need not go through all files.

The lookups are built at the first change after a start, in a few hundredths of a second for 200,000 records.
"""

# NumPy's arrays of a table's memory have no complete types.
# pyright: basic

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.archive.identity import IdentityColumns
from bot.coverage.columns.sequences import ListColumn


class HashLookup:
    """Finds the indexes of each hash in a list that only grows at its end."""

    def __init__(self, hashes: Sequence[int]) -> None:
        """`hashes`: unsigned 64-bit numbers."""
        values = np.array(hashes, dtype=np.uint64)
        self._order = np.argsort(values, kind="stable").astype(np.uint32)
        self._sorted = values[self._order]
        self._added: dict[int, list[int]] = {}
        self._count = len(values)

    def update(self, hashes: Sequence[int]) -> None:
        """Add the hashes that were appended to the list."""
        for index in range(self._count, len(hashes)):
            self._added.setdefault(hashes[index], []).append(index)
        self._count = len(hashes)

    def find(self, value: int) -> list[int]:
        """Return the indexes of a hash, in order."""
        start, end = np.searchsorted(self._sorted, np.uint64(value)), 0
        end = np.searchsorted(self._sorted, np.uint64(value), "right")
        return [*self._order[start:end].tolist(), *self._added.get(value, ())]


class RecordLookup:
    """Finds records by their key, their title, and their aliases (`identity.IdentityColumns`)."""

    def __init__(self, columns: IdentityColumns) -> None:
        self._columns = columns
        self._keys = HashLookup(columns.keys)
        self._titles = HashLookup(columns.titles)
        self._aliases = HashLookup(columns.aliases)

    def update(self) -> None:
        """Add the records that are new."""
        self._keys.update(self._columns.keys)
        self._titles.update(self._columns.titles)
        self._aliases.update(self._columns.aliases)

    def with_key(self, key: int) -> list[int]:
        """Return the records with a key."""
        return self._keys.find(key)

    def with_title(self, title: int) -> list[int]:
        """Return the records with a title."""
        return self._titles.find(title)

    def with_alias(self, alias: int) -> list[int]:
        """Return the records with an alias."""
        return [self._columns.aliases_of[index] for index in self._aliases.find(alias)]

    def aliases_of(self, number: int) -> list[int]:
        """Return the aliases of a record."""
        columns = self._columns
        start = bisect_left(columns.aliases_of, number)
        end = bisect_left(columns.aliases_of, number + 1, start)
        return columns.aliases[start:end].tolist()


class Mention(NamedTuple):
    """A file that mentions a record: its records and their positions (`grouping.EncodedMentions`), and the place of
    this record among them."""

    records: Sequence[int]
    positions: Sequence[int]
    place: int

    @property
    def is_nested(self) -> bool:
        """Whether the record is nested in another one in this file."""
        return bool(self.positions[self.place] & 1)

    @property
    def is_subject(self) -> bool:
        """Whether it is the file's main record, to which the nested ones are related."""
        return self.place == 0 and not self.is_nested

    @property
    def nested(self) -> list[int]:
        """The nested records of the file."""
        return [number for number, position in zip(self.records, self.positions, strict=True) if position & 1]


class MentionLookup:
    """Finds the files that mention a record."""

    def __init__(self, numbers: ListColumn, positions: ListColumn) -> None:
        """`numbers`, `positions`: of each file, as in `grouping.EncodedMentions`."""
        self._numbers = np.asarray(numbers.numbers)
        self._positions = np.asarray(positions.numbers)
        self._ends = np.asarray(numbers.ends)
        self._order = np.argsort(self._numbers, kind="stable").astype(np.uint32)
        self._outdated: set[int] = set()
        self._changed: dict[str, tuple[list[int], list[int]]] = {}
        self._changed_of: dict[int, set[str]] = {}

    def replace(self, path: str, index: int, mentions: tuple[Sequence[int], Sequence[int]] | None) -> None:
        """Replace the mentions of a file. `index`: its number in the columns, or -1. None: the file is gone."""
        if index >= 0:
            self._outdated.add(index)
        for number in self._changed.pop(path, ((), ()))[0]:
            self._changed_of[number].discard(path)
        if mentions is not None:
            self._changed[path] = list(mentions[0]), list(mentions[1])
            for number in mentions[0]:
                self._changed_of.setdefault(number, set()).add(path)

    def find(self, number: int) -> Iterator[Mention]:
        """Yield the mentions of a record, in no fixed order."""
        start = np.searchsorted(self._numbers, number, sorter=self._order)
        end = np.searchsorted(self._numbers, number, "right", sorter=self._order)
        for at in self._order[start:end].tolist():
            file = int(np.searchsorted(self._ends, at, "right"))
            if file not in self._outdated:
                first, last = int(self._ends[file - 1]) if file else 0, int(self._ends[file])
                yield Mention(self._numbers[first:last].tolist(), self._positions[first:last].tolist(), at - first)
        for path in self._changed_of.get(number, ()):
            numbers, positions = self._changed[path]
            yield from (Mention(numbers, positions, at) for at, other in enumerate(numbers) if other == number)


class ArticleLookup:
    """Finds the article that each record belongs to, by the number of its id."""

    def __init__(self, archive: Archive, records: int) -> None:
        """`records`: how many there are."""
        members = archive.members
        lengths = np.diff(np.asarray(members.ends), prepend=np.uint64(0)).astype(np.int64)
        numbers = np.asarray(archive.table.numbers("numbers", "Q"))
        self._articles = np.zeros(records, dtype=np.uint64)
        self._articles[np.asarray(members.numbers) >> 1] = np.repeat(numbers, lengths)
        self._changed: dict[int, int] = {}

    def get(self, number: int) -> int:
        """Return the number of a record's article; 0 if the archive has none."""
        changed = self._changed.get(number)
        if changed is not None:
            return changed
        return int(self._articles[number]) if number < len(self._articles) else 0

    def update(self, articles: Mapping[int, int], numbers: Iterable[int]) -> None:
        """Set the articles of these records; 0 for those that are not in `articles`."""
        for number in numbers:
            self._changed[number] = articles.get(number, 0)
