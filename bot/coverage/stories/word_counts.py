"""Counts how many articles have each word of some articles: around a day, from an outlet, and in all."""

# SciPy has no type information, so its results can't be checked in strict mode.
# pyright: basic

from collections.abc import Iterator
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


_SLOTS = (1 << 18) - 1
"""A word is looked for in the slot that these bits of it name. Searching an array in order takes ten times as long."""
_ARTICLES_AT_ONCE = 4_000
"""How many articles are read at a time, so that little memory is needed."""
_NOTHING = np.zeros(0, dtype=np.int64)


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
        titles: Numbers = np.array([len(title) for title in words.titles], dtype=np.int64)
        rest: Numbers = np.array([len(each) for each in words.rest], dtype=np.int64)
        pairs = zip(words.titles, words.rest, strict=True)
        flat: Numbers = np.array([word for pair in pairs for part in pair for word in part], dtype=np.uint32)
        days: Numbers = np.array(words.days, dtype=np.float64)
        outlets: Numbers = np.array(words.outlets, dtype=np.int64)
        added = len(titles)
        if stored is not None:
            flat = np.concatenate([flat, stored.words])
            titles = np.concatenate([titles, stored.title_lengths])
            rest = np.concatenate([rest, stored.rest_lengths])
            days = np.concatenate([days, stored.days])
            outlets = np.concatenate([outlets, stored.outlets])
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
        self._archive, self._texts = archive, texts
        self._size, self._numbers = len(words.distinct), _WordNumbers(words.distinct)
        is_added = words.owner < words.added
        self._added = _Hits(
            words.columns[is_added], words.owner[is_added], words.days[: words.added], words.outlets[: words.added]
        )
        self._total = _count_stored(texts, words.distinct) + self._count(self._added.words)
        self._by_day: dict[int, tuple[Numbers, int]] = {}
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
        own = self._count(_NOTHING)
        for hits in near.hits:
            own += self._count(hits.words[(hits.outlets == outlet)[hits.owner]])
        own_articles = sum(int((hits.outlets == outlet).sum()) for hits in near.hits)
        return near.now, near.season, own, near.articles_now, near.articles_season, own_articles

    def count_own(self, outlet: int) -> "tuple[Numbers, int]":
        """Count the articles of an outlet with each word, and all of them."""
        if outlet not in self._own:
            places = np.array(self._archive.by_outlet(self._archive.outlet_keys[outlet]).places, dtype=np.int64)
            counts = sum((self._count(hits.words) for hits in self._read(places)), start=self._count(_NOTHING))
            mine = (self._added.outlets == outlet)[self._added.owner]
            self._own[outlet] = counts + self._count(self._added.words[mine]), len(places)
        return self._own[outlet]

    def count_all(self) -> "Numbers":
        """Count the articles with each word. Articles that are gone count until stories are built from scratch."""
        return self._total

    def _count(self, words: "Numbers") -> "Numbers":
        return np.bincount(words, minlength=self._size)

    def _read_near(self, day: float) -> "_Near":
        distance = _measure_distance(self._added.days, day)
        hits = [*self._read(list_near(self._archive, day, BURST_DAYS)), self._added.select(distance <= BURST_DAYS)]
        now = sum((self._count(each.words) for each in hits), start=self._count(_NOTHING))
        articles_now = sum(len(each.days) for each in hits)
        if np.isnan(day):
            return _Near(now, now, articles_now, articles_now, hits)
        season, articles_season = self._count_days(int(day) - SEASON_DAYS, int(day) + SEASON_DAYS)
        added = self._added.select(distance <= SEASON_DAYS)
        return _Near(now, season + self._count(added.words), articles_now, articles_season + len(added.days), hits)

    def _count_days(self, first: int, last: int) -> "tuple[Numbers, int]":
        """Count the stored articles of some days with each word, and all of them."""
        is_unread = np.array([day not in self._by_day for day in range(first, last + 1)])
        if is_unread.any():
            middle, half = (first + last) / 2, (last - first) / 2
            places = list_near(self._archive, middle, half)
            days = self._texts.days[places].astype(np.int64) - first
            counts, articles = np.zeros((len(is_unread), self._size), dtype=np.int64), np.zeros(len(is_unread), int)
            for hits in self._read(places[is_unread[days]]):
                days = hits.days.astype(np.int64) - first
                counts += np.bincount(days[hits.owner] * self._size + hits.words, minlength=counts.size).reshape(
                    counts.shape
                )
                articles += np.bincount(days, minlength=len(articles))
            for index in np.flatnonzero(is_unread).tolist():
                self._by_day[first + index] = counts[index].astype(np.uint32), int(articles[index])
        read = [self._by_day[day] for day in range(first, last + 1)]
        return sum((counts for counts, _ in read), start=self._count(_NOTHING)), sum(count for _, count in read)

    def _read(self, places: "Numbers") -> "Iterator[_Hits]":
        """Yield the counted words of the stored articles at some places, some articles at a time."""
        for start in range(0, len(places), _ARTICLES_AT_ONCE):
            _, stored = self._texts.gather(places[start : start + _ARTICLES_AT_ONCE], with_weights=False)
            lengths = stored.title_lengths + stored.rest_lengths
            hits, words = self._numbers.find(stored.words)
            owner = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[hits]
            yield _Hits(words, owner, stored.days, stored.outlets)


