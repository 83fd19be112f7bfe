"""However much arrives, alerts are five minutes apart, no more than the cap in a day, and never in quiet hours."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.alerts.timing import DAY, PAUSE, RETRY_AFTER, AlertHistory, find_full_until, find_send_time
from bot.digests.follow import FollowRule, QuietHours

NOW = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)

minutes = st.integers(0, 24 * 60 - 1)
quiets = st.none() | st.builds(QuietHours, minutes, minutes).filter(lambda quiet: quiet.start != quiet.end)
rules = st.builds(FollowRule, st.just("words"), cap=st.integers(1, 12), quiet=quiets)
zones = st.sampled_from(["UTC", "Europe/Rome", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "no such zone"])
gaps = st.lists(st.integers(0, 8 * 3_600), max_size=60)


def send_all(rule: FollowRule, zone: str, arrivals: list[datetime]) -> list[datetime]:
    """Return when alerts leave, if articles arrive at these times: what waits leaves together."""
    sent: list[datetime] = []
    for arrival in arrivals:
        if sent and sent[-1] > arrival:
            # An alert waits, and takes this article along.
            continue
        recent = [moment for moment in sent if moment > arrival - DAY]
        sent.append(find_send_time(rule, zone, AlertHistory(recent), arrival).at)
    return sent


def accumulate(gaps: list[int]) -> list[datetime]:
    at, moments = datetime(2024, 3, 29, 8, 0, tzinfo=UTC), []
    for gap in gaps:
        at += timedelta(seconds=gap)
        moments.append(at)
    return moments


@settings(deadline=None)
@given(rules, zones, gaps)
def test_nobody_is_flooded(rule: FollowRule, zone: str, gaps: list[int]):
    arrivals = accumulate(gaps)
    sent = send_all(rule, zone, arrivals)
    assert all(later - earlier >= PAUSE for earlier, later in pairwise(sent))
    assert all(sum(at - DAY < other <= at for other in sent) <= rule.cap for at in sent)
    # Everything leaves in the end.
    assert all(any(at >= arrival for at in sent) for arrival in arrivals)


@settings(deadline=None)
@given(quiets.filter(bool), st.datetimes(datetime(2024, 1, 1), datetime(2025, 1, 1)))  # noqa: DTZ001 - made aware below
def test_nothing_leaves_in_quiet_hours(quiet: QuietHours, moment: datetime):
    rule, zone = FollowRule("words", quiet=quiet), ZoneInfo("Asia/Kathmandu")
    now = moment.replace(tzinfo=UTC)
    at = find_send_time(rule, zone.key, AlertHistory(), now).at
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    is_quiet = quiet.start <= minute < quiet.end if quiet.start < quiet.end else not quiet.end <= minute < quiet.start
    assert not is_quiet
    assert timedelta(0) <= at - now <= DAY


def test_the_first_alert_leaves_at_once():
    assert find_send_time(FollowRule("words"), "", AlertHistory(), NOW) == (NOW, "")


def test_while_an_alert_is_being_sent_the_next_waits():
    assert find_send_time(FollowRule("words"), "", AlertHistory(is_open=True), NOW) == (NOW + PAUSE, "pause")


def test_after_a_failure_the_next_waits_longer():
    history = AlertHistory(failed_at=NOW - timedelta(minutes=1))
    at = NOW - timedelta(minutes=1) + RETRY_AFTER
    assert find_send_time(FollowRule("words"), "", history, NOW) == (at, "failed")


def test_a_full_day_ends_when_the_first_of_its_alerts_is_a_day_old():
    sent = [NOW - timedelta(hours=hours) for hours in (20, 3, 2)]
    assert find_full_until(FollowRule("words", cap=3), sent, NOW) == NOW + timedelta(hours=4)
    assert find_full_until(FollowRule("words", cap=4), sent, NOW) is None
    assert find_full_until(FollowRule("words", cap=2), sent, NOW) == NOW + timedelta(hours=21)


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2024, 3, 30, 23, 0, tzinfo=UTC), datetime(2024, 3, 31, 5, 0, tzinfo=UTC)),  # clocks go forward
        (datetime(2024, 10, 26, 23, 0, tzinfo=UTC), datetime(2024, 10, 27, 6, 0, tzinfo=UTC)),  # and back
        (datetime(2024, 7, 1, 20, 0, tzinfo=UTC), datetime(2024, 7, 2, 5, 0, tzinfo=UTC)),
        (datetime(2024, 7, 1, 19, 59, tzinfo=UTC), datetime(2024, 7, 1, 19, 59, tzinfo=UTC)),
    ],
)
def test_quiet_hours_are_those_of_the_readers_clock(now: datetime, at: datetime):
    rule = FollowRule("words", quiet=QuietHours(22 * 60, 7 * 60))
    assert find_send_time(rule, "Europe/Rome", AlertHistory(), now).at == at
