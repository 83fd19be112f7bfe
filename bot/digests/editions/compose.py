"""Which stories an edition has, with a reason for each article that could be in it.

New is what arrived in the archive after the digest's last edition, whatever date it bears. Pure: the same desk,
digest and arrivals give the same edition. Articles are told apart by their places in the archive, not by ids: what
was sent under one address may since have become another address of an article.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from itertools import islice
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.digests.digest import ArticleChange, Digest, Edition, EditionEntry
from bot.digests.editions.excerpts import build_entry, choose_article
from bot.digests.editions.matching import DigestFilter, Rejection

CandidateStatus = Literal["in", "full", "sent", "same-story", "old", Rejection]
"""In it; in none for want of room; sent before; of a story that is in it or was sent; here before the last edition;
or not what the digest asks for."""

MAX_STORIES = 10
"""Stories of one edition, whatever is asked for: what people read, and what one message of Discord's holds."""

MAX_CHANGES = 3
MAX_OLD = 5
_LOOKED_AT = 400


class SentBefore(Struct, frozen=True):
    """What was sent: by the digest, article ids with the headline as it was, the first sent first; and by any, all that
    its readers had.

    `redated`: those that were sent with a corrected date already.
    """

    headlines: Mapping[str, str] = {}
    redated: frozenset[str] = frozenset()
    received: Collection[str] = ()


class EditionCandidate(Struct, frozen=True):
    """An article and what became of it. `told_by`: of `same-story`, the article that tells the story or told it."""

    article: Article
    status: CandidateStatus
    told_by: Article | None = None


class ComposedEdition(Struct, frozen=True):
    """An edition, and every article that was considered: those in it first, in its order, then those for which it had
    no room, then the others, newest first, and at last some that were here before."""

    edition: Edition
    candidates: tuple[EditionCandidate, ...]


def compose_edition(
    desk: Desk, digest: Digest, arrived: Iterable[str], had: SentBefore, *, upto: int, now: datetime
) -> ComposedEdition:
    """The edition of a digest. `arrived`: ids of what is new to it; `upto`: the batch that they reach to.

    `now` decides nothing but what the archive is asked for on its day.
    """
    wanted, known = DigestFilter(desk, digest), _Known(desk, had)
    out: dict[int, EditionCandidate] = {}
    stories: dict[int, dict[int, Article]] = {}
    for place in _places(desk, arrived):
        article = desk.archive.articles[place]
        verdict = wanted.why_not(place, article) or ("sent" if place in known.headlines else None)
        if verdict is not None:
            out[place] = EditionCandidate(article, verdict)
        elif (story := desk.stories.number_at(place)) in known.told:
            out[place] = EditionCandidate(article, "same-story", known.teller_of(story))
        else:
            stories.setdefault(story, {})[place] = article
    told: list[_Told] = []
    for articles in stories.values():
        one = _told(desk, articles)
        told.append(one)
        for place, article in articles.items():
            if article.id != one.article.id:
                out[place] = EditionCandidate(article, "same-story", one.article)
    told.sort(key=_newest if digest.order == "newest" else _covered)
    count = max(1, min(digest.count, MAX_STORIES))
    chosen, rest = [build_entry(desk, one.article) for one in told[:count]], told[count:]
    is_new = bool(chosen)
    if not is_new and digest.empty == "archive":
        chosen = list(_unread(desk, wanted, known, _day(now, digest.zone)))
    edition = Edition(
        entries=tuple(chosen),
        more=len(rest),
        changes=tuple(islice(_changes(known), MAX_CHANGES)) if is_new else (),
        from_archive=bool(chosen) and not is_new,
        is_first=digest.editions == 0,
        since=digest.since,
        upto=upto,
    )
    listed = [
        *(EditionCandidate(one.article, "in") for one in chosen),
        *(EditionCandidate(one.article, "full") for one in rest),
    ]
    seen = {*out, *_places(desk, (one.article.id for one in listed))}
    return ComposedEdition(edition, (*listed, *(out[place] for place in sorted(out)), *_old(desk, wanted, known, seen)))


