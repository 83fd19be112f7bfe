"""Build the index of the next archive after a small change: only articles that changed are analyzed and indexed.

The items of the earlier index stay where they are (`columns.table.Overlay`), and tantivy writes a small segment beside
those that it has. A few things wait until the index is built from nothing: an outlet's new name is indexed with its
older articles only if these are few, and the words of a title that is gone may still count as words of titles.
"""

# pyright: basic

import os
import shutil
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import tantivy

from bot.answers.analysis.tokens import normalize
from bot.answers.index.analyzer import ArticleAnalyzer, count_name_words, count_words, join_names
from bot.answers.index.panics import translate_panics
from bot.answers.index.reader import IndexReader
from bot.answers.index.spelling import build_change_sections
from bot.answers.index.synonyms import join_stems
from bot.answers.index.vocabulary import PRIOR_ARTICLES, compute_idfs
from bot.answers.index.writer import build_article_sections, build_document
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.overlays import append_items
from bot.coverage.columns.sequences import TextDictionary
from bot.coverage.columns.table import Section, Table

_HEAP_BYTES = 15_000_000
"""The least that tantivy takes for a thread that writes."""
_FREE_SLOT = 2**32 - 1
_MAX_REINDEXED = 300
"""Articles that are indexed again because an outlet has a new name, or the archive explains a new phrase."""

ROW_COLUMNS = {"sentences": 4, "lower titles": 1}
"""Columns with an item for each article, and the bytes of an entry. `forward` has two items for each."""


class ArchiveChange(NamedTuple):
    """How an archive differs from the one before.

    `gone`: places in the earlier archive of articles that are gone or changed. `new`: places in the later one of those
    that are new or changed. `before`: for each article of the later archive, its place in the earlier one, or -1.
    """

    earlier: Archive
    later: Archive
    gone: list[int]
    new: list[int]
    before: Any


def compare_archives(earlier: Archive, later: Archive) -> ArchiveChange | None:
    """Return how two archives differ that are overlays on the same table; None for others."""
    new_overlay, old_overlay = later.table.overlay, earlier.table.overlay
    base = old_overlay.base if old_overlay is not None else earlier.table
    if new_overlay is None or new_overlay.base is not base:
        return None
    new_items = np.asarray(new_overlay.items["articles"])
    old_items = np.arange(len(earlier)) if old_overlay is None else np.asarray(old_overlay.items["articles"])
    size = max(int(old_items.max(initial=0)), int(new_items.max(initial=0))) + 1
    place_of = np.full(size, -1, dtype=np.int64)
    place_of[old_items] = np.arange(len(old_items))
    before = place_of[new_items]
    is_kept = np.zeros(len(old_items), dtype=bool)
    is_kept[before[before >= 0]] = True
    return ArchiveChange(earlier, later, np.flatnonzero(~is_kept).tolist(), np.flatnonzero(before < 0).tolist(), before)


class LiveEngine:
    """A tantivy index that grows with each change. Existing searchers don't see the change."""

    def __init__(self, engine: tantivy.Index) -> None:
        self.engine = engine
        self._writer = engine.writer(_HEAP_BYTES, num_threads=1)

    def apply(self, gone: Iterable[int], new: Iterable[tantivy.Document]) -> None:
        """Remove the articles in these slots, and add others."""
        with translate_panics():
            for slot in gone:
                self._writer.delete_documents_by_term("slot", slot)
            for document in new:
                self._writer.add_document(document)
            self._writer.commit()
            self.engine.reload()


class IndexState:
    """The state, besides the present index, that building the next one needs. It changes with each delta.

    `engine`: see `LiveEngine`. `words`: how much more often the archive has each word than when the index was built
    from nothing.
    """

    def __init__(self, engine: LiveEngine, archive: Archive, table: Table, phrases: Iterable[tuple[str, ...]]) -> None:
        self.engine = engine
        self.analyzer = ArticleAnalyzer(archive.outlets, phrases, TextDictionary(table, "stems"))
        self.words: Counter[str] = Counter()


class IndexDelta(NamedTuple):
    """The sections of the next index, and the number of the stored item of each of its articles."""

    sections: dict[str, Section]
    rows: Any
    indexed: list[int]


def build_next_index(
    change: ArchiveChange, reader: IndexReader, table: Table, state: IndexState, phrases: frozenset[tuple[str, ...]]
) -> IndexDelta:
    """Index what changed. `reader`, `table`: of the earlier archive. `phrases`: as in `writer.build_index`."""
    archive, analyzer = change.later, state.analyzer
    analyzer.use_outlets(archive.outlets)
    changed_phrases = phrases ^ analyzer.phrases
    analyzer.use_phrases(phrases)
    again = _find_again(change, reader, changed_phrases)
    rows = list_rows(table, len(change.earlier))
    old_rows = rows[[*change.gone, *(int(change.before[place]) for place in again)]]
    stored = count_stored(table)
    places = sorted({*change.new, *again})
    new_rows = np.where(change.before >= 0, rows[change.before], 0).astype(np.uint32)
    new_rows[places] = np.arange(stored, stored + len(places), dtype=np.uint32)

    analyzer.counts.clear()
    articles = [archive.articles[place] for place in places]
    analyzed = [analyzer.analyze(article) for article in articles]
    documents = [
        build_document(article, numbers, analyzer.stems, stored + index)
        for index, (article, numbers) in enumerate(zip(articles, analyzed, strict=True))
    ]
    state.engine.apply(old_rows.tolist(), documents)

    lost = [*change.gone, *(int(change.before[place]) for place in again)]
    counts = _count_documents(table, reader, lost, analyzed, len(analyzer.stems))
    _count_changed_words(state.words, change, lost, analyzer)
    slots = np.full(stored + len(places), _FREE_SLOT, dtype=np.uint32)
    slots[new_rows] = np.arange(len(new_rows), dtype=np.uint32)
    own = build_article_sections(analyzed, (article.title for article in articles))
    sections: dict[str, Section] = {
        "stems.added": msgspec.msgpack.encode(analyzer.stems.added),
        "document counts": counts.tobytes(),
        "idfs": _compute_idfs(table, reader, analyzer, counts, len(archive)).tobytes(),
        "slots.place": slots.tobytes(),
        **build_change_sections(state.words),
        **append_items(table, "forward", own, 4),
    }
    for name, size in ROW_COLUMNS.items():
        sections |= append_items(table, name, own, size)
    return IndexDelta(sections, new_rows, places)


