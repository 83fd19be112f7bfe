"""Build the next archive from the present one and a small change, without going through all articles.

What the articles say stays in the table of the present one (`columns.table.Overlay`); columns by place are moved, and
only articles that the change affects are merged again. The outcome is that of `build.assemble_sections`.
"""

# pyright: basic

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

import msgspec
import numpy as np

from bot.coverage.archive import copies
from bot.coverage.archive.archive import Archive, ArchiveSummary
from bot.coverage.archive.merging import ArticleMetadata, MergedArticle, merge_records
from bot.coverage.archive.places import GONE, PlaceChange, compute_place_change, find_sorted, move_lists, to_sections
from bot.coverage.archive.records import Records
from bot.coverage.archive.registry import Registry
from bot.coverage.archive.regrouping import Lookups, Regrouped, list_related, regroup_records, update_withdrawals
from bot.coverage.article import Problem
from bot.coverage.columns.overlays import append_items
from bot.coverage.columns.sequences import ListColumn, ValueColumn, build_list_sections, build_value_sections
from bot.coverage.columns.table import Overlay, Section, Table, build_table_in_memory

_encode = msgspec.msgpack.Encoder().encode

_VALUES = ("articles", "metadata", "keys")
_LISTS = {"members": "I", "related": "Q", "topics": "I"}
"""The columns whose items stay where they are, and the type codes of lists."""


@dataclass(slots=True)
class ArchiveState:
    """What building the next archive has to know beside the present one. It changes with each delta.

    `removed`: the keys of articles that are marked as removed.
    """

    lookups: Lookups
    registry: Registry
    removed: set[int]


class _NewArticle(NamedTuple):
    number: int
    members: list[int]
    related: list[int]
    merged: MergedArticle
    metadata: ArticleMetadata


def build_next_archive(
    archive: Archive,
    known: Records,
    state: ArchiveState,
    touched: Iterable[int],
    files: int,
    problems: Sequence[Problem] | None,
) -> Archive:
    """Return the archive after a change of files. `state` is brought up to date.

    `touched`: the records that the changed files mention now or mentioned before. `files`: how many there are.
    `problems`: all of them, in order; None if they are as before. Raises TooManyRecordsError.
    """
    regrouped = regroup_records(known.columns, known.__getitem__, state.lookups, touched)
    state.removed = (state.removed - regrouped.not_removed) | regrouped.withdrawals.keys()
    new, gone = _find_changed(archive, known, state, regrouped)
    for place in gone:
        state.registry.remove(archive.metadata[place])
    for article in new:
        state.registry.add(article.metadata)
    new.sort(key=lambda article: (_compute_age(article), article.merged.key))
    ages = np.asarray(archive.table.floats("ages"))
    lost = sorted(gone)
    before = [place - bisect_left(lost, place) for place in _find_positions(archive, ages, new)]
    change = compute_place_change(len(archive), lost, before)
    places = {article.number: int(place) for article, place in zip(new, change.new_places, strict=True)}
    change.replaced.update((place, places[number]) for place in gone if (number := archive.number_of(place)) in places)
    return _Builder(archive, known, state, regrouped, new, change).build(files, problems)


def _find_changed(
    archive: Archive, known: Records, state: ArchiveState, regrouped: Regrouped
) -> tuple[list[_NewArticle], set[int]]:
    """Return the new and changed articles, and the places of those that are gone or were changed."""
    related_before = ListColumn(archive.table, "related", "Q")
    gone = {place for number in regrouped.gone if (place := archive.place_of_number(number)) is not None}
    new: list[_NewArticle] = []
    for number, regrouped_members in regrouped.members.items():
        place = archive.place_of_number(number)
        members = regrouped_members or (archive.members[place].tolist() if place is not None else [])
        if not members:
            continue
        listed = list_related(known.columns, state.lookups, number, members)
        related = [
            other
            for other in listed
            if other in regrouped.members
            or (other not in regrouped.gone and archive.place_of_number(other) is not None)
        ]
        if place is not None:
            if archive.members[place].tolist() == members and related_before[place].tolist() == related:
                continue
            gone.add(place)
        merged, metadata = merge_records(number, members, known, related)
        new.append(_NewArticle(number, members, related, merged, metadata))
    return new, gone


