"""Counts how many articles have each word of some articles: around a day, from an outlet, and in all."""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.coverage.archive.archive import Archive
from bot.coverage.stories.bursts import BURST_DAYS, SEASON_DAYS
from bot.coverage.stories.stored_words import StoredTexts
from bot.coverage.stories.weights import WeightedWords
from bot.coverage.stories.words import NumberedWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


_LOW_BITS = 0xFFFF


class WeighedWords(NamedTuple):
    """The words of the articles that are weighed, one after another: the new ones, then some that are stored.

    `distinct`: each word once, in order. `columns`: the index of each word in it. `owner`: the article of each word.
    `added`: how many of the articles are new.
    """

    flat: "Numbers"
    distinct: "Numbers"
    columns: "Numbers"
    owner: "Numbers"
    title_lengths: "Numbers"
    rest_lengths: "Numbers"
    days: "Numbers"
    outlets: "Numbers"
    added: int

    @classmethod
    def build(cls, words: NumberedWords, stored: WeightedWords | None = None) -> "WeighedWords":
        """Number the words of new articles, and those of stored ones."""
        titles = np.array([len(title) for title in words.titles], dtype=np.int64)
        rest = np.array([len(each) for each in words.rest], dtype=np.int64)
        pairs = zip(words.titles, words.rest, strict=True)
        flat = np.array([word for pair in pairs for part in pair for word in part], dtype=np.uint32)
        days, outlets = np.array(words.days, dtype=np.float64), np.array(words.outlets, dtype=np.int64)
        added = len(titles)
        if stored is not None:
            columns = (
                (flat, stored.words),
                (titles, stored.title_lengths),
                (rest, stored.rest_lengths),
                (days, stored.days),
                (outlets, stored.outlets),
            )
            flat, titles, rest, days, outlets = map(np.concatenate, columns)
        distinct, numbers = np.unique(flat, return_inverse=True)
        owner = np.repeat(np.arange(len(titles)), titles + rest)
        return cls(flat, distinct, numbers, owner, titles, rest, days, outlets, added)


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

    def __init__(self, archive: Archive, texts: StoredTexts, words: WeighedWords) -> None:
        self._archive, self._texts, self._distinct = archive, texts, words.distinct
        added = words.added
        self._columns = words.columns[words.owner < added]
        self._owner = words.owner[words.owner < added]
        self._days, self._outlets = words.days[:added], words.outlets[:added]
        self._may_be_wanted = np.zeros(_LOW_BITS + 1, dtype=bool)
        self._may_be_wanted[words.distinct & _LOW_BITS] = True
        self._near: dict[float, _Near] = {}
        self._own: dict[int, tuple[Numbers, int]] = {}

    def count_near(self, day: float, outlet: int) -> "tuple[Numbers, Numbers, Numbers, int, int, int]":
        """Count the articles around a day.

        Returns the counts of articles with each word in the days of a burst, in the season, and in the days of a burst
        by one outlet; then the counts of all articles in each of these.
        """
        near = self._near.get(day)
        if near is None:
            near = self._near[day] = self._read_near(day)
        is_own = near.outlets == outlet
        own = np.bincount(near.words[is_own[near.owner]], minlength=len(self._distinct))
        return near.now, near.season, own, len(near.outlets), near.articles_season, int(is_own.sum())

    def _read_near(self, day: float) -> "_Near":
        places, stored = self._texts.gather(list_near(self._archive, day, SEASON_DAYS), with_weights=False)
        words, owner = self._find(stored.words, stored.title_lengths + stored.rest_lengths)
        words = np.concatenate([words, self._columns])
        owner = np.concatenate([owner, self._owner + len(places)])
        distance = _measure_distance(np.concatenate([stored.days, self._days]), day)
        outlets = np.concatenate([stored.outlets, self._outlets])
        is_now, is_season = distance <= BURST_DAYS, distance <= SEASON_DAYS
        size = len(self._distinct)
        now, season = (np.bincount(words[chosen[owner]], minlength=size) for chosen in (is_now, is_season))
        number = np.cumsum(is_now) - 1
        inside = is_now[owner]
        return _Near(now, season, int(is_season.sum()), words[inside], number[owner[inside]], outlets[is_now])

    def count_own(self, outlet: int) -> "tuple[Numbers, int]":
        """Count the articles of an outlet with each word, and all of them."""
        if outlet not in self._own:
            places = np.array(self._archive.by_outlet(self._archive.outlet_keys[outlet]).places, dtype=np.int64)
            _, stored = self._texts.gather(places, with_weights=False)
            words, _ = self._find(stored.words, stored.title_lengths + stored.rest_lengths)
            mine = self._columns[self._outlets[self._owner] == outlet]
            counts = np.bincount(np.concatenate([words, mine]), minlength=len(self._distinct))
            self._own[outlet] = counts, len(places)
        return self._own[outlet]

    def count_all(self) -> "Numbers":
        """Count the articles with each word. Articles that are gone count until stories are built from scratch."""
        vocabulary, totals = self._texts.totals
        distinct = self._distinct
        at = np.searchsorted(vocabulary, distinct)
        inside = at < len(vocabulary)
        known = np.zeros(len(distinct), dtype=np.int64)
        found = at[inside]
        known[inside] = np.where(vocabulary[found] == distinct[inside], totals[found], 0)
        return known + np.bincount(self._columns, minlength=len(distinct))

    def _find(self, words: "Numbers", lengths: "Numbers") -> "tuple[Numbers, Numbers]":
        """Return those of some articles' words that are counted, as indexes of `distinct`, and the article of each."""
        distinct = self._distinct
        # Most words are not counted, and looking at 16 bits of a word is ten times as fast as searching for it.
        hits = np.flatnonzero(self._may_be_wanted[words & _LOW_BITS])
        found = words[hits]
        at = np.minimum(np.searchsorted(distinct, found), max(0, len(distinct) - 1))
        is_found = distinct[at] == found if len(distinct) else np.zeros(0, dtype=bool)
        hits = hits[is_found]
        return at[is_found], np.searchsorted(np.cumsum(lengths), hits, "right")


class _Near(NamedTuple):
    """What was counted around a day.

    `now`, `season`, `articles_season`: as in `BurstCounts`. `words`, `owner`: the words in the days of a burst, and the
    article of each. `outlets`: of these articles.
    """

    now: "Numbers"
    season: "Numbers"
    articles_season: int
    words: "Numbers"
    owner: "Numbers"
    outlets: "Numbers"


def _measure_distance(days: "Numbers", day: float) -> "Numbers":
    """Return the number of days from each of some days to another one; 0 between two unknown days."""
    if np.isnan(day):
        return np.where(np.isnan(days), 0.0, np.inf)
    return np.where(np.isnan(days), np.inf, np.abs(days - day))
