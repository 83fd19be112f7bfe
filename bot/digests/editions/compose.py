"""Composes an edition: which stories are in it, and for each article that was considered, why it is in or out.

An article is new if it arrived in the archive after the digest's last edition, whatever its date. Composing is pure:
the same desk, digest and arrivals give the same edition. Articles are compared by their places in the archive, not by
their ids, because an article that was sent under one id may have another by now.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from itertools import islice
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.answers.browse.continuations import choose_continuation
from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.coverage.dates import get_newest_first_key
from bot.digests.digest import ArticleChange, Digest, Edition, EditionEntry
from bot.digests.editions.excerpts import build_entry, choose_article, choose_quote
from bot.digests.editions.matching import DigestFilter, Mismatch
from bot.digests.editions.steps import find_posts

CandidateStatus = Literal["in", "reply", "full", "sent", "same-story", "old", Mismatch]
"""`in`: in the edition. `reply`: in the edition, as later coverage of a story that has a post. `full`: the edition had
no room. `sent`: the digest sent it before. `same-story`: another article of its story is in the edition or was sent
before, and this one adds nothing new. `old`: it arrived before the last edition. The others: the digest does not ask
for it."""

MAX_STORIES = 10
"""The most stories in an edition, whatever the digest asks for. People don't read more, and a Discord message can't
hold more."""

MAX_REPLIES = 10
"""The most posts to which an edition adds later coverage."""

MAX_CHANGES = 3
MAX_OLD = 5
_MAX_OLD_SEARCHED = 400


class SentBefore(Struct, frozen=True):
    """What was sent before an edition.

    `headlines`: by article id, the headline that the digest sent, in the order of sending. `redated`: ids of the
    articles whose date was already corrected when they were sent. `posts`: by article id, its forum post. `shown`: ids
    of the articles whose messages are edited if the headline changes. `received`: ids of all articles that the digest's
    readers got from any digest.
    """

    headlines: Mapping[str, str] = {}
    redated: frozenset[str] = frozenset()
    posts: Mapping[str, int] = {}
    shown: Collection[str] = ()
    received: Collection[str] = ()


class EditionCandidate(Struct, frozen=True):
    """An article that was considered for an edition.

    `representative`: for `same-story`, the article that represents the story.
    """

    article: Article
    status: CandidateStatus
    representative: Article | None = None


class ComposedEdition(Struct, frozen=True):
    """An edition, and every article that was considered.

    `candidates`: first the articles in the edition, in its order; then those that did not fit; then the other new ones,
    newest first; finally some older ones.
    """

    edition: Edition
    candidates: tuple[EditionCandidate, ...]


def compose_edition(
    desk: Desk,
    digest: Digest,
    arrived: Iterable[str],
    sent_before: SentBefore,
    *,
    upto: int,
    now: datetime,
    is_forum: bool = False,
) -> ComposedEdition:
    """Compose the edition of a digest.

    `arrived`: ids of the articles that are new to it. `upto`: their last batch. `now`: only decides which day "on this
    day" is, if the edition takes a story from the archive. `is_forum`: whether to send later coverage of stories that
    have a post, too.
    """
    digest_filter, history = DigestFilter(desk, digest), _History(desk, sent_before)
    rejected: dict[int, EditionCandidate] = {}
    stories: dict[int, dict[int, Article]] = {}
    later: dict[int, dict[int, Article]] = {}
    for place in _find_places(desk, arrived):
        article = desk.archive.articles[place]
        status = digest_filter.find_mismatch(place, article) or ("sent" if place in history.headlines else None)
        if status is not None:
            rejected[place] = EditionCandidate(article, status)
        elif (number := desk.stories.number_at(place)) in history.posts and is_forum:
            later.setdefault(number, {})[place] = article
        else:
            stories.setdefault(number, {})[place] = article
    new: list[_NewStory] = []
    for number, articles in stories.items():
        sent = history.get_article(number) if number in history.representatives else None
        story = _choose_article(desk, articles) if sent is None else _find_continuation(desk, articles, sent)
        if story is None:
            rejected.update(
                (place, EditionCandidate(article, "same-story", sent)) for place, article in articles.items()
            )
            continue
        new.append(story)
        for place, article in articles.items():
            if article.id != story.article.id:
                rejected[place] = EditionCandidate(article, "same-story", story.article)
    new.sort(key=_get_date_key if digest.order == "newest" else _get_outlets_key)
    count = max(1, min(digest.count, MAX_STORIES))
    entries, rest = [build_entry(desk, story.article, story.continues) for story in new[:count]], new[count:]
    replies = [
        _build_reply(desk, articles, history.posts[number]) for number, articles in islice(later.items(), MAX_REPLIES)
    ]
    is_new = bool(entries or replies)
    if not is_new and digest.empty == "archive":
        entries = list(_find_unread(desk, digest_filter, history, _get_day(now, digest.zone)))
    edition = Edition(
        entries=(*entries, *replies),
        more=len(rest),
        changes=tuple(islice(_find_changes(history), MAX_CHANGES)) if is_new and not is_forum else (),
        from_archive=bool(entries) and not is_new,
        is_first=digest.editions == 0,
        since=digest.since,
        upto=upto,
    )
    listed = [
        *(EditionCandidate(entry.article, "in") for entry in entries),
        *(EditionCandidate(article, "reply") for entry in replies for article in (entry.article, *entry.also)),
        *(EditionCandidate(story.article, "full") for story in rest),
    ]
    seen = {*rejected, *_find_places(desk, (candidate.article.id for candidate in listed))}
    others = (rejected[place] for place in sorted(rejected))
    return ComposedEdition(edition, (*listed, *others, *_find_old(desk, digest_filter, history, seen)))


class _History:
    """What was sent, as the archive has it now.

    `headlines`: by place, the headline that the digest sent. `redated`: places of the articles whose date was already
    corrected. `shown`: places of the articles whose messages are edited. `representatives`: by story, the place of the
    article that represented it. `posts`: by story, its post. `received_stories`: all stories that the digest's readers
    got.
    """

    def __init__(self, desk: Desk, sent_before: SentBefore) -> None:
        self.desk = desk
        self.headlines: dict[int, str] = {}
        for article_id, headline in sent_before.headlines.items():
            if (place := desk.archive.place(article_id)) is not None:
                self.headlines[place] = headline
        self.redated = frozenset(_find_places(desk, sent_before.redated))
        self.shown = frozenset(_find_places(desk, sent_before.shown))
        self.representatives = {desk.stories.number_at(place): place for place in self.headlines}
        self.posts = find_posts(desk, sent_before.posts)
        received = _find_places(desk, sent_before.received)
        self.received_stories = self.representatives.keys() | {desk.stories.number_at(place) for place in received}

    def get_article(self, story: int) -> Article:
        """Return the article that represented a story."""
        return self.desk.archive.articles[self.representatives[story]]


def _find_places(desk: Desk, ids: Iterable[str]) -> list[int]:
    """Return the places of the articles that the archive still has, each once, newest first."""
    return sorted({place for article_id in ids if (place := desk.archive.place(article_id)) is not None})


class _NewStory(NamedTuple):
    """A story, represented by one article.

    `outlets`: how many outlets reported it. `continues`: its article that was sent before.
    """

    article: Article
    outlets: int
    continues: Article | None = None


def _choose_article(desk: Desk, articles: Mapping[int, Article]) -> _NewStory:
    """Choose which of some articles of a story, by place, represents it."""
    any_article = next(iter(articles.values()))
    story = desk.stories.story_of(any_article.id)
    places = story.articles.places if story is not None else tuple(articles)
    all_articles = [articles.get(place) or desk.archive.articles[place] for place in places]
    outlets = {desk.archive.outlet_of(place) for place in places}
    return _NewStory(choose_article(list(articles.values()), all_articles), len(outlets))


def _find_continuation(desk: Desk, articles: Mapping[int, Article], sent: Article) -> _NewStory | None:
    """Find the article that continues the story after `sent`, among `articles` (by place); None if none does."""
    story = desk.stories.story_of(sent.id)
    if story is None:
        return None
    article = choose_continuation(list(articles.values()), sent, story.articles, desk)
    return None if article is None else _NewStory(article, len(story.outlets), sent)


def _build_reply(desk: Desk, articles: Mapping[int, Article], post: int) -> EditionEntry:
    """Build an entry for later coverage of a story: a reply in the story's post. `articles`: by place."""
    chosen = _choose_article(desk, articles).article
    also = tuple(article for _, article in sorted(articles.items()) if article.id != chosen.id)
    outlets = len({article.outlet for article in articles.values()})
    return EditionEntry(chosen, also, choose_quote(desk, chosen), outlets, post=post)


