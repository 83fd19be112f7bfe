"""Builds the next archive from the present one and a small change, without going through all articles.

The text of the articles stays in the present archive's table (`columns.table.Overlay`). Columns by place are moved, and
only articles that the change affects are merged again. The outcome is the same as from `build.assemble_sections`.
"""

# pyright: basic

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import inf
from typing import Any, NamedTuple

import msgspec
import numpy as np

from bot.coverage.archive.archive import Archive, ArchiveSummary
from bot.coverage.archive.merging import ArticleMetadata, MergedArticle, merge_records
from bot.coverage.archive.outlets_and_topics import Registry
from bot.coverage.archive.places import PlaceChange, compute_place_change, move_lists, to_section, to_sections
from bot.coverage.archive.records import Records
from bot.coverage.archive.references import build_copies, build_ids, build_related
from bot.coverage.archive.regrouping import Lookups, Regrouped, list_related, regroup_records, update_withdrawals
from bot.coverage.article import Problem
from bot.coverage.columns.overlays import append_items
from bot.coverage.columns.sequences import ListColumn, ValueColumn, build_list_sections, build_value_sections
from bot.coverage.columns.table import Overlay, Section, Table, build_table_in_memory
from bot.coverage.dates import compute_age

_encode = msgspec.msgpack.Encoder().encode

_VALUES = ("articles", "metadata", "keys")
_LISTS = {"members": "I", "related": "Q", "topics": "I"}
"""The columns whose items stay where they are, and the type codes of lists."""


@dataclass(slots=True)
class ArchiveState:
    """What is needed to build the next archive, in addition to the present one. It changes with each delta.

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
    """Return the archive after files changed. Updates `state`.

    `touched`: the records that the changed files mention now or mentioned before. `files`: the number of all files.
    `problems`: all of them, in order; None if they are unchanged. Raises TooManyRecordsError.
    """
    regrouped = regroup_records(known.columns, known.__getitem__, state.lookups, touched)
    state.removed = (state.removed - regrouped.not_removed) | regrouped.withdrawals.keys()
    new, gone = _find_changed(archive, known, state, regrouped)
    for place in gone:
        state.registry.remove(archive.metadata[place])
    for article in new:
        state.registry.add(article.metadata)
    new.sort(key=lambda article: (compute_age(article.metadata.published), article.merged.key))
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


def _find_positions(archive: Archive, ages: Any, new: Sequence[_NewArticle]) -> list[int]:  # noqa: ANN401 - an array
    """Return the place before which each new article goes, by age, and by key if ages are equal."""
    found: list[int] = []
    for article in new:
        age = compute_age(article.metadata.published)
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
        """Return the archive. `files`: the number of all files."""
        metadata = [article.metadata for article in self.new]
        outlet_numbers = _number_keys(self.archive.outlet_keys, [each.outlet for each in metadata])
        outlets = [[outlet_numbers[each.outlet]] for each in metadata]
        topic_lists = [list(dict(each.spellings)) for each in metadata]
        topic_numbers = _number_keys(self.archive.topic_keys, [key for keys in topic_lists for key in keys])
        topics = [[topic_numbers[key] for key in keys] for keys in topic_lists]
        columns = self._move_columns([number for numbers in outlets for number in numbers])
        sections: dict[str, Section] = {
            **{name: to_section(column) for name, column in columns.items()},
            "outlet keys": _encode(list(outlet_numbers)),
            "topic keys": _encode(list(topic_numbers)),
            "withdrawals": _encode(update_withdrawals(self.archive.withdrawals, self.regrouped)),
            "problems": self.table.bytes("problems") if problems is None else _encode(list(problems)),
            **self._add_items(topics),
            **build_ids(self.table, self.change, self.regrouped, columns["numbers"]),
            **self._build_lists("outlet.articles", outlets, len(outlet_numbers)),
            **self._build_lists("topic.articles", topics, len(topic_numbers)),
            **build_copies(self.table, self.change, columns["texts"], columns["ages"]),
        }
        rows = memoryview(self._move_items())
        overlay = Overlay(self.base, dict.fromkeys((*_VALUES, *_LISTS), rows))
        table = build_table_in_memory(sections, overlay)
        sections |= build_related(self.table, table, self.change)
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
        ages = [compute_age(article.metadata.published) for article in self.new]
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
        """Return the table's own items: those of the present table, then those of the new articles."""
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

    def _build_lists(self, name: str, numbers: Sequence[Sequence[int]], size: int) -> dict[str, Section]:
        added = [
            (number, int(place))
            for numbers_of, place in zip(numbers, self.change.new_places, strict=True)
            for number in numbers_of
        ]
        lists = move_lists(ListColumn(self.table, name), self.change, added, size)
        return to_sections(name, lists["numbers"], lists["ends"])

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


def _number_keys(before: Iterable[str], keys: Iterable[str]) -> dict[str, int]:
    """Return the number of each key. Known keys keep their numbers."""
    numbers = {key: number for number, key in enumerate(before)}
    for key in keys:
        numbers.setdefault(key, len(numbers))
    return numbers
