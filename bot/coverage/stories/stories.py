"""Stories: the articles that report the same event, across outlets; and which stories have similar subjects.

The same articles make the same stories, whatever the order in which files are read. Stories are stored in a table
beside the archive's. `bot.coverage.stories.delta` puts a later article into the story that it belongs to.
"""

# NumPy's arrays have no complete types.
# pyright: basic

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from math import sqrt
from typing import Any, NamedTuple

import msgspec

from bot.coverage.archive.archive import Archive, ArticleList
from bot.coverage.article import Article, Moment
from bot.coverage.columns.sequences import ListColumn, build_list_sections, build_value_sections
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories import clustering
from bot.coverage.stories.weights import (
    MAX_IDF,
    STEPS,
    WeightedWords,
    build_sparse_rows,
    find_light_words,
    weigh_words,
)
from bot.coverage.stories.words import NumberedWords, TextAnalysis, read_words

_DAY = 86_400
_RELATED_DAYS = 30
_RELATED_SIMILARITY = 0.12
"""Stories are related if they are this similar and at most this many days apart."""
_MAX_RELATED = 10
_MAX_COMPARED = 5_000
"""How many articles an undated story is compared with."""


class Story(NamedTuple):
    """The articles that report one event, oldest first, undated last. `id` is that of the first article."""

    id: str
    articles: ArticleList

    @property
    def lead(self) -> Article:
        """The first report."""
        return self.articles[0]

    @property
    def first(self) -> Moment | None:
        """When the first report was published; None if no report is dated."""
        return self.articles[0].published

    @property
    def last(self) -> Moment | None:
        """When the last dated report was published; None if no report is dated."""
        return max((moment for article in self.articles if (moment := article.published)), default=None)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The keys of the outlets, in the order of their first reports."""
        return tuple(dict.fromkeys(article.outlet for article in self.articles))


class Stories:
    """The stories of an archive. Every article is in exactly one, perhaps alone. They do not change."""

    def __init__(self, table: Table, archive: Archive) -> None:
        """`table` has the sections that `build_stories` makes for this archive. Raises DamagedTableError."""
        self._archive = archive
        self._members = ListColumn(table, "stories")
        self._numbers = table.numbers("stories.of")
        self._words = ListColumn(table, "stories.words")
        self._light = table.value("stories.light", dict[int, float])

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[Story]:
        """Iterate over the stories, newest first by their last report."""
        return (self._build_story(number) for number in range(len(self._members)))

    def story_of(self, article_id: str) -> Story | None:
        """Return the story of an article; None if the archive has no such article."""
        place = self._archive.place(article_id)
        return None if place is None else self._build_story(self._numbers[place])

    def number_at(self, place: int) -> int:
        """Return the number of the story of the article at this place in the archive."""
        return self._numbers[place]

    def others(self, article: Article) -> tuple[Article, ...]:
        """Return the other articles of an article's story, oldest first."""
        story = self.story_of(article.id)
        return tuple(other for other in story.articles if other.id != article.id) if story else ()

    def has_other_outlets(self, article: Article) -> bool:
        """Tell whether another outlet has an article of the same story. Much faster than to read those articles."""
        place = self._archive.place(article.id)
        members = () if place is None else self._members[self._numbers[place]]
        return any(self._archive.outlet_of(other) != article.outlet for other in members)

    def related(self, story: Story) -> tuple[Story, ...]:
        """Return the most similar other stories within a month, most similar first. Takes a few milliseconds."""
        weights = self._weigh(story.articles.places)
        number = self._numbers[story.articles.places[0]]
        found: list[tuple[float, int]] = []
        for other in sorted({self._numbers[place] for place in self._list_nearby_places(story)} - {number}):
            similarity = _compute_cosine(weights, self._weigh(self._members[other]))
            if similarity >= _RELATED_SIMILARITY:
                found.append((-similarity, other))
        return tuple(self._build_story(other) for _, other in sorted(found)[:_MAX_RELATED])

    def _build_story(self, number: int) -> Story:
        articles = self._archive.select(self._members[number])
        return Story(articles[0].id, articles)

    def _weigh(self, places: Sequence[int]) -> dict[int, float]:
        """Return the weight of each word in the articles at these places."""
        counts: Counter[int] = Counter()
        for place in places:
            counts.update(self._words[2 * place])
            counts.update(self._words[2 * place + 1])
        return {word: count * self._light.get(word, MAX_IDF) for word, count in counts.items()}

    def _list_nearby_places(self, story: Story) -> Iterable[int]:
        """Return the places of the articles within a month; for an undated story, those of the newest articles."""
        if story.first is None or story.last is None:
            return range(min(len(self._archive), _MAX_COMPARED))
        first = datetime.fromtimestamp(story.first.at.timestamp() - _RELATED_DAYS * _DAY, story.first.at.tzinfo)
        last = datetime.fromtimestamp(story.last.at.timestamp() + _RELATED_DAYS * _DAY, story.last.at.tzinfo)
        return self._archive.between(first.date(), last.date()).places


