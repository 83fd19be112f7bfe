"""The columns of the next archive that refer to places: ids, copies and related articles."""

# NumPy's arrays of a table's memory have no complete types.
# pyright: basic

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from bot.coverage.archive import copies
from bot.coverage.archive.places import GONE, PlaceChange, find_sorted, to_section, to_sections
from bot.coverage.archive.regrouping import Regrouped
from bot.coverage.columns.sequences import ListColumn, build_list_sections
from bot.coverage.columns.table import Section, Table


def build_ids(table: Table, change: PlaceChange, regrouped: Regrouped, numbers: Any) -> dict[str, Section]:  # noqa: ANN401
    """Build the ids. Articles that were grouped again lose their earlier ids and get their present ones.

    `numbers`: the ids of all articles as numbers, by place.
    """
    new = numbers[change.new_places].tolist()
    ids, places = np.asarray(table.numbers("ids", "Q")), np.asarray(table.numbers("ids.place"))
    dropped = np.array(
        sorted({*regrouped.old_aliases, *regrouped.gone, *new}),
        dtype=np.uint64,
    )
    at = find_sorted(ids, dropped)
    ids, moved = np.delete(ids, at), _move_places(change, np.delete(places, at))
    place_of_new = dict(zip(new, change.new_places.tolist(), strict=True))
    by_number = _PlacesByNumber(table)

    def find(number: int) -> int | None:
        if number in place_of_new:
            return place_of_new[number]
        before = by_number.find(number)
        place = GONE if before is None else int(change.moved[before])
        return place if place != GONE else None

    more = {alias: find(number) for alias, number in regrouped.aliases.items()}
    more |= {number: find(number) for number in (*regrouped.members, *new)}
    entries = sorted((value, place) for value, place in more.items() if place is not None)
    values = np.array([value for value, _ in entries], dtype=np.uint64)
    kept = moved != GONE
    kept[find_sorted(ids, values)] = False
    ids, moved = ids[kept], moved[kept]
    positions = np.searchsorted(ids, values)
    return {
        "ids": to_section(np.insert(ids, positions, values)),
        "ids.place": to_section(np.insert(moved, positions, [place for _, place in entries]).astype(np.uint32)),
    }


def build_copies(table: Table, change: PlaceChange, texts: Any, ages: Any) -> dict[str, Section]:  # noqa: ANN401
    """Build the groups of copies. Only articles with the same text as a changed one are grouped again."""
    before = np.asarray(table.numbers("texts", "Q"))
    texts_of_gone = before[change.gone].tolist()
    affected = set(texts[change.new_places].tolist()).union(texts_of_gone) - {0}
    affected_texts = np.array(sorted(affected), dtype=np.uint64)
    places = np.flatnonzero(np.isin(texts, affected_texts))
    groups = copies.group_copies(texts[places].tolist(), ages[places].tolist())
    regrouped = [[int(places[index]) for index in group] for group in groups]
    column, numbers = ListColumn(table, "copies"), np.asarray(table.numbers("copies.of"))
    lost = {int(number) for number in numbers[np.isin(before, affected_texts)] if number}
    moved = _move_places(change, np.asarray(column.numbers))
    if not regrouped and not lost:
        of = change.move(numbers, [0] * len(change.new_places))
        return {**to_sections("copies", moved, np.asarray(column.ends)), "copies.of": to_section(of)}
    starts = [0, *column.ends]
    kept = [moved[first:end].tolist() for number, (first, end) in enumerate(pairwise(starts), 1) if number not in lost]
    ordered = sorted([*kept, *regrouped])
    of = np.zeros(change.size, dtype=np.uint32)
    for number, group in enumerate(ordered, 1):
        of[group] = number
    return {**build_list_sections("copies", ordered), "copies.of": to_section(of)}


