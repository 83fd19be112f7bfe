"""Put articles that come later into the stories that are there, without clustering again.

A new article joins the story whose articles are, on average, the most similar beyond what pairs need; if there is none,
it is a story of its own. Words of the articles that are there keep their weights. Building from nothing may group a few
articles otherwise.
"""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.columns.overlays import append_items
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories.bursts import (
    BURST_DAYS,
    SEASON_DAYS,
    BurstCounts,
    combine_counts,
    look_up_frequencies,
    round_contrast,
)
from bot.coverage.stories.clustering import INCOMPATIBLE
from bot.coverage.stories.pairs import DECIMALS, MAX_DAYS, are_incompatible, compute_excess
from bot.coverage.stories.stories import build_word_sections, number_stories
from bot.coverage.stories.weights import (
    STEPS,
    WeightedWords,
    build_rows,
    compute_idf,
    mark_titles,
    round_weights,
)
from bot.coverage.stories.words import ArticleWords, TextAnalysis, read_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_MAX_COMPARED = 8_000
"""The articles of some days that a new one is compared with; the nearest in time if there are more."""

ROW_COLUMNS = {"stories.counts": 4, "stories.bursts": 1, "stories.plain": 1, "stories.contrast": 1}
"""Columns with an item for each article, and the bytes of an entry. `stories.words` has two items for each."""


class StoredStories(NamedTuple):
    """The earlier archive's stories. `before`: for each article of the present one, its place then, or -1."""

    table: Table
    before: Any


def update_stories(
    archive: Archive,
    analysis: TextAnalysis,
    stored: StoredStories,
    indexed: Sequence[int],
    rows: Any,  # noqa: ANN401
) -> dict[str, Section]:
    """Build the sections of an archive's stories from those of an earlier one.

    `indexed`: the places whose items are stored anew, in the order of these. `rows`: the number of the stored item of
    each article; those of `indexed` are the last.
    """
    table, before = stored
    new = [place for place in indexed if before[place] < 0]
    labels = np.where(before >= 0, np.asarray(table.numbers("stories.of"))[before], -1).astype(np.int64)
    # Each begins with a story of its own.
    labels[new] = len(archive) + np.arange(len(new))
    words = read_words(archive, analysis, indexed)
    texts = _StoredTexts(archive, table, rows, indexed)
    weighted = _weigh_new(archive, analysis, texts, words)
    _join_stories(archive, texts, weighted, indexed, labels)
    own = build_word_sections(words, weighted)
    sections: dict[str, Section] = {
        **number_stories(archive, labels),
        **append_items(table, "stories.words", own, 4),
    }
    for name, size in ROW_COLUMNS.items():
        sections |= append_items(table, name, own, size)
    return sections


class _NewWords(NamedTuple):
    """The words of new articles, one after another.

    `distinct`: each word once, in order. `columns`: the index of each word in it. `owner`: the article of each word.
    """

    flat: "Numbers"
    distinct: "Numbers"
    columns: "Numbers"
    owner: "Numbers"
    title_lengths: "Numbers"
    rest_lengths: "Numbers"
    days: "Numbers"
    outlets: "Numbers"

    @classmethod
    def build(cls, words: ArticleWords) -> "_NewWords":
        titles = np.array([len(title) for title in words.titles], dtype=np.int64)
        rest = np.array([len(each) for each in words.rest], dtype=np.int64)
        pairs = zip(words.titles, words.rest, strict=True)
        flat = np.array([word for pair in pairs for part in pair for word in part], dtype=np.uint32)
        distinct, columns = np.unique(flat, return_inverse=True)
        owner = np.repeat(np.arange(len(titles)), titles + rest)
        days, outlets = np.array(words.days, dtype=np.float64), np.array(words.outlets, dtype=np.int64)
        return cls(flat, distinct, columns, owner, titles, rest, days, outlets)


class _StoredTexts:
    """The words and weights of articles, by place, without those of the new articles."""

    def __init__(self, archive: Archive, table: Table, rows: Any, new: Sequence[int]) -> None:  # noqa: ANN401
        base = table.overlay.base if table.overlay is not None else table
        self._parts = [_Part(base)] if table.overlay is None else [_Part(base), _Part(table)]
        self._rows = rows
        self._is_new = np.zeros(len(archive), dtype=bool)
        self._is_new[list(new)] = True
        self._outlets = np.asarray(archive.table.numbers("outlet")).astype(np.int64)
        days = np.asarray(archive.table.numbers("days", "q")).astype(np.float64)
        self._days = np.concatenate([-days, np.full(len(archive) - len(days), np.nan)])
        self.totals = (
            np.asarray(table.numbers("stories.vocabulary")),
            np.asarray(table.numbers("stories.totals")).astype(np.int64),
        )

    def gather(self, places: "Numbers", *, with_weights: bool) -> "tuple[Numbers, WeightedWords]":
        """Return the words of the articles at these places that are not new, and their places in that order."""
        places = places[~self._is_new[places]]
        rows = self._rows[places]
        first = 0
        found: list[tuple[Any, ...]] = []
        order: list[Any] = []
        for part in self._parts:
            inside = (rows >= first) & (rows < first + part.size)
            order.append(places[inside])
            found.append(part.gather(rows[inside] - first, with_weights=with_weights))
            first += part.size
        places = np.concatenate(order)
        words, titles, rest, bursts, plain, contrast = (np.concatenate(parts) for parts in zip(*found, strict=True))
        counts = [self._read_counts(int(row)) for row in self._rows[places]] if with_weights else []
        return places, WeightedWords(
            words, titles, rest, bursts, plain, contrast, counts, self._days[places], self._outlets[places]
        )

    def _read_counts(self, row: int) -> "memoryview[int]":
        """Return what a title counts."""
        part = self._parts[0]
        return part.counts(row) if row < part.size else self._parts[1].counts(row - part.size)


