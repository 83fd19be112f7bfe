"""Which stories an edition has, with a reason for each article that could be in it.

New is what arrived in the archive after the digest's last edition, whatever date it bears. Pure: the same desk,
digest and arrivals give the same edition.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Literal

from msgspec import Struct

from bot.answers.desk import Desk
from bot.answers.passages import passages
from bot.answers.words import content_of
from bot.coverage.article import Article
from bot.digests.digest import Change, Digest, Edition, Entry

Verdict = Literal["in", "full", "sent", "same-story", "outlet", "topic", "words", "unlinked", "old"]
"""In it; in none for want of room; sent before; of a story that is in it or was sent; not of the outlets, topics or
words asked for; without an address to link to; here before the last edition."""

MOST_CHANGES = 3
MOST_OLD = 5
_LOOKED_AT = 400
_SEARCHED = 20_000
"""Articles of the archive that are looked through for one that a place has not had: some tenths of a second."""


class Had(Struct, frozen=True):
    """What was sent: by the digest, article ids with the headline as it was; and by any, all that its readers had.

    `redated`: those that were sent with a corrected date already.
    """

    sent: Mapping[str, str] = {}
    redated: frozenset[str] = frozenset()
    place: Collection[str] = ()


class Candidate(Struct, frozen=True):
    """An article and what became of it. `beside`: of `same-story`, the article that tells the story or told it."""

    article: Article
    verdict: Verdict
    beside: Article | None = None


class Composed(Struct, frozen=True):
    """An edition, and every article that was considered: those in it first, in its order."""

    edition: Edition
    candidates: tuple[Candidate, ...]


def compose(desk: Desk, digest: Digest, arrived: Sequence[str], had: Had, *, upto: int, now: datetime) -> Composed:
    """The edition of a digest. `arrived`: ids of what is new to it, latest first; `upto`: the batch that they reach to.

    `now` decides nothing but what the archive is asked for on its day.
    """
    wanted = _Wanted(digest)
    candidates: list[Candidate] = []
    stories: dict[int, list[Article]] = {}
    for article in _there(desk, arrived):
        verdict = wanted.verdict(article)
        if verdict is None and article.id in had.sent:
            verdict = "sent"
        if verdict is not None:
            candidates.append(Candidate(article, verdict))
            continue
        stories.setdefault(_story(desk, article), []).append(article)
    entries: list[Entry] = []
    for articles in stories.values():
        told = next((other for other in desk.stories.others(articles[0]) if other.id in had.sent), None)
        if told is not None:
            candidates += [Candidate(article, "same-story", told) for article in articles]
            continue
        entry = entry_of(desk, min(articles, key=_preferred))
        entries.append(entry)
        candidates += [Candidate(one, "same-story", entry.article) for one in articles if one.id != entry.article.id]
    entries.sort(key=_newest if digest.order == "newest" else _covered)
    chosen, rest = entries[: digest.count], entries[digest.count :]
    changes: tuple[Change, ...] = ()
    from_archive = False
    if chosen:
        changes = tuple(_changes(desk, had))
    elif digest.empty == "archive":
        chosen = [entry_of(desk, article) for article in _unread(desk, wanted, had, now)]
        from_archive = bool(chosen)
    edition = Edition(
        entries=tuple(chosen),
        more=len(rest),
        changes=changes,
        from_archive=from_archive,
        is_first=digest.editions == 0,
        since=digest.since,
        upto=upto,
    )
    listed = [*(Candidate(one.article, "in") for one in chosen), *(Candidate(one.article, "full") for one in rest)]
    known = {one.article.id for one in (*listed, *candidates)}
    return Composed(edition, (*listed, *candidates, *_old(desk, wanted, known)))


def entry_of(desk: Desk, article: Article) -> Entry:
    """An article as it stands in an edition, with the others of its story."""
    also = desk.stories.others(article)
    quote = next((one.text for one in passages(article) if one.place == "excerpt"), "")
    return Entry(article, also, quote, len({article.outlet, *(other.outlet for other in also)}))


class _Wanted:
    """What a digest asks for."""

    def __init__(self, digest: Digest) -> None:
        self._outlets, self._topics = frozenset(digest.outlets), frozenset(digest.topics)
        alternatives = (frozenset(content_of(each)) for each in digest.words.split(","))
        self._words = [words for words in alternatives if words]

    def verdict(self, article: Article) -> Verdict | None:
        """Why an article is not wanted; None where it is."""
        if article.url is None:
            return "unlinked"
        if self._outlets and article.outlet not in self._outlets:
            return "outlet"
        if self._topics and self._topics.isdisjoint(article.topics):
            return "topic"
        if self._words:
            said = set(content_of(f"{article.title} {article.excerpt} {' '.join(article.topics)}"))
            if not any(words <= said for words in self._words):
                return "words"
        return None


def _there(desk: Desk, ids: Iterable[str]) -> Iterator[Article]:
    """The articles that the archive still has, each once."""
    seen: set[str] = set()
    for one in ids:
        article = desk.archive.article(one)
        # What is another address of an article now has its id.
        if article is not None and article.id not in seen:
            seen.add(article.id)
            yield article


def _story(desk: Desk, article: Article) -> int:
    place = desk.archive.place(article.id)
    return -1 if place is None else desk.stories.at(place)


def _preferred(article: Article) -> tuple[bool, float, str]:
    """One that can be quoted, then the first report."""
    published = article.published
    return not article.excerpt, published.at.timestamp() if published else float("inf"), article.id


def _newest(entry: Entry) -> tuple[float, str]:
    published = entry.article.published
    return -published.at.timestamp() if published else float("inf"), entry.article.id


def _covered(entry: Entry) -> tuple[int, float, str]:
    return -entry.outlets, *_newest(entry)


def _changes(desk: Desk, had: Had) -> Iterator[Change]:
    """What was sent and says something else now, the last sent first."""
    found = 0
    for one, headline in reversed(list(had.sent.items())):
        article = desk.archive.article(one)
        if article is None:
            continue
        was = headline if headline != article.title else ""
        if was or (article.redated is not None and one not in had.redated):
            yield Change(article, was)
            found += 1
            if found == MOST_CHANGES:
                return


def _unread(desk: Desk, wanted: _Wanted, had: Had, now: datetime) -> Iterator[Article]:
    """One article of the archive whose story the place has not had: of this day in other years, else the newest."""
    read = set(had.place)

    def is_unread(article: Article) -> bool:
        if wanted.verdict(article) is not None or article.id in read:
            return False
        return not any(other.id in read for other in desk.stories.others(article))

    years = range(now.year - 1, desk.archive.oldest.day.year - 1 if desk.archive.oldest else now.year, -1)
    for year in years:
        # There is no 29 February in most years.
        day = now.date().replace(year=year, day=min(now.day, 28) if now.month == 2 else now.day)  # noqa: PLR2004
        for article in desk.archive.between(day, day):
            if is_unread(article):
                yield article
                return
    for article in islice(desk.archive.articles, _SEARCHED):
        if is_unread(article):
            yield article
            return


def _old(desk: Desk, wanted: _Wanted, known: Collection[str]) -> Iterator[Candidate]:
    """The newest of those that were here before, to show why they are not in."""
    found = 0
    for article in islice(desk.archive.articles, _LOOKED_AT):
        if found == MOST_OLD:
            return
        if article.id not in known and wanted.verdict(article) is None:
            found += 1
            yield Candidate(article, "old")