def _get_date_key(story: _NewStory) -> tuple[float, str]:
    return get_newest_first_key(story.article)


def _get_outlets_key(story: _NewStory) -> tuple[int, float, str]:
    """Sort by the number of outlets, most first, then newest first."""
    return -story.outlets, *_get_date_key(story)


def _find_changes(history: _History) -> Iterator[ArticleChange]:
    """Find articles that changed after they were sent, last sent first.

    A new headline is left out if the message itself can be edited.
    """
    for place, headline in reversed(history.headlines.items()):
        article = history.desk.archive.articles[place]
        # If records word the headline differently, the archive may now show another wording. That is not a correction.
        is_told = place in history.shown or any(headline == wording.title for wording in article.wordings)
        was = "" if is_told else headline
        if was or (article.redated is not None and place not in history.redated):
            yield ArticleChange(article, was)


def _get_day(now: datetime, zone: str) -> date:
    """Return the day in the digest's time zone; in UTC if that can't be read."""
    tz: tzinfo = UTC
    with suppress(KeyError, OSError, ValueError):
        tz = ZoneInfo(zone)
    return now.astimezone(tz).date()


def _find_unread(desk: Desk, digest_filter: DigestFilter, history: _History, today: date) -> Iterator[EditionEntry]:
    """Find one story in the archive that the readers have not received.

    It is from this day in an earlier year, otherwise the newest.
    """
    for place in _find_on_this_day(desk, today):
        if (entry := _build_if_unread(desk, digest_filter, history, place)) is not None:
            yield entry
            return
    for place in digest_filter.list_candidates():
        if (entry := _build_if_unread(desk, digest_filter, history, place)) is not None:
            yield entry
            return


