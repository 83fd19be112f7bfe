"""Whether a story is told: once when it is new, and again only when many more outlets have reported it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from bot.coverage.article import Article
from bot.digests.follow import FollowRule

StoryStatus = Literal["new", "grown", "same-story", "not-breaking"]
"""`new`: it was not told before. `grown`: it was told, and has reached the next step. `same-story`: it was told, and
has not. `not-breaking`: too few outlets reported it within a short time."""

STEPS = (1, 3, 6, 12)
"""The numbers of outlets at which a story is told."""


def find_step(outlets: int) -> int:
    """Return the last step that a number of outlets has reached; 0 for no outlet."""
    return max((step for step in STEPS if step <= outlets), default=0)


def assess_story(rule: FollowRule, articles: Sequence[Article], told: int) -> tuple[StoryStatus, int]:
    """Return whether a story is told now, and the step that it has reached.

    `articles`: of a followed story, those that arrived since it was followed; of any other, all. `told`: the step at
    which it was told last, 0 if it was not.
    """
    step = find_step(len({article.outlet for article in articles}))
    if told:
        return ("grown" if step > told else "same-story"), step
    if rule.breaking and not is_breaking(articles, rule.breaking, timedelta(hours=rule.within)):
        return "not-breaking", step
    return "new", step


def is_breaking(articles: Iterable[Article], outlets: int, within: timedelta) -> bool:
    """Return whether so many outlets reported a story within a time. Undated articles don't count.

    An article of which only the day is known counts as published at its midnight.
    """
    dated = sorted((article.published.at, article.outlet) for article in articles if article.published is not None)
    latest: dict[str, datetime] = {}
    for at, outlet in dated:
        latest[outlet] = at
        if sum(at - other <= within for other in latest.values()) >= outlets:
            return True
    return False