def build_stories(archive: Archive, analysis: TextAnalysis) -> dict[str, Section]:
    """Build the sections of an archive's stories. CPU-bound: a few seconds for 25,000 articles."""
    words = read_words(archive, analysis)
    weighted, totals = weigh_words(words, analysis.frequencies)
    articles = build_sparse_rows(weighted)
    labels = [0] * len(archive)
    for number, group in enumerate(clustering.cluster(articles, *clustering.find_components(articles))):
        for place in group:
            labels[place] = number
    return {
        **number_stories(archive, labels),
        **build_word_sections(words, weighted),
        "stories.light": msgspec.msgpack.encode(find_light_words(totals, len(archive))),
        "stories.vocabulary": totals.words.astype("uint32").tobytes(),
        "stories.totals": totals.counts.astype("uint32").tobytes(),
    }


def build_word_sections(words: NumberedWords, weighted: WeightedWords) -> dict[str, Section]:
    """Build the sections with the words of each article and their weights, in quarters."""
    both = (numbers for pair in zip(words.titles, words.rest, strict=True) for numbers in pair)
    ends = weighted.ends.tolist()
    quarters = [(weights * STEPS).astype("uint8").tobytes() for weights in (weighted.bursts, weighted.plain)]
    contrast = (weighted.contrast * STEPS).astype("uint8").tobytes()
    spans = list(pairwise(ends))
    return {
        **build_list_sections("stories.words", both),
        **build_list_sections("stories.counts", words.counts),
        **build_value_sections("stories.bursts", [quarters[0][start:end] for start, end in spans]),
        **build_value_sections("stories.plain", [quarters[1][start:end] for start, end in spans]),
        **build_value_sections("stories.contrast", [contrast[at : at + 1] for at in range(len(spans))]),
    }


def number_stories(archive: Archive, labels: Any) -> dict[str, Section]:  # noqa: ANN401 - an array
    """Build the sections of the stories: newest story first; within a story, oldest article first, undated last.

    `labels`: a small number for each article; the articles of a story have the same.
    """
    import numpy as np  # noqa: PLC0415

    dated, size = len(archive.table.numbers("days", "q")), len(archive)
    places = np.arange(size, dtype=np.int32)
    labels = np.asarray(labels, dtype=np.int64)
    # Stories are numbered by their first places.
    first = np.full(int(labels.max(initial=-1)) + 1, size, dtype=np.int32)
    first[labels[::-1]] = places[::-1]
    is_first = first[labels] == places
    ranks = np.cumsum(is_first, dtype=np.int32) - 1
    numbers = ranks[first[labels]].astype(np.uint32)
    oldest_first = np.concatenate([places[:dated][::-1], places[dated:]])
    order = oldest_first[np.argsort(numbers[oldest_first], kind="stable")]
    return {
        "stories": order.astype(np.uint32).tobytes(),
        "stories.ends": np.cumsum(np.bincount(numbers)).astype(np.uint64).tobytes(),
        "stories.of": numbers.tobytes(),
    }


def _compute_cosine(first: Mapping[int, float], second: Mapping[int, float]) -> float:
    shared = sum(weight * second[word] for word, weight in sorted(first.items()) if word in second)
    norms = sum(weight**2 for weight in first.values()) * sum(weight**2 for weight in second.values())
    return shared / sqrt(norms) if norms else 0.0
