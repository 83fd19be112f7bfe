"""The archive: every article that the files give, with its indexes, as one value that does not change.

An archive is a view of a `Table`, in memory or mapped from a snapshot. An article is decoded when it is read, so the
text of a million articles does not fill the memory. `bot.coverage.archive.build` makes the table.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from bot.coverage import urls
from bot.coverage.archive.merging import ArticleMetadata, build_article_id, format_id
from bot.coverage.article import Article, Moment, Outlet, Problem, Topic, Withdrawal
from bot.coverage.columns.sequences import LazySequence, ListColumn, TextColumn, ValueColumn
from bot.coverage.columns.table import Table


class DateConflict(Struct, frozen=True):
    """An article whose records and URL give different days. `dates` has all of the records' dates, oldest first.

    `article` is its id and `url` its URL; `chosen` is the date that counts.
    """

    article: str
    url: str | None
    dates: tuple[Moment, ...]
    chosen: Moment


class ArchiveSummary(Struct, frozen=True, array_like=True):
    """What an archive stores about itself as a whole; `Archive` explains the fields."""

    outlets: list[Outlet]
    topics: list[Topic]
    files: int
    removed: int
    fingerprint: str
    newest: Moment | None
    oldest: Moment | None


class ArticleList(LazySequence[Article]):
    """Some articles of an archive, each decoded when it is read.

    `column` holds all articles of the archive; `places` are the indexes of these articles in it.
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
    """All articles of a corpus. It does not change.

    `articles`: the articles that can be used in answers, newest first, undated ones last; equal dates are ordered by
    key. An article's index in this list is its place.
    `outlets`, `topics`: by key, the ones with the most articles first.
    `files`: how many files were read. `removed`: how many articles are left out because a file marks them as removed.
    `fingerprint`: 12 hex digits that identify the content.
    `newest`, `oldest`: dates of first publication; None if no article is dated.
    `outlet_keys`, `topic_keys`: in the order of their numbers in the table's columns; some may have no articles.
    `metadata`, `keys`, `members`: by place, what each article was made from; `members` as in `grouping.RecordGroups`.
    """

    def __init__(self, table: Table) -> None:
        """`table` is made by `bot.coverage.archive.build`. Raises DamagedTableError if it is another kind of table."""
        summary = table.value("about", ArchiveSummary)
        self.table = table
        self.files = summary.files
        self.removed = summary.removed
        self.fingerprint = summary.fingerprint
        self.newest = summary.newest
        self.oldest = summary.oldest
        self.outlets: Mapping[str, Outlet] = MappingProxyType({outlet.key: outlet for outlet in summary.outlets})
        self.topics: Mapping[str, Topic] = MappingProxyType({topic.key: topic for topic in summary.topics})
        self._column: ValueColumn[Article] = ValueColumn(table, "articles", Article)
        self.articles = ArticleList(self._column, range(len(self._column)))
        self.metadata: ValueColumn[ArticleMetadata] = ValueColumn(table, "metadata", ArticleMetadata)
        self.keys = TextColumn(table, "keys")
        self.members = ListColumn(table, "members")
        self._numbers = table.numbers("numbers", "Q")
        self.outlet_keys = tuple(table.value("outlet keys", list[str]))
        self.topic_keys = tuple(table.value("topic keys", list[str]))
        self._outlet_numbers = {key: number for number, key in enumerate(self.outlet_keys)}
        self._topic_numbers = {key: number for number, key in enumerate(self.topic_keys)}
        self._outlet_of = table.numbers("outlet")
        self._by_outlet = ListColumn(table, "outlet.articles")
        self._by_topic = ListColumn(table, "topic.articles")
        self._copies = ListColumn(table, "copies")
        self._copies_of = table.numbers("copies.of")
        self._related = ListColumn(table, "related.places")
        self._days = table.numbers("days", "q")
        self._ids = table.numbers("ids", "Q")
        self._id_places = table.numbers("ids.place")

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        return f"<Archive {self.fingerprint}: {len(self.articles)} articles of {self.files} files>"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files, ordered by path."""
        return tuple(self.table.value("problems", list[Problem]))

    @property
    def date_conflicts(self) -> tuple[DateConflict, ...]:
        """The articles with conflicting dates, newest first."""
        return tuple(self._build_conflict(place) for place in self.table.numbers("conflicts"))

    @property
    def duplicates(self) -> tuple[ArticleList, ...]:
        """Groups of articles with the same text, from several outlets (copies) or from one (reposts)."""
        return tuple(self.select(places) for places in self._copies)

    @cached_property
    def withdrawals(self) -> Mapping[int, Withdrawal]:
        """The articles that are left out because a file marks them as removed, by each of their ids as a number."""
        return self.table.value("withdrawals", dict[int, Withdrawal])

    def get_withdrawal(self, article_id: str) -> Withdrawal | None:
        """Return what is known about a withdrawn article; None if the article with this id was not withdrawn."""
        try:
            return self.withdrawals.get(int(article_id, 16))
        except ValueError:
            return None

    @cached_property
    def days(self) -> frozenset[date]:
        """The days on which at least one article was first published."""
        return frozenset(date.fromordinal(-day) for day in set(self._days))

    def select(self, places: Sequence[int]) -> ArticleList:
        """Return the articles at these places, in this order."""
        return ArticleList(self._column, places)

    def article(self, article_id: str) -> Article | None:
        """Return the article with this id, or None."""
        place = self.place(article_id)
        return None if place is None else self.articles[place]

    def place(self, article_id: str) -> int | None:
        """Return the place of the article with this id, or None."""
        try:
            return self._find_place(int(article_id, 16))
        except ValueError:
            return None

    def id_of(self, place: int) -> str:
        """Return the id of the article at this place, without decoding the article."""
        return format_id(self._numbers[place])

    def number_of(self, place: int) -> int:
        """Return the id of the article at this place as a number."""
        return self._numbers[place]

    def place_of_number(self, number: int) -> int | None:
        """Return the place of the article whose id is this number. Aliases are not looked up."""
        place = self._find_place(number)
        return place if place is not None and self._numbers[place] == number else None

    def aliases(self) -> Iterator[tuple[str, str]]:
        """Yield the additional ids under which articles are found, each with the article's own id.

        An alias is the id that another URL of the article would have.
        """
        for number, place in zip(self._ids, self._id_places, strict=True):
            if number != self._numbers[place]:
                yield format_id(number), format_id(self._numbers[place])

    def changes(self, later: "Archive") -> tuple[ArticleList, ArticleList]:
        """Compare with a later archive. Return the articles that are gone from it, and those that are new in it.

        An article that was changed is in both lists.
        """
        here, there = self.table.numbers("digests", "Q"), later.table.numbers("digests", "Q")
        digests_here, digests_there = set(here), set(there)
        gone = [place for place, digest in enumerate(here) if digest not in digests_there]
        new = [place for place, digest in enumerate(there) if digest not in digests_here]
        return self.select(gone), later.select(new)

    def find_unchanged_places(self, earlier: "Archive | None") -> list[int]:
        """Return, for each article, its place in an earlier archive; -1 if the article is new or was changed.

        Without an earlier archive, all articles are new.
        """
        if earlier is None:
            return [-1] * len(self)
        places = {digest: place for place, digest in enumerate(earlier.table.numbers("digests", "Q"))}
        return [places.get(digest, -1) for digest in self.table.numbers("digests", "Q")]

    def by_url(self, url: str) -> Article | None:
        """Return the article with this URL, in any of its forms (AMP, CDN, with tracking parameters), or None."""
        linkable = urls.clean_url(url)
        return self.article(build_article_id(urls.canonicalize_url(linkable))) if linkable else None

    def by_outlet(self, key: str) -> ArticleList:
        """Return an outlet's articles, newest first."""
        number = self._outlet_numbers.get(key)
        return self.select(() if number is None else self._by_outlet[number])

    def by_topic(self, key: str) -> ArticleList:
        """Return a topic's articles, newest first."""
        number = self._topic_numbers.get(key)
        return self.select(() if number is None else self._by_topic[number])

    def outlet_of(self, place: int) -> str:
        """Return the outlet key of the article at this place, without decoding the article."""
        return self.outlet_keys[self._outlet_of[place]]

    def day_of(self, place: int) -> date | None:
        """Return the day on which the article at this place was first published; None if it is undated."""
        return date.fromordinal(-self._days[place]) if place < len(self._days) else None

    def copies(self, article: Article) -> tuple[Article, ...]:
        """Return the other articles with the same text, newest first: copies in other outlets, and reposts."""
        place = self.place(article.id)
        return () if place is None else self.copies_at(place)

    def copies_at(self, place: int) -> tuple[Article, ...]:
        """Return the copies of the article at this place, as `copies` does. To find the place takes longer."""
        number = self._copies_of[place]
        return tuple(self.articles[other] for other in self._copies[number - 1] if other != place) if number else ()

    def related_to(self, article: Article) -> ArticleList:
        """Return the articles published as related: those nested in its records, then those in whose records it is."""
        place = self.place(article.id)
        return self.select(() if place is None else self._related[place])

    def between(self, first: date | None, last: date | None) -> ArticleList:
        """Return the articles first published from `first` to `last`, both included, in UTC, newest first.

        None leaves an end open. Undated articles are included only if both ends are open.
        """
        if first is None and last is None:
            return self.articles
        start = bisect_left(self._days, -last.toordinal()) if last else 0
        end = bisect_right(self._days, -first.toordinal()) if first else len(self._days)
        return self.select(range(start, end))

    def _find_place(self, number: int) -> int | None:
        index = bisect_left(self._ids, number)
        return self._id_places[index] if index < len(self._ids) and self._ids[index] == number else None

    def _build_conflict(self, place: int) -> DateConflict:
        article, metadata = self.articles[place], self.metadata[place]
        # Only dated articles have conflicts, so `published` is never None here.
        chosen = article.published or metadata.moments[0]
        return DateConflict(article.id, article.url, metadata.moments, chosen)