class _Part:
    """The stored items of one table."""

    def __init__(self, table: Table) -> None:
        self._words = np.asarray(table.numbers("stories.words"))
        self._ends = np.concatenate([[0], np.asarray(table.numbers("stories.words.ends", "Q")).astype(np.int64)])
        self._bursts, self._plain, self._contrast = (
            np.frombuffer(table.bytes(f"stories.{name}"), dtype=np.uint8) for name in ("bursts", "plain", "contrast")
        )
        self._counts = table.numbers("stories.counts")
        self._count_ends = table.numbers("stories.counts.ends", "Q")
        self.size = len(self._ends) // 2

    def counts(self, row: int) -> "memoryview[int]":
        return self._counts[self._count_ends[row - 1] if row else 0 : self._count_ends[row]]

    def gather(self, rows: "Numbers", *, with_weights: bool) -> "tuple[Numbers, ...]":
        rows = rows.astype(np.int64)
        starts, middles, ends = self._ends[2 * rows], self._ends[2 * rows + 1], self._ends[2 * rows + 2]
        lengths = ends - starts
        at = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
        nothing = np.zeros(0)
        return (
            self._words[at],
            middles - starts,
            ends - middles,
            self._bursts[at] / STEPS if with_weights else nothing,
            self._plain[at] / STEPS if with_weights else nothing,
            self._contrast[rows] / STEPS if with_weights else nothing,
        )


def _list_near(archive: Archive, day: float, days: float) -> "Numbers":
    """Return the places of the articles within so many days of a day; of the undated ones if it is unknown."""
    all_days = np.asarray(archive.table.numbers("days", "q"))
    if np.isnan(day):
        return np.arange(len(all_days), len(archive))
    start = int(np.searchsorted(all_days, -day - days))
    end = int(np.searchsorted(all_days, -day + days, "right"))
    return np.arange(start, end)


class _Counter:
    """Counts the articles with each of some words, among the stored articles and the new ones."""

    def __init__(self, archive: Archive, texts: _StoredTexts, new: _NewWords) -> None:
        self._archive, self._texts, self._new = archive, texts, new
        self._near: dict[float, tuple[Numbers, ...]] = {}
        self._own: dict[int, tuple[Numbers, int]] = {}

    def count_near(self, day: float, outlet: int) -> "tuple[Numbers, Numbers, Numbers, int, int, int]":
        """Count around a day: the articles with each word in the days of a burst, in the season, and in the former of
        one outlet; then all articles of these."""
        if day not in self._near:
            places, stored = self._texts.gather(_list_near(self._archive, day, SEASON_DAYS), with_weights=False)
            words, owner = self._find(stored.words, stored.title_lengths + stored.rest_lengths)
            new = self._new
            self._near[day] = (
                np.concatenate([words, new.columns]),
                np.concatenate([owner, new.owner + len(places)]),
                _measure_distance(np.concatenate([stored.days, new.days]), day),
                np.concatenate([stored.outlets, new.outlets]),
            )
        words, owner, distance, outlets = self._near[day]
        size = len(self._new.distinct)
        is_now, is_season = distance <= BURST_DAYS, distance <= SEASON_DAYS
        is_own = is_now & (outlets == outlet)
        now, season, own = (np.bincount(words[chosen[owner]], minlength=size) for chosen in (is_now, is_season, is_own))
        return now, season, own, int(is_now.sum()), int(is_season.sum()), int(is_own.sum())

    def count_own(self, outlet: int) -> "tuple[Numbers, int]":
        """Count the articles of an outlet with each word, and all of them."""
        if outlet not in self._own:
            places = np.array(self._archive.by_outlet(self._archive.outlet_keys[outlet]).places, dtype=np.int64)
            _, stored = self._texts.gather(places, with_weights=False)
            words, _ = self._find(stored.words, stored.title_lengths + stored.rest_lengths)
            mine = self._new.columns[self._new.outlets[self._new.owner] == outlet]
            counts = np.bincount(np.concatenate([words, mine]), minlength=len(self._new.distinct))
            self._own[outlet] = counts, len(places)
        return self._own[outlet]

    def count_all(self) -> "Numbers":
        """Count the articles with each word. Those that are gone count until stories are built from nothing."""
        vocabulary, totals = self._texts.totals
        distinct = self._new.distinct
        at = np.searchsorted(vocabulary, distinct)
        inside = at < len(vocabulary)
        known = np.zeros(len(distinct), dtype=np.int64)
        found = at[inside]
        known[inside] = np.where(vocabulary[found] == distinct[inside], totals[found], 0)
        return known + np.bincount(self._new.columns, minlength=len(distinct))

    def _find(self, words: "Numbers", lengths: "Numbers") -> "tuple[Numbers, Numbers]":
        """Return those of the words that new articles have, as indexes of these, and the article that each is of."""
        distinct = self._new.distinct
        at = np.minimum(np.searchsorted(distinct, words), max(0, len(distinct) - 1))
        hits = np.flatnonzero(distinct[at] == words) if len(distinct) else np.zeros(0, dtype=np.int64)
        return at[hits], np.repeat(np.arange(len(lengths)), lengths)[hits]


