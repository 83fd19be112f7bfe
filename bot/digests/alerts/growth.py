"""Decides whether to send a story: once when it is new, and again when it continues or more outlets report it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.answers.browse.continuations import MAX_COMPARED, StoryPart, choose_continuation
from bot.answers.desk.desk import Desk
from bot.coverage.article import Article
from bot.digests.follow import FollowRule

StoryStatus = Literal["new", "grown", "continued", "same-story", "not-breaking"]
"""`new`: it was not told before. `grown`: it was told, and has reached the next step. `continued`: it was told, and an
article adds something new. `same-story`: it was told, and neither of these is true. `not-breaking`: too few outlets
reported it within a short time."""

_NEVER = datetime.max.replace(tzinfo=UTC)

STEPS = (1, 3, 6, 12)
"""The numbers of outlets at which a story is sent."""


def find_step(outlets: int) -> int:
    """Return the last step that a number of outlets has reached; 0 for no outlet."""
    return max((step for step in STEPS if step <= outlets), default=0)


def assess_story(rule: FollowRule, articles: Sequence[Article], told_step: int) -> tuple[StoryStatus, int]:
    """Return whether to tell a story now, and the step that it has reached.

    `articles`: of a followed story, those that arrived since it was followed; of any other, all. `told_step`: the
    step at which it was told last, 0 if it was not told.
    """
    step = find_step(len({article.outlet for article in articles}))
    if told_step:
        return ("grown" if step > told_step else "same-story"), step
    if rule.breaking and not is_breaking(articles, rule.breaking, timedelta(hours=rule.within)):
        return "not-breaking", step
    return "new", step


def find_continuation(
    new: Sequence[Article], sent: Sequence[Article], story: Sequence[Article], desk: Desk
) -> StoryPart | None:
    """Return the new article that continues a story, with the last one sent before; None if none does.

    `story`: all its articles. A story of more than `MAX_COMPARED` is not searched; it is told again only when it grows.
    """
    dated = [article for article in sent if article.published is not None]
    if not dated or len(story) > MAX_COMPARED:
        return None
    last = max(dated, key=get_date)
    chosen = choose_continuation(new, last, sorted(story, key=get_date), desk)
    return None if chosen is None else StoryPart((chosen,), last)


def get_date(article: Article) -> datetime:
    """Return when an article was published; undated articles come last."""
    return article.published.at if article.published is not None else _NEVER


def is_breaking(articles: Iterable[Article], outlets: int, within: timedelta) -> bool:
    """Return whether at least `outlets` outlets reported a story within a time. Undated articles don't count.

    If only the day of an article is known, it counts as published at midnight.
    """
    dated = sorted((article.published.at, article.outlet) for article in articles if article.published is not None)
    latest: dict[str, datetime] = {}
    for at, outlet in dated:
        latest[outlet] = at
        if sum(at - other <= within for other in latest.values()) >= outlets:
            return True
    return False
