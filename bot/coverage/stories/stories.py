"""Stories: the articles that report the same event, across outlets; and which stories are near in subject.

The same articles make the same stories, in whatever order they arrive. Stories are stored in a table beside the
archive's. If most of an archive is as it was, its stories are built from the earlier ones: only the articles that the
changes can affect are clustered again, and the result is the same as from scratch.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import sqrt
from typing import NamedTuple

import msgspec

from bot.coverage.archive.archive import Archive, ArticleList
from bot.coverage.article import Article, Moment
from bot.coverage.columns.sequences import ListColumn, build_list_sections
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories import clustering
from bot.coverage.stories.weights import MAX_IDF, WeightedArticles, weigh_words
from bot.coverage.stories.words import TextAnalysis, read_words

_DAY = 86_400
_RELATED_DAYS = 30
_RELATED_SIMILARITY = 0.12
"""Stories are related if they are this similar and at most so many days apart."""
_MAX_RELATED = 10
_MAX_COMPARED = 5_000
"""How many articles an undated story is compared with."""


class Story(NamedTuple):
    """The articles that report one event, oldest first, the undated last. `id` is that of the first article."""

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
    """The stories of an archive. Every article is in exactly one, maybe alone. They do not change."""

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

    def related(self, story: Story) -> tuple[Story, ...]:
        """Return the most similar other stories within a month, the most similar first. Takes some milliseconds."""
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


def build_stories(
    archive: Archive, analysis: TextAnalysis, earlier: tuple[Archive, Table] | None = None
) -> dict[str, Section]:
    """Build the sections of an archive's stories. CPU-bound: some seconds for 25,000 articles from scratch.

    `earlier` is an archive of mostly the same articles, with the table of its stories.
    """
    earlier_archive, earlier_table = earlier or (None, None)
    old_places = archive.unchanged_places(earlier_archive)
    words = read_words(archive, analysis, old_places, earlier_table)
    articles, light = weigh_words(words, analysis.frequencies)
    groups, components = _update_groups(articles, old_places, earlier_table) if earlier_table else _group_all(articles)
    both = (numbers for pair in zip(words.titles, words.rest, strict=True) for numbers in pair)
    return {
        **_build_story_sections(archive, groups),
        **build_list_sections("stories.words", both),
        **build_list_sections("stories.counts", words.counts),
        "stories.component": array("I", components).tobytes(),
        "stories.marks": articles.marks.tobytes(),
        "stories.light": msgspec.msgpack.encode(light),
    }


def _group_all(articles: WeightedArticles) -> tuple[list[list[int]], list[int]]:
    labels, pairs = clustering.find_components(articles)
    return clustering.cluster(articles, labels, pairs), labels.tolist()


def _update_groups(
    articles: WeightedArticles, old_places: Sequence[int], table: Table
) -> tuple[list[list[int]], list[int]]:
    """Return the groups, and the component of each article, from those of the earlier archive.

    Affected are the components that lost an article or have one whose words weigh differently now, and those that such
    an article or a new one is similar to.
    """
    old_numbers, old_components = table.numbers("stories.of"), table.numbers("stories.component")
    old_marks = table.numbers("stories.marks", "Q")
    marks = articles.marks.tolist()
    unchanged = {old for old in old_places if old >= 0}
    changed = [place for place, old in enumerate(old_places) if old < 0 or old_marks[old] != marks[place]]
    affected = {old_components[old] for old in range(len(old_numbers)) if old not in unchanged}
    affected.update(old_components[old_places[place]] for place in changed if old_places[place] >= 0)
    similar = clustering.find_similar(articles, changed)
    affected.update(old_components[old_places[place]] for place in similar if old_places[place] >= 0)
    again = [place for place, old in enumerate(old_places) if old < 0 or old_components[old] in affected]
    components = [old_components[old] if old >= 0 else 0 for old in old_places]
    first_new = max(old_components, default=0) + 1
    kept: dict[int, list[int]] = {}
    excluded = set(again)
    for place, old in enumerate(old_places):
        if place not in excluded:
            kept.setdefault(old_numbers[old], []).append(place)
    groups = list(kept.values())
    if again:
        selected = clustering.select_articles(articles, again)
        labels, pairs = clustering.find_components(selected)
        for place, label in zip(again, labels.tolist(), strict=True):
            components[place] = first_new + label
        groups += [[again[index] for index in group] for group in clustering.cluster(selected, labels, pairs)]
    return groups, components


def _build_story_sections(archive: Archive, groups: Sequence[Sequence[int]]) -> dict[str, Section]:
    """The groups newest first; within a group the oldest first, the undated last."""
    dated = len(archive.table.numbers("days", "q"))
    stories = [
        [
            *sorted((place for place in group if place < dated), reverse=True),
            *sorted(place for place in group if place >= dated),
        ]
        for group in sorted(groups, key=min)
    ]
    numbers = array("I", bytes(4 * len(archive)))
    for number, places in enumerate(stories):
        for place in places:
            numbers[place] = number
    return {**build_list_sections("stories", stories), "stories.of": numbers.tobytes()}


def _compute_cosine(first: Mapping[int, float], second: Mapping[int, float]) -> float:
    shared = sum(weight * second[word] for word, weight in sorted(first.items()) if word in second)
    norms = sum(weight**2 for weight in first.values()) * sum(weight**2 for weight in second.values())
    return shared / sqrt(norms) if norms else 0.0
