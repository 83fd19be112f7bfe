"""What a follow would have sent in the last month, and why: a replay of the articles, one by one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from msgspec import Struct

from bot.answers.browse.continuations import StoryPart
from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.digests.alerts.growth import StoryStatus, assess_story, find_continuation, get_date
from bot.digests.alerts.timing import DAY, AlertHistory, WaitReason, find_send_time
from bot.digests.digest import Digest
from bot.digests.editions.excerpts import choose_article
from bot.digests.editions.matching import DigestFilter
from bot.digests.follow import FollowRule

REPLAYED = timedelta(days=30)

MAX_ARTICLES = 20_000
"""How many articles are replayed: the newest ones."""

_FOLLOWED = -1
"""Used in place of the number of the followed story, because it may have several."""


class ReplayedStory(Struct, frozen=True):
    """A story that an alert would have told. `outlets`: how many had reported it. `told`: the step told before.

    `continues`: the article that was sent before, if this one adds something new.
    """

    article: Article
    outlets: int
    told: int
    continues: Article | None = None


class ReplayedAlert(Struct, frozen=True):
    """An alert that would have been sent. `why`: why it would not have been sent at once."""

    at: datetime
    stories: tuple[ReplayedStory, ...]
    why: WaitReason


class Replay(Struct, frozen=True):
    """What a follow would have sent.

    `alerts`: oldest first. `untold`: how many articles would have been left out, by reason. `since`, `until`: the
    period that was replayed. It ends now or, if the archive is older, with its newest article.
    """

    alerts: tuple[ReplayedAlert, ...]
    untold: Mapping[StoryStatus, int]
    since: datetime
    until: datetime

    @property
    def stories(self) -> int:
        """How many stories would have been told. A story that grew counts each time."""
        return sum(len(alert.stories) for alert in self.alerts)


def replay_follow(desk: Desk, follow: Digest, rule: FollowRule, now: datetime) -> Replay:
    """Replay the last 30 days. Articles arrive when they were published; at midnight if only the day is known.

    A followed story counts from its first article. Undated articles are left out.
    """
    newest = desk.archive.newest
    until = now if newest is None or newest.at > now - REPLAYED else newest.at
    since = until - REPLAYED
    replayer = _Replayer(desk, follow, rule)
    for at, arrived in groupby(_list_articles(desk, since, until), key=lambda pair: pair[0]):
        replayer.receive(at, [place for _, place in arrived])
    replayer.send_due(None)
    return Replay(tuple(replayer.alerts), replayer.untold, since, until)


def _list_articles(desk: Desk, since: datetime, until: datetime) -> Sequence[tuple[datetime, int]]:
    """Return when articles were published and their places, oldest first."""
    places = desk.archive.between(since.date(), until.date()).places[:MAX_ARTICLES]
    dated = ((desk.archive.articles[place].published, place) for place in places)
    return sorted((moment.at, place) for moment, place in dated if moment is not None and since <= moment.at <= until)


class _Replayer:
    """Receives articles in the order of publication. `alerts`, `untold`: the results so far, as in `Replay`."""

    def __init__(self, desk: Desk, follow: Digest, rule: FollowRule) -> None:
        self.alerts: list[ReplayedAlert] = []
        self.untold: Counter[StoryStatus] = Counter()
        self._desk, self._follow, self._rule = desk, follow, rule
        self._filter = DigestFilter(desk, follow)
        self._sent: list[datetime] = []
        self._told: dict[int, int] = {}
        self._shown: dict[int, list[Article]] = {}
        self._waiting: dict[int, list[Article]] = {}
        self._due: tuple[datetime, WaitReason] | None = None
        followed = [place for article_id in rule.articles if (place := desk.archive.place(article_id)) is not None]
        self._followed = frozenset(desk.stories.number_at(place) for place in followed)
        self._members = {_FOLLOWED: {article.id: article for place in followed for article in self._list_story(place)}}

    def receive(self, at: datetime, places: Iterable[int]) -> None:
        """Let articles arrive."""
        self.send_due(at)
        arrived: dict[int, list[Article]] = {}
        for place in places:
            article = self._desk.archive.articles[place]
            number = self._find_story(place, article)
            if number is not None:
                arrived.setdefault(number, []).append(article)
        for number, articles in arrived.items():
            status, _, _ = self._assess(number, at)
            if status == "same-story" and self._find_continuation(number, articles, at) is not None:
                status = "continued"
            if self._due is None and status in ("same-story", "not-breaking"):
                self.untold[status] += len(articles)
            else:
                self._waiting.setdefault(number, []).extend(articles)
        if self._waiting and self._due is None:
            history = AlertHistory([moment for moment in self._sent if moment > at - DAY])
            self._due = find_send_time(self._rule, self._follow.zone, history, at)
        self.send_due(at)

    def send_due(self, at: datetime | None) -> None:
        """Send what is waiting if it is due by `at`. If `at` is None, send it whenever it is due."""
        if self._due is None or (at is not None and self._due[0] > at):
            return
        due, why = self._due
        stories: list[ReplayedStory] = []
        for number, articles in self._waiting.items():
            status, step, outlets = self._assess(number, due)
            article, continues = choose_article(articles, articles), None
            part = self._find_continuation(number, articles, due) if status == "same-story" else None
            if part is not None:
                status, article, continues = "continued", part.articles[0], part.continues
            if status in ("same-story", "not-breaking"):
                self.untold[status] += len(articles)
                continue
            earlier_step = self._told.get(number, 0)
            stories.append(ReplayedStory(article, outlets, earlier_step, continues))
            self._told[number] = max(step, earlier_step)
            self._shown.setdefault(number, []).append(article)
        if stories:
            self.alerts.append(ReplayedAlert(due, tuple(stories), why))
            self._sent.append(due)
        self._waiting, self._due = {}, None

    def _find_story(self, place: int, article: Article) -> int | None:
        """Return the number of an article's story, if the follow asks for the article or has told the story."""
        number = self._desk.stories.number_at(place)
        if not article.url:
            return None
        if self._rule.kind == "story":
            return _FOLLOWED if number in self._followed else None
        if number not in self._told and self._filter.find_mismatch(place, article) is not None:
            return None
        if number not in self._members:
            self._members[number] = {member.id: member for member in self._list_story(place)}
        return number

    def _find_continuation(self, number: int, new: Sequence[Article], at: datetime) -> StoryPart | None:
        """Find the article in `new` that continues a story whose other articles up to a time are known."""
        story = [member for member in self._members[number].values() if get_date(member) <= at]
        return find_continuation(new, self._shown.get(number, ()), story, self._desk)

    def _list_story(self, place: int) -> Iterable[Article]:
        """Return the articles of the story of the article at a place."""
        story = self._desk.stories.story_of(self._desk.archive.id_of(place))
        return story.articles if story is not None else ()

    def _assess(self, number: int, at: datetime) -> tuple[StoryStatus, int, int]:
        """Return whether to tell a story at a time, its step, and how many outlets had reported it by then."""
        members = self._members[number].values()
        articles = [article for article in members if article.published is not None and article.published.at <= at]
        status, step = assess_story(self._rule, articles, self._told.get(number, 0))
        return status, step, len({article.outlet for article in articles})
