"""Composes an alert: which stories a follow tells now, and for each story that was considered, why or why not.

Composing is pure: the same desk, follow and arrivals give the same alert. Articles are compared by their places in the
archive, not by their ids, because an article that was sent under one id may have another by now.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.coverage.dates import get_newest_first_key
from bot.digests.alerts.growth import StoryStatus, assess_story, find_continuation
from bot.digests.digest import Digest, Edition, EditionEntry
from bot.digests.editions.compose import MAX_STORIES
from bot.digests.editions.excerpts import build_entry, choose_article
from bot.digests.editions.matching import DigestFilter
from bot.digests.follow import FollowRule


class AlertCandidate(Struct, frozen=True):
    """A story that was considered for an alert. `article`: the new one that represents it."""

    article: Article
    status: StoryStatus


class ComposedAlert(NamedTuple):
    """An alert, and every story that was considered, newest first."""

    edition: Edition
    candidates: Sequence[AlertCandidate]


class ToldStory(NamedTuple):
    """A story that has new articles. `new`: the new ones; `articles`: those that count for its growth, oldest first.

    `told`: the step at which an earlier alert told it, 0 if none did; `sent`: the articles that were sent about it.
    """

    new: Sequence[Article]
    articles: Sequence[Article]
    told: int
    sent: Sequence[Article] = ()


def compose_alert(
    desk: Desk,
    follow: Digest,
    rule: FollowRule,
    arrived: Iterable[str],
    steps: Mapping[str, int],
    *,
    upto: int = 0,
) -> ComposedAlert:
    """Compose the alert of a follow.

    `arrived`: ids of the articles that are news to it. `steps`: by id of each article that it sent, the step that the
    story had reached then. `upto`: the last batch that the alert covers.
    """
    candidates: list[AlertCandidate] = []
    entries: list[EditionEntry] = []
    for story in _find_stories(desk, follow, rule, arrived, steps):
        status, step = assess_story(rule, story.articles, story.told)
        article, continues = choose_article(story.new, story.articles), None
        if status == "same-story":
            part = find_continuation(story.new, story.sent, (*story.articles, *story.sent), desk)
            if part is not None:
                status, article, continues = "continued", part.articles[0], part.continues
        candidates.append(AlertCandidate(article, status))
        if status in ("new", "grown", "continued"):
            # The step of a story never goes down.
            reached = max(step, story.told)
            entries.append(replace(build_entry(desk, article, continues), step=reached, told=story.told))
    candidates.sort(key=lambda candidate: get_newest_first_key(candidate.article))
    entries.sort(key=lambda entry: get_newest_first_key(entry.article))
    shown = tuple(entries[:MAX_STORIES])
    edition = Edition(shown, more=len(entries) - len(shown), since=follow.since, upto=upto)
    return ComposedAlert(edition, candidates)


def _find_stories(
    desk: Desk, follow: Digest, rule: FollowRule, arrived: Iterable[str], told_steps: Mapping[str, int]
) -> Iterable[ToldStory]:
    """Yield the stories with new articles that the follow asks for or has told before."""
    steps = _find_places(desk, told_steps)
    places = {place for article_id in arrived if (place := desk.archive.place(article_id)) is not None}
    if rule.kind == "story":
        story = _find_followed_story(desk, rule, places, steps)
        if story is not None:
            yield story
        return
    reached: dict[int, int] = {}
    sent: dict[int, list[Article]] = {}
    for place, step in steps.items():
        number = desk.stories.number_at(place)
        reached[number] = max(step, reached.get(number, 0))
        sent.setdefault(number, []).append(desk.archive.articles[place])
    digest_filter = DigestFilter(desk, follow)
    wanted: dict[int, list[int]] = {}
    for place in places - steps.keys():
        number, article = desk.stories.number_at(place), desk.archive.articles[place]
        # Once a story was told, articles from any outlet make it grow, whether or not they match.
        if article.url and (number in reached or digest_filter.find_mismatch(place, article) is None):
            wanted.setdefault(number, []).append(place)
    for number, new in wanted.items():
        articles = [desk.archive.articles[place] for place in sorted(new)]
        story = desk.stories.story_of(articles[0].id)
        all_articles = list(story.articles) if story else articles
        yield ToldStory(articles, all_articles, reached.get(number, 0), sent.get(number, ()))


def _find_followed_story(
    desk: Desk, rule: FollowRule, arrived: Collection[int], steps: Mapping[int, int]
) -> ToldStory | None:
    """Return the followed story with its new articles; None if there are none.

    It consists of all stories that its articles are in now, because articles may have been grouped differently.
    """
    followed = {place for article_id in rule.articles if (place := desk.archive.place(article_id)) is not None}
    articles: dict[int, Article] = {}
    for place in {*followed, *steps}:
        story = desk.stories.story_of(desk.archive.id_of(place))
        if story is not None:
            articles.update(zip(story.articles.places, story.articles, strict=True))
    later = {place: article for place, article in articles.items() if place not in followed}
    new = [article for place, article in later.items() if place in arrived and place not in steps and article.url]
    sent = [desk.archive.articles[place] for place in steps]
    return ToldStory(new, list(later.values()), max(steps.values(), default=0), sent) if new else None


def _find_places(desk: Desk, steps: Mapping[str, int]) -> Mapping[int, int]:
    """Return the step at which each article was sent, by place: at least 1, because an older version stored none."""
    found = ((desk.archive.place(article_id), step) for article_id, step in steps.items())
    return {place: max(1, step) for place, step in found if place is not None}
