"""When a digest is due: a schedule is a value that gives the runs after an instant, in a time zone.

`cronsim` computes the times of cron lines, as wall times without a zone. This module turns a wall time into an instant,
by one rule: **the first instant at which the local clock shows that time or a later one**. So

- a time that the clock skips runs right after the gap: if 02:00 is followed by 03:00, then 02:30 runs at 03:00, and
  only once if 03:00 is due too. If a whole day is missing (Apia, 30 December 2011), everything that was due on it is
  one run, at the first instant after it, 31 December 00:00;
- a time that occurs twice runs only the first time.

Elapsed hours (`hourly`, `every 5 hours`) ignore the wall clock: `hourly` runs 25 times on a day of 25 hours.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import msgspec
from cronsim import CronSim

DAY, WEEK = 1, 7
# The Monday from which days and weeks are counted if a phrase names no day.
_FIRST_MONDAY = date(1970, 1, 5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


class Schedule(msgspec.Struct, frozen=True):
    """A parsed schedule. `parse_schedule(schedule.text)` gives the same one again."""

    text: str
    """The phrase in its usual form ("Mondays and Thursdays 08:00"), or the cron line."""
    crons: tuple[str, ...] = ()
    """Cron lines of five fields, by the local clock. The schedule is due when any of them is."""
    hours: int = 0
    """Hours between runs, if the schedule counts elapsed hours. Then there are no cron lines."""
    stride: int = 1
    """The schedule is due only in every `stride`th period."""
    period: int = DAY
    """Days in a period: `DAY` or `WEEK`. Weeks begin on Monday."""
    since: date | None = None
    """A day in the period from which periods are counted. Nothing runs before this day."""

    def next_after(self, instant: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first run strictly after `instant` (aware), in UTC; None if there is none within 50 years.

        Raises `ValueError` if `instant` has no time zone.
        """
        return next(self.runs(instant, zone), None)

    def runs(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield every run strictly after `after` (aware), in UTC, strictly increasing and without end.

        Raises `ValueError` if `after` has no time zone.
        """
        if after.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return self._runs(after.astimezone(UTC), zone)

    def _runs(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        last = after
        try:
            for run in self._elapsed_runs(after, zone) if self.hours else self._wall_runs(after, zone):
                # Several wall times can be the same instant, and those of a repeated hour may have run already.
                if run > last:
                    last = run
                    yield run
        except OverflowError:  # Python's calendar ends with the year 9999
            return

    def _wall_runs(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield the instants of the wall times that are later than what the local clock shows at `after`."""
        # If the clock had reached a wall time by `after`, its run is over, even if the clock goes back later.
        wall = after.astimezone(zone).replace(tzinfo=None)
        if self.since is not None:
            wall = max(wall, datetime.combine(self.since, datetime.min.time()) - _SECOND)
        lines = [iter(CronSim(line, wall)) for line in self.crons]
        first = self.since or _FIRST_MONDAY
        if self.period == WEEK:
            first -= timedelta(days=first.weekday())
        for due in heapq.merge(*lines):
            if (due.date() - first).days // self.period % self.stride == 0:
                yield to_instant(due, zone)

    def _elapsed_runs(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield every `hours`th hour since 1970, moved to the next full hour of the local clock.

        In Kolkata, the clock shows a full hour half an hour after UTC does.
        """
        step = self.hours * _HOUR
        hour = _EPOCH + ((after - _EPOCH) // step - 1) * step
        while True:
            # Uses the offset at that hour. When Lord Howe Island skips half an hour, 02:00 correctly becomes 02:30.
            yield hour + -(hour.astimezone(zone).utcoffset() or timedelta()) % _HOUR
            hour += step


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant, in UTC, at which the clocks of `zone` show `wall` (naive), or a later time."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    # The clocks skip `wall`. With `fold` 0 the old offset gives an instant after the change, and with `fold` 1 the new
    # offset gives one before it (PEP 495). Search for the change between the two.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    low, high = 0, (instant - before) // _SECOND
    while high - low > 1:
        middle = (low + high) // 2
        is_before = (before + middle * _SECOND).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if is_before else (low, middle)
    return before + high * _SECOND


def list_upcoming_runs(schedule: Schedule, after: datetime, zone: ZoneInfo, count: int) -> tuple[datetime, ...]:
    """Return the next `count` runs after `after` (aware), in UTC; fewer if there are fewer."""
    return tuple(islice(schedule.runs(after, zone), count))


def iterate_runs_between(schedule: Schedule, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the runs after `after` and up to `until` (both aware), in UTC. Each is computed when it is needed."""
    return takewhile(lambda run: run <= until, schedule.runs(after, zone))
