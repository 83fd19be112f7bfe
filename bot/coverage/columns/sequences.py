"""Sequences that decode an item when it is read, and the columns of a table: values, texts and lists of numbers.

A column stores its items one after another in the section `NAME`, and the offset at which each ends in `NAME.ends`.
For each kind of column, there is a function that builds its sections.
"""

from abc import abstractmethod
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

import msgspec

from bot.coverage.columns.table import DamagedTableError, Part, Section, Table

T_co = TypeVar("T_co", covariant=True)


class LazySequence(Sequence[T_co], Generic[T_co]):
    """A sequence that makes each item when it is read. A subclass defines `__len__` and `_item`."""

    __slots__ = ()

    @abstractmethod
    def _item(self, index: int) -> T_co:
        """Make the item at `index`, which is not negative. Raises IndexError if it is beyond the end."""

    def _slice(self, indexes: slice) -> Sequence[T_co]:
        return [self._item(index) for index in range(*indexes.indices(len(self)))]

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | Sequence[T_co]:
        if isinstance(index, slice):
            return self._slice(index)
        if index >= 0:
            return self._item(index)
        index += len(self)
        if index < 0:
            raise IndexError(index)
        return self._item(index)

    def __iter__(self) -> Iterator[T_co]:
        return map(self._item, range(len(self)))


class BytesColumn:
    """Items of bytes, one after another in `blob`; `ends` has the offset at which each ends.

    `items`: for each index, the number of the stored item; see `table.Overlay`.
    """

    __slots__ = ("_added", "_first_added", "blob", "ends", "items")

    def __init__(self, table: Table, name: str) -> None:
        base, added, items = table.column_parts(name)
        self.blob = base.bytes(name)
        self.ends = base.numbers(f"{name}.ends", "Q")
        self.items: Sequence[int] = range(len(self.ends)) if items is None else items
        self._first_added = len(self.ends)
        self._added = None if added is None else (added.bytes(name), added.numbers(f"{name}.ends", "Q"))

    def __len__(self) -> int:
        return len(self.items)

    def view(self, index: int) -> memoryview:
        """Return the bytes of one item. `index` must not be negative."""
        blob, ends = self.blob, self.ends
        if self._added is not None:
            index = self.items[index]
            if index >= self._first_added:
                index -= self._first_added
                blob, ends = self._added
        return blob[ends[index - 1] if index else 0 : ends[index]]


class ValueColumn(BytesColumn, LazySequence[T_co], Generic[T_co]):
    """Values of one type. Reading one raises DamagedTableError if its bytes don't encode that type."""

    __slots__ = ("_decode", "_name")

    def __init__(self, table: Table, name: str, kind: type[T_co]) -> None:
        super().__init__(table, name)
        self._name = name
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def _item(self, index: int) -> T_co:
        try:
            return self._decode(self.view(index))
        except ValueError as error:
            raise DamagedTableError(f"{self._name} {index}: {error}") from None

    def raw(self, index: int) -> memoryview:
        """Return the bytes of one value. `index` must not be negative."""
        return self.view(index)


def build_value_sections(name: str, encoded: Sequence[Part]) -> dict[str, Section]:
    """Build the sections of a `ValueColumn` from the encoded values."""
    ends = array("Q")
    end = 0
    for value in encoded:
        end += len(value)
        ends.append(end)
    return {name: encoded, f"{name}.ends": ends.tobytes()}


class ListColumn(LazySequence["memoryview[int]"]):
    """Lists of numbers, one after another in `numbers`; `ends` has the index at which each ends.

    `items`: as in `BytesColumn`. `parts`: `numbers`, and the numbers that an overlay adds.
    """

    __slots__ = ("_added_ends", "_first_added", "ends", "items", "numbers", "parts")

    def __init__(self, table: Table, name: str, code: str = "I") -> None:
        """`code` is one of `array`'s type codes."""
        base, added, items = table.column_parts(name)
        self.numbers = base.numbers(name, code)
        self.ends = base.numbers(f"{name}.ends", "Q")
        self.items: Sequence[int] = range(len(self.ends)) if items is None else items
        self._first_added = len(self.ends)
        self._added_ends = None if added is None else added.numbers(f"{name}.ends", "Q")
        self.parts = (self.numbers,) if added is None else (self.numbers, added.numbers(name, code))

    def __len__(self) -> int:
        return len(self.items)

    def _item(self, index: int) -> "memoryview[int]":
        part, start, end = self.locate(index)
        return self.parts[part][start:end]

    def locate(self, index: int) -> tuple[int, int, int]:
        """Return which of `parts` a list is in, where it starts there, and where it ends."""
        part, ends, item = self._find_item(index)
        return part, ends[item - 1] if item else 0, ends[item]

    def locate_two(self, index: int) -> tuple[int, int, int, int]:
        """Locate a list and the one after it, which is stored next to it: the part, the start, and the end of each."""
        part, ends, item = self._find_item(index)
        return part, ends[item - 1] if item else 0, ends[item], ends[item + 1]

    def _find_item(self, index: int) -> "tuple[int, memoryview[int], int]":
        """Return which of `parts` a list is in, where the lists there end, and its number among them."""
        if self._added_ends is None:
            return 0, self.ends, index
        item = self.items[index]
        if item < self._first_added:
            return 0, self.ends, item
        return 1, self._added_ends, item - self._first_added


