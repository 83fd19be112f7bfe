"""When an alert may be sent, so that nobody is flooded.

The first alert is sent at once. Whatever arrives in the next five minutes is sent together when they are over. Nothing
is sent in quiet hours. Once the daily limit is reached, the rest is sent together as soon as the first of these alerts
is a day old.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.digests.follow import FollowRule, QuietHours

PAUSE = timedelta(minutes=5)
"""The time between two alerts of one follow."""

DAY = timedelta(days=1)

RETRY_AFTER = timedelta(minutes=30)
"""How long a follow waits after an alert that could not be sent."""

WaitReason = Literal["", "pause", "failed", "cap", "quiet"]
"""Why an alert is not sent at once: it is too soon after another one or a failure; the daily limit; or quiet hours."""

_MINUTES_AN_HOUR = 60


class AlertHistory(Struct, frozen=True):
    """What became of a follow's alerts. `sent`: when those of the last day were sent, oldest first.

    `failed_at`: when the last one failed, if none was sent since. `is_open`: whether one is being sent now.
    """

    sent: Sequence[datetime] = ()
    failed_at: datetime | None = None
    is_open: bool = False


class SendTime(NamedTuple):
    """When an alert may be sent. `why`: the reason, if that is not at once."""

    at: datetime
    why: WaitReason


def find_send_time(rule: FollowRule, zone: str, history: AlertHistory, now: datetime) -> SendTime:
    """Return when the next alert may be sent: `now` or later."""
    time = SendTime(now, "")
    if history.is_open:
        time = SendTime(now + PAUSE, "pause")
    if history.sent:
        time = _choose_later(time, SendTime(history.sent[-1] + PAUSE, "pause"))
    if history.failed_at is not None:
        time = _choose_later(time, SendTime(history.failed_at + RETRY_AFTER, "failed"))
    if (full_until := find_full_until(rule, history.sent, time.at)) is not None:
        time = SendTime(full_until, "cap")
    if rule.quiet is not None:
        time = _choose_later(time, SendTime(_skip_quiet_hours(time.at, rule.quiet, zone), "quiet"))
    return time


def _choose_later(first: SendTime, second: SendTime) -> SendTime:
    """Return the later of two times; the first if they are the same."""
    return second if second.at > first.at else first


def find_full_until(rule: FollowRule, sent: Sequence[datetime], at: datetime) -> datetime | None:
    """Return until when no alert may be sent because the daily limit is reached at a time; None if it is not."""
    recent = [moment for moment in sent if at - DAY < moment]
    return recent[-rule.cap] + DAY if len(recent) >= rule.cap else None


def _skip_quiet_hours(at: datetime, quiet: QuietHours, zone: str) -> datetime:
    """Return the end of the quiet hours that a time is in, in UTC; the time itself if it is in none."""
    tz = _get_zone(zone)
    local = at.astimezone(tz)
    minute = local.hour * _MINUTES_AN_HOUR + local.minute
    if quiet.start < quiet.end:
        is_quiet = quiet.start <= minute < quiet.end
    else:
        is_quiet = minute >= quiet.start or minute < quiet.end
    if not is_quiet:
        return at
    day = local.date() if minute < quiet.end else local.date() + DAY
    end = datetime(day.year, day.month, day.day, *divmod(quiet.end, _MINUTES_AN_HOUR), tzinfo=tz)
    # If clocks are set back in between, the end may be before `at`. Then the alert is sent at once.
    return max(at, end.astimezone(at.tzinfo))


def _get_zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC if it can't be read any more."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, OSError, ValueError):
        return ZoneInfo("UTC")