def _measure_distance(days: "Numbers", day: float) -> "Numbers":
    """Return the days between each of some days and another; those between two unknown days are none."""
    if np.isnan(day):
        return np.where(np.isnan(days), 0.0, np.inf)
    return np.where(np.isnan(days), np.inf, np.abs(days - day))


def _weigh_new(archive: Archive, analysis: TextAnalysis, texts: _StoredTexts, words: ArticleWords) -> WeightedWords:
    """Weigh the words of new articles by how often all articles have them."""
    size = len(archive)
    new = _NewWords.build(words)
    counter = _Counter(archive, texts, new)
    total = counter.count_all()
    counted = [np.ones(len(new.columns)) for _ in BurstCounts._fields]
    elsewhere = np.zeros(len(new.days))
    for number, (day, outlet) in enumerate(zip(new.days.tolist(), new.outlets.tolist(), strict=True)):
        mine = np.flatnonzero(new.owner == number)
        columns = new.columns[mine]
        now, season, own_now, articles_now, articles_season, own_articles_now = counter.count_near(day, outlet)
        own, own_articles = counter.count_own(outlet)
        values: tuple[Any, ...] = (
            now[columns],
            season[columns],
            np.maximum(total[columns], season[columns]),
            articles_now,
            articles_season,
            max(size, articles_season),
            own_now[columns],
            np.maximum(own[columns], own_now[columns]),
            own_articles_now,
            max(own_articles, own_articles_now),
        )
        for field, value in zip(counted, values, strict=True):
            field[mine] = value
        elsewhere[number] = max(size - articles_now, 0)
    general = look_up_frequencies(new.distinct, analysis.frequencies)[new.columns]
    bursts = combine_counts(BurstCounts(*counted), general, size)
    in_title = mark_titles(new.title_lengths, new.rest_lengths)
    bursts, plain = round_weights(bursts, compute_idf(total, size)[new.columns], in_title)
    contrast = round_contrast(elsewhere) * ~np.isnan(new.days)
    return WeightedWords(
        new.flat, new.title_lengths, new.rest_lengths, bursts, plain, contrast, words.counts, new.days, new.outlets
    )


def _join_stories(
    archive: Archive, texts: _StoredTexts, weighted: WeightedWords, indexed: Sequence[int], labels: "Numbers"
) -> None:
    """Put each article that has a story of its own into the nearest story. Changes `labels`."""
    is_new = np.array([labels[place] >= len(archive) for place in indexed])
    if not is_new.any():
        return
    near = [_list_near(archive, day, MAX_DAYS) for day in np.unique(weighted.days[is_new]).tolist()]
    places, stored = texts.gather(np.unique(np.concatenate(near))[:_MAX_COMPARED], with_weights=True)
    both = _concatenate(stored, weighted)
    articles = build_rows(both)
    all_places = np.concatenate([places, np.array(indexed, dtype=np.int64)])
    # The oldest first, so that later ones find the story that it begins.
    chosen = sorted(np.flatnonzero(is_new).tolist(), key=lambda index: indexed[index], reverse=True)
    for index in chosen:
        row = len(places) + index
        products = np.round((articles.rows[row] @ articles.rows.T).toarray()[0], DECIMALS)
        others = np.arange(len(all_places))
        mine = np.full(len(others), row)
        excess = compute_excess(articles, mine, others, products)
        similar = (excess >= 0) & (others != row)
        stories = np.unique(labels[all_places[similar]])
        members = np.flatnonzero(np.isin(labels[all_places], stories) & (others != row))
        if not len(members):
            continue
        values = excess[members]
        values[are_incompatible(articles, mine[members], members)] = INCOMPATIBLE
        numbers, inverse = np.unique(labels[all_places[members]], return_inverse=True)
        means = np.bincount(inverse, values) / np.bincount(inverse)
        best = int(np.argmax(means))
        if means[best] >= 0:
            labels[indexed[index]] = numbers[best]


def _concatenate(first: WeightedWords, second: WeightedWords) -> WeightedWords:
    """Return the words of some articles, then those of others."""
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in WeightedWords._fields
        if name != "counts"
    }
    return WeightedWords(**joined, counts=[*first.counts, *second.counts])
