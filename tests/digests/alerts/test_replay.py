"""A replay shows what a follow would have sent, by the same rules."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.coverage.article import Record
from bot.digests.alerts.replay import Replay, replay_follow
from bot.digests.follow import FollowRule, QuietHours
from tests.support.desks import build_desk, build_record
from tests.support.digesting import daily

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
EVENTS = (
    "Falcon nests above quarry",
    "Violin vanishes from museum",
    "Tunnel floods beneath harbour",
    "Meteor lights sky",
)


def report(event: int, *, hours: float, outlet: str = "Post") -> Record:
    """Return a report of an event, published some hours ago."""
    words = EVENTS[event].lower()
    return build_record(
        EVENTS[event],
        url=f"https://{outlet.lower()}.example/{event}",
        excerpt=f"{EVENTS[event]}, {words} {'x' * (event + 2)} {'y' * (event + 3)}.",
        outlet=outlet,
        published=NOW - timedelta(hours=hours),
        topics=("Town",),
    )


def replay(*records: Record, rule: FollowRule | None = None, **settings: object) -> Replay:
    rule = rule or FollowRule("topic")
    follow = replace(daily(topics=("town",), **settings), follow=rule)
    return replay_follow(build_desk(*records), follow, rule, NOW)


def list_alerts(found: Replay) -> list[tuple[float, int, str]]:
    """Return how many hours ago each alert would have left, with how many stories, and why it would have waited."""
    return [((NOW - alert.at) / timedelta(hours=1), len(alert.stories), alert.why) for alert in found.alerts]


def test_each_new_story_is_an_alert():
    assert list_alerts(replay(report(0, hours=50), report(1, hours=20))) == [(50, 1, ""), (20, 1, "")]


def test_what_came_within_five_minutes_is_one_alert():
    found = replay(report(0, hours=50), report(1, hours=49.99), report(2, hours=49.98))
    assert [(stories, why) for _, stories, why in list_alerts(found)] == [(1, ""), (2, "pause")]


def test_a_story_is_told_again_when_it_has_grown_and_the_rest_is_counted():
    found = replay(*(report(0, hours=50 - at, outlet=f"Outlet{at}") for at in range(4)))
    assert [(story.outlets, story.told) for alert in found.alerts for story in alert.stories] == [(1, 0), (3, 1)]
    assert found.untold == {"same-story": 2}
    assert found.stories == 2


def test_stories_that_too_few_outlets_reported_are_counted():
    found = replay(report(0, hours=5), report(1, hours=4), rule=FollowRule("topic", breaking=2))
    assert found.alerts == ()
    assert found.untold == {"not-breaking": 2}


def test_quiet_hours_and_the_cap_make_alerts_wait():
    rule = FollowRule("topic", quiet=QuietHours(0, 8 * 60))
    assert list_alerts(replay(report(0, hours=10), rule=rule)) == [(4, 1, "quiet")]
    capped = replay(report(0, hours=50), report(1, hours=48), report(2, hours=47), rule=FollowRule("topic", cap=1))
    assert list_alerts(capped) == [(50, 1, ""), (26, 2, "cap")]


def test_what_is_older_than_a_month_or_does_not_match_is_left_out():
    other = replay(report(0, hours=10), rule=FollowRule("words"), words="glacier")
    assert (other.alerts, other.untold) == ((), {})
    assert replay(report(0, hours=31 * 24), report(1, hours=1)).stories == 1


def test_an_old_archive_is_replayed_to_its_newest_article():
    found = replay(report(0, hours=2_400), report(1, hours=2_300))
    assert found.stories == 2
    assert found.until == NOW - timedelta(hours=2_300)


def test_a_followed_story_counts_from_its_first_article():
    records = [report(0, hours=50 - at, outlet=f"Outlet{at}") for at in range(3)]
    desk = build_desk(*records, report(1, hours=9))
    rule = FollowRule("story", tuple(article.id for article in desk.archive.articles if article.title == EVENTS[0]))
    found = replay_follow(desk, replace(daily(), follow=rule), rule, NOW)
    assert [(story.outlets, story.told) for alert in found.alerts for story in alert.stories] == [(1, 0), (3, 1)]
