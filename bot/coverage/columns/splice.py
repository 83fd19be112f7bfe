"""Sections made of those of an earlier table and of newer things, picked by places: the earlier first, then the newer.

Most of what an archive holds stands in the next one as well, in the same order: what is in a row is taken over in one.
"""

from array import array
from collections.abc import Iterable, Sequence

from bot.coverage.columns.table import BytesColumn, ListColumn, Part, Section

Ranges = Sequence[tuple[int, int]]
"""Places in a row, from the first of each to behind its last."""


def contiguous_ranges(places: Iterable[int]) -> Ranges:
    """Places, in any order, as what of them is in a row."""
    found: list[tuple[int, int]] = []
    start = end = 0
    for place in places:
        if place != end:
            if start != end:
                found.append((start, end))
            start = place
        end = place + 1
    return [*found, (start, end)] if start != end else found


class BytesBuilder:
    """Bytes one after another, told apart, in one piece of memory; grows."""

    __slots__ = ("blob", "ends")

    def __init__(self) -> None:
        self.blob = bytearray()
        self.ends = array("Q")

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, at: int) -> bytes:
        return bytes(self.blob[self.ends[at - 1] if at else 0 : self.ends[at]])

    def append(self, part: Part) -> None:
        """One more."""
        self.blob += part
        self.ends.append(len(self.blob))


def splice(name: str, kept: BytesColumn | None, newer: BytesBuilder, places: Ranges) -> dict[str, Section]:
    """The sections of a `Stored` or `Texts` made of another one's bytes and of newer ones, in a new order.

    `places`: in `kept`, and beyond these in `newer`.
    """
    starts: Sequence[int] = (0, *kept.ends) if kept is not None else (0,)
    count, blob = len(starts) - 1, kept.blob if kept is not None else memoryview(b"")
    parts: list[Part] = []
    ends = array("Q")
    at = 0
    for first, end in places:
        old = min(end, count)
        if first < old:
            parts.append(blob[starts[first] : starts[old]])
            by = at - starts[first]
            ends.extend([each + by for each in starts[first + 1 : old + 1]])
            at = starts[old] + by
        if end > count:
            begun, done = max(first - count, 0), end - count
            start = newer.ends[begun - 1] if begun else 0
            piece = newer.blob[start : newer.ends[done - 1]]
            if parts and isinstance(last := parts[-1], bytearray):
                last += piece
            else:
                parts.append(piece)
            by = at - start
            ends.extend([each + by for each in newer.ends[begun:done]])
            at += len(piece)
    return {name: parts, f"{name}.ends": ends.tobytes()}


class ListBuilder:
    """Lists of numbers, one after another; grows."""

    __slots__ = ("all", "starts")

    def __init__(self, code: str, lists: ListColumn | None = None) -> None:
        """`code`: one of `array`'s type codes. `lists`: what to begin with."""
        self.all: array[int] = array(code)
        self.starts = [0]
        if lists is not None:
            self.all.frombytes(lists.all.cast("B"))
            self.starts += lists.ends

    def __getitem__(self, at: int) -> "array[int]":
        return self.all[self.starts[at] : self.starts[at + 1]]

    def is_same(self, at: int, one: list[int]) -> bool:
        """Whether the list at this place holds these numbers."""
        first, end = self.starts[at], self.starts[at + 1]
        return end - first == len(one) and (not one or self.all[first:end].tolist() == one)

    def append(self, one: Iterable[int]) -> None:
        """One more list."""
        self.all.extend(one)
        self.starts.append(len(self.all))

    def picked(self, places: Ranges) -> "ListBuilder":
        """Some of the lists, in that order."""
        other, starts = ListBuilder(self.all.typecode), self.starts
        for first, end in places:
            by = len(other.all) - starts[first]
            other.all.extend(self.all[starts[first] : starts[end]])
            other.starts.extend([each + by for each in starts[first + 1 : end + 1]])
        return other

    def sections(self, name: str) -> dict[str, Section]:
        """The sections of a `tables.ListColumn`."""
        return {name: self.all.tobytes(), f"{name}.ends": array("Q", self.starts[1:]).tobytes()}
