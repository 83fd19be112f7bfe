"""Stories: the articles that tell of the same event, across outlets; and, looser, those that are near in subject.

The same articles make the same stories, whatever the order they came in. They lie in a table beside the archive's, and
an archive that is mostly the same begins from the stories of the one before: only what the changed articles can have
touched is clustered again, with the same outcome.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import nan, sqrt
from typing import NamedTuple
from zlib import crc32

import msgspec

from bot.coverage.archive.archive import Archive, ArticleList
from bot.coverage.article import Article, Moment
from bot.coverage.columns.sequences import ListColumn, list_sections
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories import clustering
from bot.coverage.stories.clustering import ArticleWords, WeightedArticles

Analyze = Callable[[str], Iterable[str]]
"""A text's words that say something, in their basic forms."""

_DAY = 86_400
_NEAR_DAYS = 30
_RELATED = 0.12
_MOST_RELATED = 10
_MOST_LOOKED_AT = 5_000
"""Days, and the likeness, within which stories are related coverage; how many are told; articles that are
looked at where no date narrows them down."""


class Story(NamedTuple):
    """Articles that tell of one event, oldest first, the undated last. `id`: of the first of them."""

    id: str
    articles: ArticleList

    @property
    def lead(self) -> Article:
        """The first report."""
        return self.articles[0]

    @property
    def first(self) -> Moment | None:
        """When the first report came; None where none is dated."""
        return self.articles[0].published

    @property
    def last(self) -> Moment | None:
        """When the last dated report came."""
        return max((moment for article in self.articles if (moment := article.published)), default=None)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The keys of the outlets, in the order of their first reports."""
        return tuple(dict.fromkeys(article.outlet for article in self.articles))


class Stories:
    """The stories of an archive; every article is in one, alone or not. It does not change."""

    def __init__(self, table: Table, archive: Archive) -> None:
        """`table`: with the sections that `build_stories` makes for this archive. Raises `table.Damaged`."""
        self._archive = archive
        self._members = ListColumn(table, "stories")
        self._of = table.numbers("stories.of")
        self._said = ListColumn(table, "stories.said")
        self._light = table.value("stories.light", dict[int, float])

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[Story]:
        """Newest first, by the last report."""
        return (self._story(number) for number in range(len(self._members)))

    def story_of(self, article_id: str) -> Story | None:
        """The story that an article is in; None where the archive has no such article."""
        place = self._archive.place(article_id)
        return None if place is None else self._story(self._of[place])

    def number_at(self, place: int) -> int:
        """The number of the story that the article at this place of the archive is in."""
        return self._of[place]

    def others(self, article: Article) -> tuple[Article, ...]:
        """The other articles of an article's story, oldest first."""
        story = self.story_of(article.id)
        return tuple(other for other in story.articles if other.id != article.id) if story else ()

    def related(self, story: Story) -> tuple[Story, ...]:
        """The nearest other stories in subject, within a month, nearest first. Some milliseconds."""
        mine = _weights(self._words(story.articles.places), self._light)
        number = self._of[story.articles.places[0]]
        found: list[tuple[float, int]] = []
        for other in sorted({self._of[place] for place in self._around(story)} - {number}):
            likeness = _cosine(mine, _weights(self._words(self._members[other]), self._light))
            if likeness >= _RELATED:
                found.append((-likeness, other))
        return tuple(self._story(other) for _, other in sorted(found)[:_MOST_RELATED])

    def _story(self, number: int) -> Story:
        places = self._members[number]
        articles = ArticleList(self._archive.articles.column, places)
        return Story(articles[0].id, articles)

    def _words(self, places: Sequence[int]) -> list[Sequence[int]]:
        return [word for place in places for word in (self._said[2 * place], self._said[2 * place + 1])]

    def _around(self, story: Story) -> Iterable[int]:
        """The places of articles of the same month; for an undated story, of the newest."""
        if story.first is None or story.last is None:
            return range(min(len(self._archive), _MOST_LOOKED_AT))
        first = datetime.fromtimestamp(story.first.at.timestamp() - _NEAR_DAYS * _DAY, story.first.at.tzinfo)
        last = datetime.fromtimestamp(story.last.at.timestamp() + _NEAR_DAYS * _DAY, story.last.at.tzinfo)
        return self._archive.between(first.date(), last.date()).places


def build_stories(
    archive: Archive, analyze: Analyze, before: tuple[Archive, Table] | None = None
) -> dict[str, Section]:
    """The sections of an archive's stories. CPU-bound: about a second for 25,000 articles from nothing.

    `before`: an archive that is mostly the same, and the table of its stories.
    """
    same = _same(archive, before[0]) if before else [-1] * len(archive)
    said = _said(archive, analyze, same, before[1] if before else None)
    pieces, light = clustering.weight_words(said)
    again = _again(pieces, light, same, before[1]) if before else None
    groups, components = again or _from_nothing(pieces)
    return {
        **_members(archive, groups),
        **list_sections("stories.said", (words for pair in zip(said.titles, said.rest, strict=True) for words in pair)),
        **list_sections("stories.figures", said.figures),
        "stories.component": array("I", components).tobytes(),
        "stories.light": msgspec.msgpack.encode(light),
    }