def build_related(earlier: Table, table: Table, change: PlaceChange) -> dict[str, Section]:
    """Build the related articles. They are listed again for changed articles; in the other lists, the places move."""
    column = ListColumn(earlier, "related.places")
    flat, ends = np.asarray(column.numbers), np.asarray(column.ends)
    # The list that an entry is in is the first one that ends after it.
    touched = np.unique(np.searchsorted(ends, np.flatnonzero(change.moved[flat] == GONE), "right"))
    moved = _move_places(change, flat)
    related = ListColumn(table, "related", "Q")
    by_number = _PlacesByNumber(table)
    again = {int(place) for place in change.new_places}
    again |= {int(place) for place in _move_places(change, touched).tolist() if place != GONE}
    nested_in: dict[int, set[int]] = {}
    for place in change.new_places.tolist():
        for number in related[place]:
            other = by_number.find(number)
            if other is not None:
                nested_in.setdefault(other, set()).add(place)
    again.update(nested_in)
    old_of = _invert(change, again)
    lists: dict[int, list[int]] = {}
    for place in again:
        nested = [other for number in related[place] if (other := by_number.find(number)) is not None]
        old = old_of.get(place)
        first = int(ends[old - 1]) if old else 0
        candidates = set(moved[first : int(ends[old])].tolist()) - {GONE} if old is not None else set()
        number = int(by_number.numbers[place])
        candidates |= nested_in.get(place, set())
        parents = [other for other in sorted(candidates) if number in related[other].tolist()]
        lists[place] = list(dict.fromkeys([*nested, *parents]))
    return _replace_lists(change, "related.places", moved, ends, lists)


def _move_places(change: PlaceChange, places: Any) -> Any:  # noqa: ANN401 - arrays
    """Return the new places of articles. A changed article counts as the same article."""
    moved = change.moved.copy()
    for old, place in change.replaced.items():
        moved[old] = place
    return moved[places]


def _invert(change: PlaceChange, places: Iterable[int]) -> dict[int, int]:
    """Return the earlier place of each of these places, for those that had one."""
    changed = {new: old for old, new in change.replaced.items()}
    kept = np.flatnonzero(change.moved != GONE)
    new = change.moved[kept]
    result: dict[int, int] = {}
    for place in places:
        if place in changed:
            result[place] = changed[place]
            continue
        at = int(np.searchsorted(new, place))
        if at < len(new) and new[at] == place:
            result[place] = int(kept[at])
    return result


def _replace_lists(
    change: PlaceChange,
    name: str,
    moved: Any,  # noqa: ANN401 - an array
    ends: Any,  # noqa: ANN401 - an array
    lists: Mapping[int, list[int]],
) -> dict[str, Section]:
    """Return lists by place with some of them replaced. `moved`: the new places in all lists of the earlier archive."""
    lengths = change.move(np.diff(ends, prepend=np.uint64(0)).astype(np.int64), [0] * len(change.new_places))
    keep = np.repeat(change.moved != GONE, np.diff(ends, prepend=np.uint64(0)).astype(np.int64))
    flat = moved[keep]
    starts = np.cumsum(lengths) - lengths
    parts: list[Any] = []
    done = 0
    for place in sorted(lists):
        start = int(starts[place])
        parts += [flat[done:start], np.array(lists[place], dtype=np.uint32)]
        done = start + int(lengths[place])
        lengths[place] = len(lists[place])
    parts.append(flat[done:])
    return to_sections(name, np.concatenate(parts), np.cumsum(lengths))


class _PlacesByNumber:
    """Finds the place of an article by the number of its id. Aliases are not looked up."""

    def __init__(self, table: Table) -> None:
        self.numbers = np.asarray(table.numbers("numbers", "Q"))
        self._ids = np.asarray(table.numbers("ids", "Q"))
        self._places = np.asarray(table.numbers("ids.place"))

    def find(self, number: int) -> int | None:
        at = int(np.searchsorted(self._ids, np.uint64(number)))
        if at < len(self._ids) and int(self._ids[at]) == number:
            place = int(self._places[at])
            return place if int(self.numbers[place]) == number else None
        return None
