"""Counts how many articles have each word of the new articles: around a day, from an outlet, and in all."""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.stories.bursts import BURST_DAYS, SEASON_DAYS
from bot.coverage.stories.words import NumberedWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]
from bot.coverage.stories.stored_words import StoredTexts


class NewWords(NamedTuple):
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
    def build(cls, words: NumberedWords) -> "NewWords":
        """Number the words of articles."""
        titles = np.array([len(title) for title in words.titles], dtype=np.int64)
        rest = np.array([len(each) for each in words.rest], dtype=np.int64)
        pairs = zip(words.titles, words.rest, strict=True)
        flat = np.array([word for pair in pairs for part in pair for word in part], dtype=np.uint32)
        distinct, columns = np.unique(flat, return_inverse=True)
        owner = np.repeat(np.arange(len(titles)), titles + rest)
        days, outlets = np.array(words.days, dtype=np.float64), np.array(words.outlets, dtype=np.int64)
        return cls(flat, distinct, columns, owner, titles, rest, days, outlets)


def list_near(archive: Archive, day: float, days: float) -> "Numbers":
    """Return the places of the articles within some days of a day; those of undated articles if the day is unknown."""
    all_days = np.asarray(archive.table.numbers("days", "q"))
    if np.isnan(day):
        return np.arange(len(all_days), len(archive))
    start = int(np.searchsorted(all_days, -day - days))
    end = int(np.searchsorted(all_days, -day + days, "right"))
    return np.arange(start, end)


class WordCounter:
    """Counts the articles with each of some words, among the stored articles and the new ones."""

    def __init__(self, archive: Archive, texts: StoredTexts, new: NewWords) -> None:
        self._archive, self._texts, self._new = archive, texts, new
        self._near: dict[float, tuple[Numbers, ...]] = {}
        self._own: dict[int, tuple[Numbers, int]] = {}

    def count_near(self, day: float, outlet: int) -> "tuple[Numbers, Numbers, Numbers, int, int, int]":
        """Count the articles around a day.

        Returns the counts of articles with each word in the days of a burst, in the season, and in the days of a burst
        by one outlet; then the counts of all articles in each of these.
        """
        if day not in self._near:
            places, stored = self._texts.gather(list_near(self._archive, day, SEASON_DAYS), with_weights=False)
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
        """Count the articles with each word. Articles that are gone count until stories are built from scratch."""
        vocabulary, totals = self._texts.totals
        distinct = self._new.distinct
        at = np.searchsorted(vocabulary, distinct)
        inside = at < len(vocabulary)
        known = np.zeros(len(distinct), dtype=np.int64)
        found = at[inside]
        known[inside] = np.where(vocabulary[found] == distinct[inside], totals[found], 0)
        return known + np.bincount(self._new.columns, minlength=len(distinct))

    def _find(self, words: "Numbers", lengths: "Numbers") -> "tuple[Numbers, Numbers]":
        """Return the words that new articles have, as indexes of their words, and the article of each."""
        distinct = self._new.distinct
        at = np.minimum(np.searchsorted(distinct, words), max(0, len(distinct) - 1))
        hits = np.flatnonzero(distinct[at] == words) if len(distinct) else np.zeros(0, dtype=np.int64)
        return at[hits], np.repeat(np.arange(len(lengths)), lengths)[hits]


def _measure_distance(days: "Numbers", day: float) -> "Numbers":
    """Return the number of days from each of some days to another one; 0 between two unknown days."""
    if np.isnan(day):
        return np.where(np.isnan(days), 0.0, np.inf)
    return np.where(np.isnan(days), np.inf, np.abs(days - day))