def list_rows(table: Table, size: int) -> Any:  # noqa: ANN401 - an array
    """Return the number of the stored item of each article."""
    if table.overlay is None:
        return np.arange(size, dtype=np.uint32)
    return np.asarray(table.overlay.items["sentences"])


def count_stored(table: Table) -> int:
    """Return how many items a table has stored, with those that are in use no more."""
    own = len(table.numbers("lower titles.ends", "Q"))
    return own if table.overlay is None else own + len(table.overlay.base.numbers("lower titles.ends", "Q"))


def expand_rows(rows: Any) -> Any:  # noqa: ANN401 - arrays
    """Return the items of a column that has two for each article."""
    doubled = rows.astype(np.uint32) * np.uint32(2)
    return np.stack([doubled, doubled + np.uint32(1)], axis=1).ravel()


def _find_again(change: ArchiveChange, reader: IndexReader, phrases: Iterable[tuple[str, ...]]) -> list[int]:
    """Return the places of unchanged articles that have to be indexed again."""
    later, earlier = change.later, change.earlier
    found: set[int] = set()
    for key, outlet in later.outlets.items():
        old = earlier.outlets.get(key)
        if old is not None and old.names != outlet.names and join_names(old) != join_names(outlet):
            places = later.by_outlet(key).places
            if len(places) <= _MAX_REINDEXED:
                found.update(places)
    places_before = {int(before): place for place, before in enumerate(change.before)} if phrases else {}
    for phrase in phrases:
        hits = set[int]()
        for stems in (phrase, (join_stems(phrase),)):
            hits.update(reader.find_all(stems, _MAX_REINDEXED))
        found.update(places_before[doc] for doc in hits if doc in places_before)
    return sorted(place for place in found if change.before[place] >= 0)


def _count_documents(
    table: Table, reader: IndexReader, lost: Iterable[int], analyzed: Iterable[Any], size: int
) -> "array[int]":
    """Return the number of articles with each stem."""
    counts = array("I")
    counts.frombytes(table.bytes("document counts"))
    counts.frombytes(bytes(4 * (size - len(counts))))
    for doc in lost:
        for number in {*reader.title_stems(doc), *reader.body_stems(doc)}:
            counts[number] -= 1
    for numbers in analyzed:
        for number in {*numbers.titles, *numbers.body}:
            counts[number] += 1
    return counts


def _count_changed_words(
    words: Counter[str], change: ArchiveChange, lost: Sequence[int], analyzer: ArticleAnalyzer
) -> None:
    earlier, later = change.earlier, change.later
    renamed = [
        key
        for key in {**earlier.outlets, **later.outlets}
        if (old := earlier.outlets.get(key)) is None
        or (new := later.outlets.get(key)) is None
        or old.names != new.names
    ]

    def count_names(archive: Archive, other: Archive) -> Counter[str]:
        outlets = (archive.outlets[key] for key in renamed if key in archive.outlets)
        return count_name_words(outlets, archive.topics.keys() - other.topics.keys())

    gone = count_words(earlier.articles[place] for place in lost)
    changes: tuple[tuple[Mapping[str, int], int], ...] = (
        (analyzer.counts, 1),
        (count_names(later, earlier), 1),
        (gone, -1),
        (count_names(earlier, later), -1),
    )
    for counts, sign in changes:
        for surface, count in counts.items():
            words[normalize(surface)] += sign * count


def _compute_idfs(table: Table, reader: IndexReader, analyzer: ArticleAnalyzer, counts: "array[int]", size: int) -> Any:  # noqa: ANN401 - an array
    """Return the idf of each stem: all change a little with the number of articles, and some with their own count."""
    before, before_counts = np.asarray(table.floats("idfs")), np.asarray(table.numbers("document counts"))
    shift = log((size + PRIOR_ARTICLES + 1) / (reader.size + PRIOR_ARTICLES + 1))
    idfs = np.concatenate([before + shift, np.zeros(len(counts) - len(before))])
    now = np.frombuffer(counts, dtype=np.uint32)
    changed = [*np.flatnonzero(now[: len(before)] != before_counts).tolist(), *range(len(before), len(counts))]
    stems = (analyzer.stems[number] for number in changed)
    idfs[changed] = compute_idfs(stems, (counts[number] for number in changed), size)
    return idfs


def link_engine(source: Path, names: Iterable[str], target: Path) -> tantivy.Index:
    """Open an index in another folder whose files are those of `source`. Hard links are enough: they never change.

    Raises OSError if a file is missing: another process may have deleted them.
    """
    for name in names:
        try:
            os.link(source / name, target / name)
        except OSError:
            shutil.copyfile(source / name, target / name)
    with translate_panics():
        engine = tantivy.Index.open(str(target))
        engine.config_reader("manual")
        engine.searcher()
    return engine
