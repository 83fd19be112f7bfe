"""A story is sent once, and again when 3, 6 and 12 outlets have reported it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.coverage.article import Article
from bot.digests.alerts.growth import assess_story, find_step, is_breaking
from bot.digests.follow import FollowRule
from tests.support.desks import build_desk, build_record

RULE = FollowRule("topic")
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def reports(*published: datetime | date | None) -> Sequence[Article]:
    """Return reports of different outlets, published at these times."""
    records = [
        build_record(
            f"Dam breaks {number}", url=f"https://outlet{number}.example/dam", outlet=f"O{number}", published=at
        )
        for number, at in enumerate(published)
    ]
    return list(build_desk(*records).archive.articles)


@pytest.mark.parametrize(
    ("outlets", "step"), [(0, 0), (1, 1), (2, 1), (3, 3), (5, 3), (6, 6), (11, 6), (12, 12), (90, 12)]
)
def test_a_step_is_reached_at_1_3_6_and_12_outlets(outlets: int, step: int):
    assert find_step(outlets) == step


def test_a_story_is_new_until_it_is_told():
    assert assess_story(RULE, reports(NOON), 0) == ("new", 1)
    assert assess_story(RULE, reports(NOON, NOON), 1) == ("same-story", 1)


def test_a_story_that_was_told_is_told_again_at_the_next_step():
    assert assess_story(RULE, reports(NOON, NOON, NOON), 1) == ("grown", 3)
    assert assess_story(RULE, reports(NOON, NOON, NOON), 3) == ("same-story", 3)


def test_a_breaking_story_is_one_of_several_outlets_within_hours():
    rule = FollowRule("topic", breaking=3, within=2)
    hours = [NOON + timedelta(hours=hour) for hour in (0, 1, 2, 5)]
    assert assess_story(rule, reports(*hours[:2]), 0) == ("not-breaking", 1)
    assert assess_story(rule, reports(*hours[:3]), 0) == ("new", 3)
    assert assess_story(rule, reports(hours[0], hours[1], hours[3]), 0) == ("not-breaking", 3)


def test_a_story_that_broke_once_stays_breaking():
    hours = [NOON + timedelta(hours=hour) for hour in (0, 0, 90)]
    assert is_breaking(reports(*hours), 2, timedelta(hours=1))


def test_several_articles_of_one_outlet_are_no_breaking_story():
    (article,) = reports(NOON)
    assert not is_breaking([article] * 3, 2, timedelta(hours=1))


def test_undated_articles_do_not_break_a_story_and_days_count_from_midnight():
    assert not is_breaking(reports(None, None), 2, timedelta(hours=24))
    assert is_breaking(reports(date(2024, 3, 1), NOON), 2, timedelta(hours=12))
