"""Columns of a table that is an overlay on another one (`table.Overlay`)."""

from array import array
from collections.abc import Mapping

from bot.coverage.columns.table import Section, Table, build_table_in_memory


def append_items(table: Table, name: str, more: Mapping[str, Section], size: int = 1) -> dict[str, Section]:
    """Return a table's own items of a column, followed by more items.

    `more`: the sections of a column with this name. `size`: the size of one of its entries in bytes.
    """
    if table.overlay is None or name not in table.overlay.items:
        return dict(more)
    added, stored = build_table_in_memory(more), table.bytes(name)
    shift = len(stored) // size
    ends = array("Q", table.numbers(f"{name}.ends", "Q"))
    ends.extend([end + shift for end in added.numbers(f"{name}.ends", "Q")])
    return {name: [stored, added.bytes(name)], f"{name}.ends": ends.tobytes()}
