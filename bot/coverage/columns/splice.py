"""Builders that grow a column, and `splice`, which makes a column from parts of an older one and from newer items.

Most of an archive is also in the next one, in the same order. So the order is given as ranges, and each range of the
older column is copied in one piece, without decoding it.
"""

from array import array
from collections.abc import Iterable, Sequence

from bot.coverage.columns.sequences import BytesColumn
from bot.coverage.columns.table import Part, Section

Ranges = Sequence[tuple[int, int]]
"""Indexes in runs: the first index of each run and the one after its last."""


def group_contiguous(indexes: Iterable[int]) -> Ranges:
    """Group indexes, in the order given, into runs of consecutive ones."""
    ranges: list[tuple[int, int]] = []
    start = end = 0
    for index in indexes:
        if index != end:
            if start != end:
                ranges.append((start, end))
            start = index
        end = index + 1
    return [*ranges, (start, end)] if start != end else ranges


class BytesBuilder:
    """Grows a column of bytes in memory: `blob` has the items one after another, and `ends` has the end of each."""

    __slots__ = ("blob", "ends")

    def __init__(self) -> None:
        self.blob = bytearray()
        self.ends = array("Q")

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> bytes:
        return bytes(self.blob[self.ends[index - 1] if index else 0 : self.ends[index]])

    def append(self, item: Part) -> None:
        """Add an item."""
        self.blob += item
        self.ends.append(len(self.blob))


def splice(name: str, old: BytesColumn | None, new: BytesBuilder, ranges: Ranges) -> dict[str, Section]:
    """Build the sections of a `ValueColumn` or `TextColumn` from items of `old` and `new`, in the order of `ranges`.

    An index below the length of `old` is one of its items; the items of `new` follow.
    """
    starts: Sequence[int] = (0, *old.ends) if old is not None else (0,)
    count, blob = len(starts) - 1, old.blob if old is not None else memoryview(b"")
    parts: list[Part] = []
    ends = array("Q")
    size = 0
    for first, end in ranges:
        old_end = min(end, count)
        if first < old_end:
            parts.append(blob[starts[first] : starts[old_end]])
            shift = size - starts[first]
            ends.extend([start + shift for start in starts[first + 1 : old_end + 1]])
            size = starts[old_end] + shift
        if end > count:
            new_first, new_end = max(first - count, 0), end - count
            start = new.ends[new_first - 1] if new_first else 0
            part = new.blob[start : new.ends[new_end - 1]]
            if parts and isinstance(last := parts[-1], bytearray):
                last += part
            else:
                parts.append(part)
            shift = size - start
            ends.extend([new_item_end + shift for new_item_end in new.ends[new_first:new_end]])
            size += len(part)
    return {name: parts, f"{name}.ends": ends.tobytes()}


class ListBuilder:
    """Grows lists of numbers in memory: one after another in `numbers`; list i begins at `starts[i]`, and the last
    entry of `starts` is the end."""

    __slots__ = ("numbers", "starts")

    def __init__(self, code: str) -> None:
        """`code` is one of `array`'s type codes."""
        self.numbers: array[int] = array(code)
        self.starts = [0]

    def __getitem__(self, index: int) -> "array[int]":
        return self.numbers[self.starts[index] : self.starts[index + 1]]

    def append(self, numbers: Iterable[int]) -> None:
        """Add a list."""
        self.numbers.extend(numbers)
        self.starts.append(len(self.numbers))

    def select(self, ranges: Ranges) -> "ListBuilder":
        """Return the lists of these ranges, in this order."""
        selected, starts = ListBuilder(self.numbers.typecode), self.starts
        for first, end in ranges:
            shift = len(selected.numbers) - starts[first]
            selected.numbers.extend(self.numbers[starts[first] : starts[end]])
            selected.starts.extend([start + shift for start in starts[first + 1 : end + 1]])
        return selected

    def build_sections(self, name: str) -> dict[str, Section]:
        """Return the sections of a `ListColumn`."""
        return {name: self.numbers.tobytes(), f"{name}.ends": array("Q", self.starts[1:]).tobytes()}
