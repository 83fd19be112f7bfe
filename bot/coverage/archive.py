"""The archive: every article that the files give, as one frozen value with its lookups made beforehand.

It depends on what the records say alone: the order of files changes nothing, and the same records have the same
fingerprint on any machine.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from math import inf

import msgspec

from bot.coverage import copies, dates, identity, repair, urls
from bot.coverage.article import Article, Image, Moment, Origin, Outlet, Problem, Record, Topic, Wording
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
        """The others with the same text, of this group that spans several outlets; empty where there are none."""
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


def build(readings: Iterable[Reading]) -> Archive:
    """Make an archive of what files gave. Pure: the same readings in any order make the same archive."""
    readings = list(readings)
    grouped = identity.group([reading.records for reading in readings])
    removed = {key for key, records in grouped.groups.items() if any(record.removed for record in records)}
    ids = {key: article_id(key) for key in sorted(grouped.groups) if key not in removed}

    register = Register()
    found: list[Article] = []
    conflicts: list[DateConflict] = []
    for key, made in ids.items():
        records = sorted(grouped.groups[key], key=_rank)
        related = tuple(ids[other] for other in grouped.related.get(key, ()) if other in ids)
        moments = tuple(sorted({record.published for record in records if record.published}))
        article = _article(key, made, records, moments, related, register)
        found.append(article)
        if article.published and (article.redated or article.dated_by_url):
            conflicts.append(DateConflict(made, article.url, moments, article.published))

    articles = tuple(sorted(found, key=_newest_first))
    by_id = {article.id: article for article in articles}
    by_key = {article.key: article for article in articles}
    for alias, key in grouped.aliases.items():
        if key in by_key:
            by_key.setdefault(alias, by_key[key])
    duplicates = tuple(copies.same_text(articles))
    dated = [article.published for article in articles if article.published]
    outlets, topics = register.outlets(), register.topics()
    return Archive(
        articles=articles,
        outlets=outlets,
        topics=topics,
        problems=tuple(sorted(problem for reading in readings for problem in reading.problems)),
        files=len(readings),
        removed=len(removed),
        fingerprint=_fingerprint(articles, outlets, len(removed)),
        newest=dated[0] if dated else None,
        oldest=dated[-1] if dated else None,
        date_conflicts=tuple(conflicts),
        duplicates=duplicates,
        _by_id=by_id,
        _by_key=by_key,
        _by_outlet=_index((article.outlet, article) for article in articles),
        _by_topic=_index((topic, article) for article in articles for topic in article.topics),
        _copies={article.id: group for group in duplicates if copies.is_spread(group) for article in group},
        _days=[-moment.at.toordinal() for moment in dated],
    )


def article_id(key: str) -> str:
    """The id of the article with this key: 16 hex digits, the same on every machine."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _article(
    key: str,
    made: str,
    records: list[Record],
    moments: tuple[Moment, ...],
    related: tuple[str, ...],
    register: Register,
) -> Article:
    """One article of its records, best first; counts its outlet and topics in the register."""
    url = _shown_url(key, records)
    outlet = urls.host(url) if url else identity.provider_key(records[0])
    register.outlet(
        outlet,
        {record.outlet_name for record in records} - {""},
        {urls.domain(record.outlet_domain) for record in records} - {""},
    )
    spellings: dict[str, set[str]] = {}
    for record in records:
        for name in record.topics:
            spellings.setdefault(repair.fold(name), set()).add(name)
    spellings.pop("", None)
    register.topics_of(spellings)
    wordings = tuple(dict.fromkeys((record.title, record.excerpt) for record in records))
    dated = dates.reconcile(moments, url)
    return Article(
        id=made,
        key=key,
        url=url,
        title=wordings[0][0],
        excerpt=wordings[0][1],
        wordings=tuple(Wording(title, excerpt) for title, excerpt in wordings),
        outlet=outlet,
        published=dated.published,
        redated=dated.redated,
        dated_by_url=dated.dated_by_url,
        topics=tuple(spellings),
        image=_image(records),
        related=related,
        origins=tuple(sorted((record.origin for record in records), key=_place)),
        credit=next((record.outlet_name for record in records if record.outlet_name), ""),
    )


def _shown_url(key: str, records: list[Record]) -> str | None:
    """The records' own address: the plainest form that any of them gives."""
    given = dict.fromkeys(record.url for record in records if record.url)
    if len(given) <= 1:
        return next(iter(given), None)
    return min(
        given,
        key=lambda url: (urls.canonical(url) != key, identity.is_amp(url), not url.startswith("https:"), len(url), url),
    )


def _image(records: list[Record]) -> Image | None:
    return next((record.image for record in records if record.image), None)


def _place(origin: Origin) -> tuple[bool, str, int]:
    return origin.nested, origin.path, origin.line


def _newest_first(article: Article) -> tuple[float, str]:
    return (-article.published.at.timestamp() if article.published else inf, article.key)


def _index(pairs: Iterable[tuple[str, Article]]) -> dict[str, tuple[Article, ...]]:
    lists: dict[str, list[Article]] = {}
    for key, article in pairs:
        lists.setdefault(key, []).append(article)
    return {key: tuple(members) for key, members in lists.items()}


def _fingerprint(articles: tuple[Article, ...], outlets: Mapping[str, Outlet], removed: int) -> str:
    """Over all that a reader could be shown; not over paths, which differ between machines."""
    digest = blake2b(digest_size=6)
    encoder = msgspec.msgpack.Encoder()
    for article in articles:
        digest.update(encoder.encode(msgspec.structs.replace(article, origins=())))
    digest.update(encoder.encode([list(outlets.values()), removed]))
    return digest.hexdigest()


def _rank(record: Record) -> tuple[object, ...]:
    """The record whose wording is shown comes first: complete, main, with the fuller text; then by content alone."""
    return (
        not record.title,
        not record.excerpt,
        record.origin.nested,
        -len(record.excerpt),
        -len(record.title),
        record.title,
        record.excerpt,
        record.url or "",
        record.topics,
        record.image.url if record.image else "~",
    )