def _same(archive: Archive, was: Archive) -> list[int]:
    """For each article its place in the archive before, where it is as it was then; else -1."""
    known = {digest: place for place, digest in enumerate(was.table.numbers("digests", "Q"))}
    return [known.get(digest, -1) for digest in archive.table.numbers("digests", "Q")]


def _said(archive: Archive, analyze: Analyze, same: Sequence[int], table: Table | None) -> ArticleWords:
    titles: list[Sequence[int]] = []
    rest: list[Sequence[int]] = []
    figures: list[Sequence[int]] = []
    old_said = ListColumn(table, "stories.said") if table else ()
    old_figures = ListColumn(table, "stories.figures") if table else ()
    for place, old in enumerate(same):
        if old >= 0:
            titles.append(old_said[2 * old])
            rest.append(old_said[2 * old + 1])
            figures.append(old_figures[old])
            continue
        article = archive.articles[place]
        in_title = dict.fromkeys(analyze(article.title))
        numbers = [word for word in in_title if word[0].isdigit()]
        words = [word for word in in_title if not word[0].isdigit()]
        titles.append([_mark(word) for word in in_title])
        rest.append([_mark(word) for word in dict.fromkeys(analyze(article.excerpt)) if word not in in_title])
        figures.append([_mark(" ".join(sorted(words))), _mark(" ".join(sorted(numbers)))] if numbers else [])
    days = [float(-day) for day in archive.table.numbers("days", "q")]
    return ArticleWords(titles, rest, figures, [*days, *(nan for _ in range(len(archive) - len(days)))])


@lru_cache(maxsize=131_072)
def _mark(word: str) -> int:
    """A number for a word; two words that share one are rare enough to do no harm."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _from_nothing(pieces: WeightedArticles) -> tuple[list[list[int]], list[int]]:
    labels, pairs = clustering.find_components(pieces)
    return clustering.cluster(pieces, labels, pairs), labels.tolist()


def _again(
    pieces: WeightedArticles, light: Mapping[int, float], same: Sequence[int], table: Table
) -> tuple[list[list[int]], list[int]] | None:
    """The groups, and the component of each article, from those before; None where a frequent word weighs otherwise
    now, which touches nearly everything."""
    if table.value("stories.light", dict[int, float]) != light:
        return None
    old_of, old_component = table.numbers("stories.of"), table.numbers("stories.component")
    now = {old: place for place, old in enumerate(same) if old >= 0}
    changed = [place for place, old in enumerate(same) if old < 0]
    touched = {old_component[old] for old in range(len(old_of)) if old not in now}
    touched.update(old_component[same[place]] for place in clustering.find_similar(pieces, changed) if same[place] >= 0)
    dirty = [place for place, old in enumerate(same) if old < 0 or old_component[old] in touched]
    components = [old_component[old] if old >= 0 else 0 for old in same]
    beyond = max(old_component, default=0) + 1
    groups: dict[int, list[int]] = {}
    anew = set(dirty)
    for place, old in enumerate(same):
        if place not in anew:
            groups.setdefault(old_of[old], []).append(place)
    made = list(groups.values())
    if dirty:
        some = clustering.select_rows(pieces, dirty)
        labels, pairs = clustering.find_components(some)
        for place, label in zip(dirty, labels.tolist(), strict=True):
            components[place] = beyond + label
        made += [[dirty[at] for at in group] for group in clustering.cluster(some, labels, pairs)]
    return made, components


def _members(archive: Archive, groups: Sequence[Sequence[int]]) -> dict[str, Section]:
    """The groups newest first; within each the oldest first, the undated last."""
    dated = len(archive.table.numbers("days", "q"))
    ordered = [
        [*sorted((one for one in group if one < dated), reverse=True), *sorted(one for one in group if one >= dated)]
        for group in sorted(groups, key=min)
    ]
    of = array("I", bytes(4 * len(archive)))
    for number, group in enumerate(ordered):
        for place in group:
            of[place] = number
    return {**list_sections("stories", ordered), "stories.of": of.tobytes()}


def _weights(words: Iterable[Iterable[int]], light: Mapping[int, float]) -> dict[int, float]:
    """What each word of a story weighs."""
    counts = Counter(word for some in words for word in some)
    return {word: count * light.get(word, clustering.MAX_IDF) for word, count in counts.items()}


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    shared = sum(weight * other[word] for word, weight in sorted(one.items()) if word in other)
    norms = sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values())
    return shared / sqrt(norms) if norms else 0.0