def _compute_age(article: _NewArticle) -> float:
    published = article.metadata.published
    return -published.at.timestamp() if published else inf


def _find_positions(archive: Archive, ages: Any, new: Sequence[_NewArticle]) -> list[int]:  # noqa: ANN401 - an array
    """Return the place before which each new article comes: by age, and by key if these are equal."""
    found: list[int] = []
    for article in new:
        age = _compute_age(article)
        first, end = int(np.searchsorted(ages, age)), int(np.searchsorted(ages, age, "right"))
        found.append(bisect_left(range(len(archive)), article.merged.key, first, end, key=archive.keys.raw))
    return found


class _Builder:
    """Builds the table of the next archive, once."""

    def __init__(
        self,
        archive: Archive,
        known: Records,
        state: ArchiveState,
        regrouped: Regrouped,
        new: Sequence[_NewArticle],
        change: PlaceChange,
    ) -> None:
        self.archive, self.known, self.state, self.regrouped = archive, known, state, regrouped
        self.new, self.change = new, change
        self.table = archive.table
        self.base = self.table.overlay.base if self.table.overlay else self.table
        self.outlets = state.registry.outlets()
        self.topics = state.registry.topics()

    def build(self, files: int, problems: Sequence[Problem] | None) -> Archive:
        """Return the archive of so many files."""
        metadata = [article.metadata for article in self.new]
        outlet_numbers = _number_keys(self.archive.outlet_keys, [each.outlet for each in metadata])
        outlets = [[outlet_numbers[each.outlet]] for each in metadata]
        topic_lists = [list(dict(each.spellings)) for each in metadata]
        topic_numbers = _number_keys(self.archive.topic_keys, [key for keys in topic_lists for key in keys])
        topics = [[topic_numbers[key] for key in keys] for keys in topic_lists]
        columns = self._move_columns([number for numbers in outlets for number in numbers])
        sections: dict[str, Section] = {
            **{name: column.tobytes() for name, column in columns.items()},
            "outlet keys": _encode(list(outlet_numbers)),
            "topic keys": _encode(list(topic_numbers)),
            "withdrawals": _encode(update_withdrawals(self.archive.withdrawals, self.regrouped)),
            "problems": self.table.bytes("problems") if problems is None else _encode(list(problems)),
            **self._add_items(topics),
            **self._build_ids(columns["numbers"]),
            **self._build_lists("outlet.articles", outlets, len(outlet_numbers)),
            **self._build_lists("topic.articles", topics, len(topic_numbers)),
            **self._build_copies(columns["texts"], columns["ages"]),
        }
        rows = memoryview(self._move_items().tobytes()).cast("I")
        overlay = Overlay(self.base, dict.fromkeys((*_VALUES, *_LISTS), rows))
        table = build_table_in_memory(sections, overlay)
        sections |= self._build_related(table)
        sections["about"] = _encode(self._summarize(table, columns, files))
        return Archive(build_table_in_memory(sections, overlay))

    def _move_items(self) -> Any:  # noqa: ANN401 - an array
        """Return the number of the stored item of each article."""
        stored = len(self.base.numbers("keys.ends", "Q"))
        if self.table.overlay is None:
            items = np.arange(stored, dtype=np.uint32)
        else:
            items = np.asarray(self.table.overlay.items["articles"])
            stored += len(self.table.numbers("keys.ends", "Q"))
        return self.change.move(items, range(stored, stored + len(self.new)))

    def _move_columns(self, outlets: Sequence[int]) -> dict[str, Any]:
        table, change = self.table, self.change
        merged = [article.merged for article in self.new]
        ages = [_compute_age(article) for article in self.new]
        published = [article.metadata.published for article in self.new]
        day = change.move(table.numbers("day", "q"), [-each.at.toordinal() if each else 0 for each in published])
        columns: dict[str, Any] = {
            "numbers": change.move(table.numbers("numbers", "Q"), [article.number for article in self.new]),
            "digests": change.move(table.numbers("digests", "Q"), [each.digest for each in merged]),
            "texts": change.move(table.numbers("texts", "Q"), [each.text for each in merged]),
            "ages": change.move(table.floats("ages"), ages),
            "day": day,
            "outlet": change.move(table.numbers("outlet"), outlets),
            "conflicting": change.move_flags(table.bytes("conflicting"), [each.conflicting for each in merged]),
        }
        dated = int(np.searchsorted(columns["ages"], inf))
        columns["days"] = day[:dated]
        columns["conflicts"] = np.flatnonzero(columns["conflicting"]).astype(np.uint32)
        return columns

    def _add_items(self, topics: Sequence[Sequence[int]]) -> dict[str, Section]:
        """Return the items that the table has itself: those of the present one, and those of the new articles."""
        sections: dict[str, Section] = {}
        values = {
            "articles": [article.merged.article for article in self.new],
            "metadata": [article.merged.metadata for article in self.new],
            "keys": [article.merged.key for article in self.new],
        }
        lists = {
            "members": [article.members for article in self.new],
            "related": [article.related for article in self.new],
            "topics": topics,
        }
        for name, encoded in values.items():
            sections |= append_items(self.table, name, build_value_sections(name, encoded), 1)
        for name, code in _LISTS.items():
            size = 4 if code == "I" else 8
            sections |= append_items(self.table, name, build_list_sections(name, lists[name], code), size)
        return sections

    def _build_ids(self, numbers: Any) -> dict[str, Section]:  # noqa: ANN401 - an array
        """Ids without those of the articles that were grouped again, and with their present ones."""
        table, regrouped = self.table, self.regrouped
        ids, places = np.asarray(table.numbers("ids", "Q")), np.asarray(table.numbers("ids.place"))
        dropped = np.array(
            sorted({*regrouped.old_aliases, *regrouped.gone, *(article.number for article in self.new)}),
            dtype=np.uint64,
        )
        at = find_sorted(ids, dropped)
        ids, moved = np.delete(ids, at), self._move_places(np.delete(places, at))
        by_number = _PlacesByNumber(numbers)
        more = {alias: by_number.find(number) for alias, number in regrouped.aliases.items()}
        more |= {number: by_number.find(number) for number in regrouped.members}
        more |= {article.number: by_number.find(article.number) for article in self.new}
        entries = sorted((value, place) for value, place in more.items() if place is not None)
        values = np.array([value for value, _ in entries], dtype=np.uint64)
        kept = moved != GONE
        kept[find_sorted(ids, values)] = False
        ids, moved = ids[kept], moved[kept]
        positions = np.searchsorted(ids, values)
        return {
            "ids": np.insert(ids, positions, values).tobytes(),
            "ids.place": np.insert(moved, positions, [place for _, place in entries]).astype(np.uint32).tobytes(),
        }

    def _move_places(self, places: Any) -> Any:  # noqa: ANN401 - arrays
        """Return the new places of articles; a changed one keeps its identity."""
        moved = self.change.moved.copy()
        for old, place in self.change.replaced.items():
            moved[old] = place
        return moved[places]

    def _build_lists(self, name: str, numbers: Sequence[Sequence[int]], size: int) -> dict[str, Section]:
        added = [
            (number, int(place))
            for numbers_of, place in zip(numbers, self.change.new_places, strict=True)
            for number in numbers_of
        ]
        lists = move_lists(ListColumn(self.table, name), self.change, added, size)
        return to_sections(name, lists["numbers"], lists["ends"])

    def _build_copies(self, texts: Any, ages: Any) -> dict[str, Section]:  # noqa: ANN401 - arrays
        """Copies are grouped again among the articles with the texts of the changed ones."""
        before = np.asarray(self.table.numbers("texts", "Q"))
        texts_of_gone = before[self.change.gone].tolist()
        affected = {article.merged.text for article in self.new}.union(texts_of_gone) - {0}
        affected_texts = np.array(sorted(affected), dtype=np.uint64)
        places = np.flatnonzero(np.isin(texts, affected_texts))
        groups = copies.group_copies(texts[places].tolist(), ages[places].tolist())
        regrouped = [[int(places[index]) for index in group] for group in groups]
        column, numbers = ListColumn(self.table, "copies"), np.asarray(self.table.numbers("copies.of"))
        lost = {int(number) for number in numbers[np.isin(before, affected_texts)] if number}
        moved = self._move_places(np.asarray(column.numbers))
        if not regrouped and not lost:
            of = self.change.move(numbers, [0] * len(self.new))
            return {**to_sections("copies", moved, np.asarray(column.ends)), "copies.of": of.tobytes()}
        starts = [0, *column.ends]
        kept = [
            moved[first:end].tolist() for number, (first, end) in enumerate(pairwise(starts), 1) if number not in lost
        ]
        ordered = sorted([*kept, *regrouped])
        of = np.zeros(self.change.size, dtype=np.uint32)
        for number, group in enumerate(ordered, 1):
            of[group] = number
        return {**build_list_sections("copies", ordered), "copies.of": of.tobytes()}

    def _build_related(self, table: Table) -> dict[str, Section]:
        """The related articles of those that changed are listed again; in other lists the places move."""
        column = ListColumn(self.table, "related.places")
        flat, ends = np.asarray(column.numbers), np.asarray(column.ends)
        lengths = np.diff(ends, prepend=np.uint64(0)).astype(np.int64)
        owner = np.repeat(np.arange(len(lengths)), lengths)
        touched = np.unique(owner[self.change.moved[flat] == GONE])
        moved = self._move_places(flat)
        related = ListColumn(table, "related", "Q")
        by_number = _PlacesByNumber(np.asarray(table.numbers("numbers", "Q")))
        again = {int(place) for place in self.change.new_places}
        again |= {int(place) for place in self._move_places(touched).tolist() if place != GONE}
        nested_in: dict[int, set[int]] = {}
        for place in self.change.new_places.tolist():
            for number in related[place]:
                other = by_number.find(number)
                if other is not None:
                    nested_in.setdefault(other, set()).add(place)
        again.update(nested_in)
        old_of = self._invert(again)
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
        return self._replace_lists("related.places", moved, ends, lists)

    def _invert(self, places: Iterable[int]) -> dict[int, int]:
        """Return the earlier place of each of these places, for those that had one."""
        changed = {new: old for old, new in self.change.replaced.items()}
        kept = np.flatnonzero(self.change.moved != GONE)
        new = self.change.moved[kept]
        result: dict[int, int] = {}
        for place in places:
            if place in changed:
                result[place] = changed[place]
                continue
            at = int(np.searchsorted(new, place))
            if at < len(new) and new[at] == place:
                result[place] = int(kept[at])
        return result

    def _replace_lists(self, name: str, moved: Any, ends: Any, lists: Mapping[int, list[int]]) -> dict[str, Section]:  # noqa: ANN401
        """Return lists by place with some replaced. `moved`: the places in all lists of the earlier archive."""
        lengths = self.change.move(np.diff(ends, prepend=np.uint64(0)).astype(np.int64), [0] * len(self.new))
        keep = np.repeat(self.change.moved != GONE, np.diff(ends, prepend=np.uint64(0)).astype(np.int64))
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

    def _summarize(self, table: Table, columns: Mapping[str, Any], files: int) -> ArchiveSummary:
        removed = len(self.state.removed)
        outlets = list(self.outlets.values())
        digest = blake2b(np.sort(columns["digests"]).tobytes(), digest_size=6)
        digest.update(_encode([outlets, removed]))
        metadata, dated = ValueColumn(table, "metadata", ArticleMetadata), len(columns["days"])
        return ArchiveSummary(
            outlets=outlets,
            topics=list(self.topics.values()),
            files=files,
            removed=removed,
            fingerprint=digest.hexdigest(),
            newest=metadata[0].published if dated else None,
            oldest=metadata[dated - 1].published if dated else None,
        )


class _PlacesByNumber:
    """Finds the place of an article by the number of its id."""

    def __init__(self, numbers: Any) -> None:  # noqa: ANN401 - an array
        self.numbers = numbers
        self._order = np.argsort(numbers, kind="stable")
        self._sorted = numbers[self._order]

    def find(self, number: int) -> int | None:
        at = int(np.searchsorted(self._sorted, np.uint64(number)))
        if at < len(self._sorted) and int(self._sorted[at]) == number:
            return int(self._order[at])
        return None


def _number_keys(before: Iterable[str], keys: Iterable[str]) -> dict[str, int]:
    """Return the number of each key: those that there were keep theirs."""
    numbers = {key: number for number, key in enumerate(before)}
    for key in keys:
        numbers.setdefault(key, len(numbers))
    return numbers