def build_list_sections(name: str, lists: Iterable[Collection[int]], code: str = "I") -> dict[str, Section]:
    """Build the sections of a `ListColumn`."""
    numbers: array[int] = array(code)
    ends = array("Q")
    for members in lists:
        if members:
            numbers.extend(members)
        ends.append(len(numbers))
    return {name: numbers.tobytes(), f"{name}.ends": ends.tobytes()}


class TextColumn(BytesColumn, LazySequence[str]):
    """Texts in UTF-8. Reading one raises DamagedTableError if its bytes are not UTF-8."""

    __slots__ = ()

    def _item(self, index: int) -> str:
        return self.read(index)

    def read(self, index: int) -> str:
        """Return one text. `index` must not be negative. This is faster than `[]`."""
        try:
            return str(self.view(index), "utf-8")
        except UnicodeDecodeError as error:
            raise DamagedTableError(f"text {index}: {error}") from None

    def read_all(self, indexes: Iterable[int]) -> list[str]:
        """Return several texts. This is faster than to read each by itself. No index may be negative."""
        if self._added is not None:
            return list(map(self.read, indexes))
        blob, ends = self.blob, self.ends
        try:
            return [str(blob[ends[index - 1] if index else 0 : ends[index]], "utf-8") for index in indexes]
        except UnicodeDecodeError as error:
            raise DamagedTableError(f"a text: {error}") from None

    def raw(self, index: int) -> bytes:
        """Return the bytes of one text. `index` must not be negative."""
        return bytes(self.view(index))


def build_text_sections(name: str, encoded: Sequence[bytes]) -> dict[str, Section]:
    """Build the sections of a `TextColumn` from the texts in UTF-8."""
    return build_value_sections(name, encoded)


class TextDictionary(TextColumn):
    """Distinct texts, and the number (index) of each. Another section, `NAME.order`, has the numbers sorted by text.

    Texts that were added later are in a section of their own, `NAME.added`, and have the next numbers.
    """

    __slots__ = ("_first_added", "_numbers", "_order", "_texts")

    def __init__(self, table: Table, name: str) -> None:
        super().__init__(table, name)
        self._order = table.numbers(f"{name}.order")
        self._first_added = super().__len__()
        self._texts = table.value(f"{name}.added", list[str]) if f"{name}.added" in table else []
        self._numbers = {text: number for number, text in enumerate(self._texts, self._first_added)}

    def __len__(self) -> int:
        return self._first_added + len(self._texts)

    def _item(self, index: int) -> str:
        return super()._item(index) if index < self._first_added else self._texts[index - self._first_added]

    @property
    def added(self) -> list[str]:
        """The texts that were added later."""
        return list(self._texts)

    def find(self, text: str) -> int:
        """Return the number of a text, or -1 if it is not in the dictionary."""
        key = text.encode("utf-8", "surrogatepass")
        position = bisect_left(self._order, key, key=self.raw)
        if position < len(self._order):
            number = self._order[position]
            if self.raw(number) == key:
                return number
        return self._numbers.get(text, -1)

    def with_prefix(self, prefix: str) -> Iterator[tuple[int, str]]:
        """Yield the texts with this prefix and their numbers, in the order of their bytes; then those added later."""
        key = prefix.encode("utf-8", "surrogatepass")
        for position in range(bisect_left(self._order, key, key=self.raw), len(self._order)):
            text = self.raw(number := self._order[position])
            if not text.startswith(key):
                break
            yield number, str(text, "utf-8")
        yield from ((number, text) for text, number in self._numbers.items() if text.startswith(prefix))

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.find(text) >= 0


def build_dictionary_sections(name: str, texts: Sequence[str]) -> dict[str, Section]:
    """Build the sections of a `TextDictionary`. The texts are distinct and valid UTF-8."""
    encoded = [text.encode() for text in texts]
    order = array("I", sorted(range(len(encoded)), key=encoded.__getitem__))
    return {**build_text_sections(name, encoded), f"{name}.order": order.tobytes()}