def _find_on_this_day(desk: Desk, today: date) -> Iterator[int]:
    """Find the articles from this day in earlier years, latest year first."""
    oldest = desk.archive.oldest
    for year in range(today.year - 1, oldest.day.year - 1 if oldest else today.year, -1):
        try:
            day = today.replace(year=year)
        except ValueError:  # 29 February
            continue
        yield from desk.archive.between(day, day).places


def _build_if_unread(desk: Desk, digest_filter: DigestFilter, history: _History, place: int) -> EditionEntry | None:
    """Return an entry for the story of the article at this place, if the digest asks for it and nobody got it yet."""
    if desk.stories.number_at(place) in history.received_stories:
        return None
    article = desk.archive.articles[place]
    if digest_filter.find_mismatch(place, article) is not None:
        return None
    matching = {place: article}
    if (story := desk.stories.story_of(article.id)) is not None:
        of_story = zip(story.articles.places, story.articles, strict=True)
        matching = {at: other for at, other in of_story if digest_filter.find_mismatch(at, other) is None}
    return build_entry(desk, _choose_article(desk, matching).article)


def _find_old(
    desk: Desk, digest_filter: DigestFilter, history: _History, seen: Collection[int]
) -> Iterator[EditionCandidate]:
    """Find the newest articles that arrived before the last edition, to show why they are not in this one."""
    found = 0
    for place in islice(digest_filter.list_candidates(), _MAX_OLD_SEARCHED):
        if found == MAX_OLD:
            return
        article = desk.archive.articles[place]
        if place in seen or digest_filter.find_mismatch(place, article) is not None:
            continue
        found += 1
        story = desk.stories.number_at(place)
        if place in history.headlines:
            yield EditionCandidate(article, "sent")
        elif story in history.representatives:
            yield EditionCandidate(article, "same-story", history.get_article(story))
        else:
            yield EditionCandidate(article, "old")
