"""How places move when an archive changes, and how columns by place move with them.

Every column here has a number for each article, so moving it copies a few megabytes at most. The articles' text is not
copied (see `columns.table.Overlay`).
"""

# pyright: basic

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.coverage.columns.sequences import ListColumn
from bot.coverage.columns.table import Part, Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

GONE = 2**32 - 1
"""The new place of an article that is gone."""


class PlaceChange(NamedTuple):
    """Which articles an archive loses, and where new ones are inserted.

    `gone`: their places in the earlier archive, in order. `before`: for each new article, the place among the remaining
    articles before which it is inserted; in order. `moved`: the new place of each earlier article, or `GONE`.
    `new_places`: the places of the new articles. `replaced`: the earlier places of changed articles, with the new ones.
    """

    gone: "Numbers"
    before: "Numbers"
    moved: "Numbers"
    new_places: "Numbers"
    replaced: dict[int, int]

    @property
    def size(self) -> int:
        """The number of articles afterwards."""
        return len(self.moved) - len(self.gone) + len(self.new_places)

    def move(self, column: Any, values: Sequence[Any]) -> "Numbers":  # noqa: ANN401 - an array or a table's numbers
        """Return a column without the articles that are gone, and with the values of the new ones."""
        kept = np.delete(np.asarray(column), self.gone)
        return np.insert(kept, self.before, np.array(values, dtype=kept.dtype))

    def move_flags(self, flags: Any, values: Sequence[int]) -> "Numbers":  # noqa: ANN401 - as above
        """Do the same with a column of bytes."""
        return self.move(np.frombuffer(flags, dtype=np.uint8), values)


def compute_place_change(size: int, gone: Collection[int], before: Sequence[int]) -> PlaceChange:
    """Compute the places after a change to an archive of `size` articles. `before`: as in `PlaceChange`."""
    gone_places = np.array(sorted(gone), dtype=np.int64)
    positions = np.array(before, dtype=np.int64)
    kept = np.delete(np.arange(size, dtype=np.int64), gone_places)
    moved = np.full(size, GONE, dtype=np.uint32)
    order = np.arange(len(kept), dtype=np.int64)
    moved[kept] = order + np.searchsorted(positions, order, "right")
    return PlaceChange(gone_places, positions, moved, positions + np.arange(len(positions)), {})


def find_sorted(values: "Numbers", wanted: "Numbers") -> "Numbers":
    """Return the indexes of `wanted` values in sorted, distinct `values`. Values that are missing are left out."""
    at = np.searchsorted(values, wanted)
    inside = at < len(values)
    at = at[inside]
    return at[values[at] == wanted[inside]]


def move_lists(lists: ListColumn, change: PlaceChange, added: Iterable[tuple[int, int]], size: int) -> dict[str, Any]:
    """Move lists of places that are in order. `added`: the list and the new place of each additional entry.

    `size`: the number of lists afterwards. Returns the flat numbers and the ends.
    """
    flat = np.asarray(lists.numbers)
    lengths = np.diff(np.asarray(lists.ends), prepend=np.uint64(0)).astype(np.int64)
    owner = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    moved = change.moved[flat]
    kept = moved != GONE
    keys = (owner[kept] << np.uint64(32)) | moved[kept].astype(np.uint64)
    more = np.array(sorted(number << 32 | place for number, place in added), dtype=np.uint64)
    keys = np.insert(keys, np.searchsorted(keys, more), more)
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=size)
    return {"numbers": (keys & np.uint64(GONE)).astype(np.uint32), "ends": np.cumsum(counts).astype(np.uint64)}


def to_sections(name: str, flat: "Numbers", ends: "Numbers") -> dict[str, Section]:
    """Return the sections of a `ListColumn`."""
    return {
        name: to_section(flat.astype(np.uint32, copy=False)),
        f"{name}.ends": to_section(ends.astype(np.uint64, copy=False)),
    }


def to_section(column: "Numbers") -> Part:
    """Return a column as a section, without copying it. Nothing may change the array afterwards."""
    return np.ascontiguousarray(column).view(np.uint8).data if len(column) else b""
