"""The archive: every article that the files give, as one frozen value with its lookups made beforehand.

It depends on what the records say alone: the order of files changes nothing, and the same records have the same
fingerprint on any machine.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from math import inf

import msgspec

from bot.coverage import copies, identity, urls
from bot.coverage.article import Article, Moment, Outlet, Problem, Topic
from bot.coverage.merging import Merged, article_id, merge
from bot.coverage.outlets import Register
from bot.coverage.reading import Reading


class DateConflict(msgspec.Struct, frozen=True):
    """An article whose records, or whose URL, disagree about its day. `dates`: all that records give, oldest first."""

    article: str
    url: str | None
    dates: tuple[Moment, ...]
    chosen: Moment


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Archive:
    """A snapshot of what was reported.

    `articles`: those that can be answered from; newest first, undated last, ties by key. `outlets`, `topics`: by key,
    most articles first. `files`: how many were read; `removed`: articles that their files mark as removed.
    `fingerprint`: 12 hex digits of the content. `duplicates`: groups of articles with the same text, whether of
    several outlets (copies) or of one. `newest`, `oldest`: first-published dates, None where nothing is dated.
    `merged`: by key, what each article was made of; for the next `build`.
    """

    articles: tuple[Article, ...]
    outlets: Mapping[str, Outlet]
    topics: Mapping[str, Topic]
    problems: tuple[Problem, ...]
    files: int
    removed: int
    fingerprint: str
    newest: Moment | None
    oldest: Moment | None
    date_conflicts: tuple[DateConflict, ...]
    duplicates: tuple[tuple[Article, ...], ...]
    merged: Mapping[str, Merged] = field(kw_only=True)
    _by_id: dict[str, Article] = field(kw_only=True)
    _by_key: dict[str, Article] = field(kw_only=True)
    _by_outlet: dict[str, tuple[Article, ...]] = field(kw_only=True)
    _by_topic: dict[str, tuple[Article, ...]] = field(kw_only=True)
    _copies: dict[str, tuple[Article, ...]] = field(kw_only=True)
    _days: list[int] = field(kw_only=True)

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        return f"<Archive {self.fingerprint}: {len(self.articles)} articles of {self.files} files>"

    def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        return self._by_id.get(article_id)

    def by_url(self, url: str) -> Article | None:
        """The article at this address, in any of its forms (AMP, CDN, with tracking parameters)."""
        usable = urls.usable(url)
        return self._by_key.get(urls.canonical(usable)) if usable else None

    def of_outlet(self, key: str) -> tuple[Article, ...]:
        """An outlet's articles, newest first."""
        return self._by_outlet.get(key, ())

    def of_topic(self, key: str) -> tuple[Article, ...]:
        """A topic's articles, newest first."""
        return self._by_topic.get(key, ())

    def copies(self, article: Article) -> tuple[Article, ...]:
        """The others with the same text, newest first: of other outlets, and reposts of the same outlet."""
        return tuple(other for other in self._copies.get(article.id, ()) if other.id != article.id)

    def between(self, first: date | None, last: date | None) -> tuple[Article, ...]:
        """Articles first published from `first` to `last`, both included, in UTC; None is an open end.

        Newest first. Undated articles come only where both ends are open.
        """
        if first is None and last is None:
            return self.articles
        start = bisect_left(self._days, -last.toordinal()) if last else 0
        end = bisect_right(self._days, -first.toordinal()) if first else len(self._days)
        return self.articles[start:end]


def build(readings: Iterable[Reading], problems: Iterable[Problem] = (), *, before: Archive | None = None) -> Archive:
    """Make an archive of what files gave. Pure: the same readings in any order make the same archive.

    `problems`: those that belong to no file that was read, such as a missing folder. `before`: an archive of mostly
    the same readings; articles whose records are unchanged are taken from it, which is quicker and changes no result.
    """
    readings = list(readings)
    grouped = identity.group([reading.records for reading in readings])
    merged, removed = _merged(grouped, before.merged if before else {})
    register = Register()
    for each in merged.values():
        register.outlet(each.article.outlet, each.names, each.domains)
        register.topics_of(each.spellings)

    newest_first = sorted(merged.values(), key=_newest_first)
    articles = tuple(each.article for each in newest_first)
    by_key = {article.key: article for article in articles}
    for alias, key in grouped.aliases.items():
        if key in by_key:
            by_key.setdefault(alias, by_key[key])
    duplicates = tuple(copies.same_text((each.folded, each.article) for each in newest_first))
    dated = [article.published for article in articles if article.published]
    outlets = register.outlets()
    return Archive(
        articles=articles,
        outlets=outlets,
        topics=register.topics(),
        problems=tuple(sorted([*problems, *(problem for reading in readings for problem in reading.problems)])),
        files=len(readings),
        removed=removed,
        fingerprint=_fingerprint(merged, outlets, removed),
        newest=dated[0] if dated else None,
        oldest=dated[-1] if dated else None,
        date_conflicts=tuple(_date_conflicts(merged.values())),
        duplicates=duplicates,
        merged=merged,
        _by_id={article.id: article for article in articles},
        _by_key=by_key,
        _by_outlet=_index((article.outlet, article) for article in articles),
        _by_topic=_index((topic, article) for article in articles for topic in article.topics),
        _copies={article.id: group for group in duplicates for article in group},
        _days=[-moment.at.toordinal() for moment in dated],
    )


def _merged(grouped: identity.Grouped, before: Mapping[str, Merged]) -> tuple[dict[str, Merged], int]:
    """The articles by key, in the order of keys, and how many were removed."""
    ids = {
        key: article_id(key)
        for key in sorted(grouped.groups)
        if not any(record.removed for record in grouped.groups[key])
    }
    merged: dict[str, Merged] = {}
    for key, made in ids.items():
        records = grouped.groups[key]
        related = tuple(ids[other] for other in grouped.related.get(key, ()) if other in ids)
        old = before.get(key)
        # Records of files that were not read again are the very same objects, so this comparison is quick.
        unchanged = old is not None and old.records == records and old.related == related
        merged[key] = old if old is not None and unchanged else merge(key, made, records, related)
    return merged, len(grouped.groups) - len(ids)


def _date_conflicts(merged: Iterable[Merged]) -> Iterator[DateConflict]:
    for each in merged:
        article = each.article
        if article.published and (article.redated or article.dated_by_url):
            yield DateConflict(article.id, article.url, each.moments, article.published)


def _newest_first(merged: Merged) -> tuple[float, str]:
    published = merged.article.published
    return (-published.at.timestamp() if published else inf, merged.article.key)


def _index(pairs: Iterable[tuple[str, Article]]) -> dict[str, tuple[Article, ...]]:
    lists: dict[str, list[Article]] = {}
    for key, article in pairs:
        lists.setdefault(key, []).append(article)
    return {key: tuple(members) for key, members in lists.items()}


def _fingerprint(merged: Mapping[str, Merged], outlets: Mapping[str, Outlet], removed: int) -> str:
    """Over all that a reader could be shown; not over paths, which differ between machines."""
    digest = blake2b(b"".join(each.digest for each in merged.values()), digest_size=6)
    digest.update(msgspec.msgpack.encode([list(outlets.values()), removed]))
    return digest.hexdigest()