class _Known:
    """What was sent, as the archive has it now. `headlines`: by place, as they were sent; `told`: by story, the place
    of the article that told it; `read`: the stories that the digest's readers had."""

    def __init__(self, desk: Desk, had: SentBefore) -> None:
        self.desk = desk
        self.headlines: dict[int, str] = {}
        for one, headline in had.headlines.items():
            if (place := desk.archive.place(one)) is not None:
                self.headlines[place] = headline
        self.redated = frozenset(_places(desk, had.redated))
        self.told = {desk.stories.number_at(place): place for place in self.headlines}
        self.read = self.told.keys() | {desk.stories.number_at(place) for place in _places(desk, had.received)}

    def teller_of(self, story: int) -> Article:
        """The article that told a story."""
        return self.desk.archive.articles[self.told[story]]


def _places(desk: Desk, ids: Iterable[str]) -> list[int]:
    """The places of the articles that the archive still has, each once, newest first."""
    return sorted({place for one in ids if (place := desk.archive.place(one)) is not None})


class _Told(NamedTuple):
    """A story: the article that tells it, and how many outlets reported it."""

    article: Article
    outlets: int


def _told(desk: Desk, articles: Mapping[int, Article]) -> _Told:
    """A story as told by one of some articles of it, by place."""
    one = next(iter(articles.values()))
    story = desk.stories.story_of(one.id)
    places = story.articles.places if story is not None else tuple(articles)
    every = [articles.get(place) or desk.archive.articles[place] for place in places]
    return _Told(
        choose_article(list(articles.values()), every), len({desk.archive.outlet_of(place) for place in places})
    )


def _newest(told: _Told) -> tuple[float, str]:
    published = told.article.published
    return -published.at.timestamp() if published else float("inf"), told.article.id


def _covered(told: _Told) -> tuple[int, float, str]:
    return -told.outlets, *_newest(told)


def _changes(known: _Known) -> Iterator[ArticleChange]:
    """What was sent and says something else now, the last sent first."""
    for place, headline in reversed(known.headlines.items()):
        article = known.desk.archive.articles[place]
        # Where records word it differently, the archive may show another of them: nobody corrected anything.
        was = "" if any(headline == wording.title for wording in article.wordings) else headline
        if was or (article.redated is not None and place not in known.redated):
            yield ArticleChange(article, was)


def _day(now: datetime, zone: str) -> date:
    """The day where the digest is read."""
    there: tzinfo = UTC
    with suppress(KeyError, OSError, ValueError):
        there = ZoneInfo(zone)
    return now.astimezone(there).date()


def _unread(desk: Desk, wanted: DigestFilter, known: _Known, today: date) -> Iterator[EditionEntry]:
    """One story of the archive that the digest's readers have not had: of this day in other years, else the newest."""
    for place in _on_this_day(desk, today):
        if (entry := _if_unread(desk, wanted, known, place)) is not None:
            yield entry
            return
    for place in wanted.places():
        if (entry := _if_unread(desk, wanted, known, place)) is not None:
            yield entry
            return


def _on_this_day(desk: Desk, today: date) -> Iterator[int]:
    oldest = desk.archive.oldest
    for year in range(today.year - 1, oldest.day.year - 1 if oldest else today.year, -1):
        try:
            day = today.replace(year=year)
        except ValueError:  # 29 February
            continue
        yield from desk.archive.between(day, day).places


def _if_unread(desk: Desk, wanted: DigestFilter, known: _Known, place: int) -> EditionEntry | None:
    if desk.stories.number_at(place) in known.read:
        return None
    article = desk.archive.articles[place]
    if wanted.why_not(place, article) is not None:
        return None
    able = {place: article}
    if (story := desk.stories.story_of(article.id)) is not None:
        of_story = zip(story.articles.places, story.articles, strict=True)
        able = {at: other for at, other in of_story if wanted.why_not(at, other) is None}
    return build_entry(desk, _told(desk, able).article)


def _old(desk: Desk, wanted: DigestFilter, known: _Known, seen: Collection[int]) -> Iterator[EditionCandidate]:
    """The newest of those that were here before, to show why they are not in."""
    found = 0
    for place in islice(wanted.places(), _LOOKED_AT):
        if found == MAX_OLD:
            return
        article = desk.archive.articles[place]
        if place in seen or wanted.why_not(place, article) is not None:
            continue
        found += 1
        story = desk.stories.number_at(place)
        if place in known.headlines:
            yield EditionCandidate(article, "sent")
        elif story in known.told:
            yield EditionCandidate(article, "same-story", known.teller_of(story))
        else:
            yield EditionCandidate(article, "old")