class _WordNumbers:
    """The number of each of some words, which are in order. Finds many at once, most of which have none."""

    def __init__(self, distinct: "Numbers") -> None:
        numbers = np.arange(len(distinct), dtype=np.int32)
        slots = distinct & _SLOTS
        self._distinct = distinct
        self._slots = np.full(_SLOTS + 1, -1, dtype=np.int32)
        self._slots[slots] = numbers
        self._others = numbers[self._slots[slots] != numbers]
        """The numbers of words whose slot another word has taken."""

    def find(self, words: "Numbers") -> "tuple[Numbers, Numbers]":
        """Return the indexes of the words that have a number, and their numbers."""
        numbers = self._slots[words & _SLOTS]
        hits = np.flatnonzero(numbers >= 0)
        numbers, words = numbers[hits], words[hits]
        is_found = self._distinct[numbers] == words
        if len(self._others):
            wrong = np.flatnonzero(~is_found)
            at = np.minimum(np.searchsorted(self._distinct[self._others], words[wrong]), len(self._others) - 1)
            numbers[wrong] = self._others[at]
            is_found[wrong] = self._distinct[numbers[wrong]] == words[wrong]
        return hits[is_found], numbers[is_found]


class _Hits(NamedTuple):
    """The counted words of some articles, the article of each, and the days and outlets of the articles."""

    words: "Numbers"
    owner: "Numbers"
    days: "Numbers"
    outlets: "Numbers"

    def select(self, chosen: "Numbers") -> "_Hits":
        """Return the articles that are chosen."""
        inside = chosen[self.owner]
        owner = (np.cumsum(chosen) - 1)[self.owner[inside]]
        return _Hits(self.words[inside], owner, self.days[chosen], self.outlets[chosen])


class _Near(NamedTuple):
    """What was counted around a day: as in `BurstCounts`. `hits`: of the articles in the days of a burst."""

    now: "Numbers"
    season: "Numbers"
    articles_now: int
    articles_season: int
    hits: list[_Hits]


def _count_stored(texts: StoredTexts, distinct: "Numbers") -> "Numbers":
    """Count the articles with each word when stories were last built from scratch."""
    vocabulary, totals = texts.totals
    at = np.searchsorted(vocabulary, distinct)
    inside = at < len(vocabulary)
    known = np.zeros(len(distinct), dtype=np.int64)
    found = at[inside]
    known[inside] = np.where(vocabulary[found] == distinct[inside], totals[found], 0)
    return known


def _measure_distance(days: "Numbers", day: float) -> "Numbers":
    """Return the number of days from each of some days to another one; 0 between two unknown days."""
    if np.isnan(day):
        return np.where(np.isnan(days), 0.0, np.inf)
    return np.where(np.isnan(days), np.inf, np.abs(days - day))
