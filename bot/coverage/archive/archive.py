"""The archive: every article that the files give, as one frozen value with its lookups made beforehand.

It lies in a `tables.Table`, mapped from a snapshot or in memory: an article is decoded when it is asked for, so that
the text of a million of them need not sit in memory. `bot.coverage.archive.build` makes it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from bot.coverage import urls
from bot.coverage.archive.merging import ArticleMetadata, article_id, format_id
from bot.coverage.article import Article, Moment, Outlet, Problem, Topic
from bot.coverage.columns.sequences import LazySequence, ListColumn, TextColumn, ValueColumn
from bot.coverage.columns.table import Table


class DateConflict(Struct, frozen=True):
    """An article whose records, or whose URL, disagree about its day. `dates`: all that records give, oldest first."""

    article: str
    url: str | None
    dates: tuple[Moment, ...]
    chosen: Moment


class ArchiveSummary(Struct, frozen=True, array_like=True):
    """What an archive says of itself as a whole."""

    outlets: list[Outlet]
    topics: list[Topic]
    files: int
    removed: int
    fingerprint: str
    newest: Moment | None
    oldest: Moment | None


class ArticleList(LazySequence[Article]):
    """Some articles of an archive, each decoded when it is read.

    `column`: all articles of the archive. `places`: the places of these in the archive.
    """

    __slots__ = ("column", "places")

    def __init__(self, column: ValueColumn[Article], places: Sequence[int]) -> None:
        self.column = column
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def _item(self, index: int) -> Article:
        return self.column[self.places[index]]

    def _slice(self, indexes: slice) -> "ArticleList":
        return ArticleList(self.column, self.places[indexes])

    def __iter__(self) -> Iterator[Article]:
        return map(self.column.__getitem__, self.places)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ArticleList | tuple):
            return NotImplemented
        return tuple(self) == (other if isinstance(other, tuple) else tuple(other))

    __hash__ = None  # pyright: ignore[reportAssignmentType]


class Archive:
    """A snapshot of what was reported. It does not change.

    `articles`: those that can be answered from; newest first, undated last, ties by key. `outlets`, `topics`: by key,
    most articles first. `files`: how many were read; `removed`: articles that their files mark as removed.
    `fingerprint`: 12 hex digits of the content. `newest`, `oldest`: first-published dates, None where nothing is dated.
    `metadata`, `keys`, `members`: what each article was made of, by place; see `merging.ArticleMetadata`,
    `identity.Grouped`.
    """

    def __init__(self, table: Table) -> None:
        """`table`: as `bot.coverage.archive.build` makes it. Raises `tables.Damaged` for another."""
        about = table.value("about", ArchiveSummary)
        self.table = table
        self.files = about.files
        self.removed = about.removed
        self.fingerprint = about.fingerprint
        self.newest = about.newest
        self.oldest = about.oldest
        self.outlets: Mapping[str, Outlet] = MappingProxyType({outlet.key: outlet for outlet in about.outlets})
        self.topics: Mapping[str, Topic] = MappingProxyType({topic.key: topic for topic in about.topics})
        self._every: ValueColumn[Article] = ValueColumn(table, "articles", Article)
        self.articles = ArticleList(self._every, range(len(self._every)))
        self.metadata: ValueColumn[ArticleMetadata] = ValueColumn(table, "facts", ArticleMetadata)
        self.keys = TextColumn(table, "keys")
        self.members = ListColumn(table, "members")
        self._numbers = table.numbers("numbers", "Q")
        self._outlet_keys = tuple(self.outlets)
        self._outlet_numbers = {key: number for number, key in enumerate(self.outlets)}
        self._topic_numbers = {key: number for number, key in enumerate(self.topics)}
        self._outlet_of = table.numbers("outlet")
        self._by_outlet = ListColumn(table, "outlet.articles")
        self._by_topic = ListColumn(table, "topic.articles")
        self._groups = ListColumn(table, "copies")
        self._group_of = table.numbers("copies.of")
        self._beside = ListColumn(table, "beside")
        self._days = table.numbers("days", "q")
        self._ids = table.numbers("ids", "Q")
        self._id_places = table.numbers("ids.place")

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        return f"<Archive {self.fingerprint}: {len(self.articles)} articles of {self.files} files>"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files, in the order of paths."""
        return tuple(self.table.value("problems", list[Problem]))

    @property
    def date_conflicts(self) -> tuple[DateConflict, ...]:
        """The articles whose dates disagree, newest first."""
        return tuple(self._conflict(place) for place in self.table.numbers("conflicts"))

    @property
    def duplicates(self) -> tuple[ArticleList, ...]:
        """Groups of articles with the same text, whether of several outlets (copies) or of one."""
        return tuple(ArticleList(self._every, group) for group in self._groups)

    @cached_property
    def days(self) -> frozenset[date]:
        """The days on which anything was first published."""
        return frozenset(date.fromordinal(-day) for day in set(self._days))

    def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        place = self.place(article_id)
        return None if place is None else self.articles[place]

    def place(self, article_id: str) -> int | None:
        """Where in `articles` the one with this id stands."""
        try:
            return self._place(int(article_id, 16))
        except ValueError:
            return None

    def id_of(self, place: int) -> str:
        """The id of the article at this place; the article itself is not decoded for it."""
        return format_id(self._numbers[place])

    def aliases(self) -> Iterator[tuple[str, str]]:
        """The other ids that articles are found under, which their other addresses have; each with the article's."""
        for number, place in zip(self._ids, self._id_places, strict=True):
            if number != self._numbers[place]:
                yield format_id(number), format_id(self._numbers[place])

    def changes(self, later: "Archive") -> tuple[ArticleList, ArticleList]:
        """The articles that are not in a later archive as they are here, and those there that are not here so."""
        here, there = self.table.numbers("digests", "Q"), later.table.numbers("digests", "Q")
        kept, known = set(there), set(here)
        gone = [place for place, digest in enumerate(here) if digest not in kept]
        new = [place for place, digest in enumerate(there) if digest not in known]
        return ArticleList(self._every, gone), ArticleList(later.articles.column, new)

    def by_url(self, url: str) -> Article | None:
        """The article at this address, in any of its forms (AMP, CDN, with tracking parameters)."""
        usable = urls.linkable_url(url)
        return self.article(article_id(urls.canonical_url(usable))) if usable else None

    def by_outlet(self, key: str) -> ArticleList:
        """An outlet's articles, newest first."""
        number = self._outlet_numbers.get(key)
        return ArticleList(self._every, () if number is None else self._by_outlet[number])

    def by_topic(self, key: str) -> ArticleList:
        """A topic's articles, newest first."""
        number = self._topic_numbers.get(key)
        return ArticleList(self._every, () if number is None else self._by_topic[number])

    def outlet_of(self, place: int) -> str:
        """The outlet key of the article at this place; the article itself is not decoded for it."""
        return self._outlet_keys[self._outlet_of[place]]

    def day_of(self, place: int) -> date | None:
        """The day on which the article at this place was first published."""
        return date.fromordinal(-self._days[place]) if place < len(self._days) else None

    def copies(self, article: Article) -> tuple[Article, ...]:
        """The others with the same text, newest first: of other outlets, and reposts of the same outlet."""
        place = self.place(article.id)
        group = 0 if place is None else self._group_of[place]
        return tuple(self.articles[other] for other in self._groups[group - 1] if other != place) if group else ()

    def related_to(self, article: Article) -> ArticleList:
        """What was published as related to it: nested in its records first, then those that it is nested in."""
        place = self.place(article.id)
        return ArticleList(self._every, () if place is None else self._beside[place])

    def between(self, first: date | None, last: date | None) -> ArticleList:
        """Articles first published from `first` to `last`, both included, in UTC; None is an open end.

        Newest first. Undated articles come only where both ends are open.
        """
        if first is None and last is None:
            return self.articles
        start = bisect_left(self._days, -last.toordinal()) if last else 0
        end = bisect_right(self._days, -first.toordinal()) if first else len(self._days)
        return ArticleList(self._every, range(start, end))

    def _place(self, number: int) -> int | None:
        at = bisect_left(self._ids, number)
        return self._id_places[at] if at < len(self._ids) and self._ids[at] == number else None

    def _conflict(self, place: int) -> DateConflict:
        article, facts = self.articles[place], self.metadata[place]
        # Only dated articles are among the conflicts.
        chosen = article.published or facts.moments[0]
        return DateConflict(article.id, article.url, facts.moments, chosen)
