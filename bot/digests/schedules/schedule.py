"""When a digest is due: a schedule is a value that says which instants come after a given one, in a given zone.

The arithmetic of cron lines is `cronsim`'s, run on wall times without a zone. Which instant a wall time stands for is
decided here, by one rule: **the first instant at which the local clock reads that time or a later one**. So

- a time that the clock skips runs when the clock has skipped it: 02:30 runs at 03:00 where 02:00 is followed by 03:00,
  and only once if 03:00 is due too. Where a whole day is missing (Apia, 30 December 2011), all that was due on it is
  one run, at the first instant after it, 31 December 00:00;
- a time that comes twice runs once, the first time.

Elapsed hours (`hourly`, `every 5 hours`) follow no wall clock: `hourly` runs 25 times on a day of 25 hours.
"""

import heapq
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import msgspec
from cronsim import CronSim

DAY, WEEK = 1, 7
# The Monday from which days and weeks are counted where a phrase names no day to count from.
_FIRST_MONDAY = date(1970, 1, 5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


class Schedule(msgspec.Struct, frozen=True):
    """What `bot.digests.schedules.parse.parse` understood; `parse(schedule.text)` is the same schedule again."""

    text: str
    """The phrase in its usual form ("Mondays and Thursdays 08:00"), or the cron line."""
    crons: tuple[str, ...] = ()
    """Cron lines of five fields, by the local clock; the schedule is due where any of them is."""
    hours: int = 0
    """Hours that pass between runs, where the schedule counts elapsed hours; then there are no cron lines."""
    stride: int = 1
    """Only each `stride`th period counts."""
    period: int = DAY
    """`DAY` or `WEEK`: days in a period; weeks begin on Monday."""
    since: date | None = None
    """The day in whose period counting begins; nothing runs before it."""

    def next_after(self, instant: datetime, zone: ZoneInfo) -> datetime | None:
        """The first run strictly after `instant` (aware), in UTC; None where there is none within 50 years.

        Raises `ValueError` where `instant` has no zone.
        """
        return next(self.runs(instant, zone), None)

    def runs(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Every run strictly after `after` (aware), in UTC, strictly increasing and without end.

        Raises `ValueError` where `after` has no zone.
        """
        if after.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return self._runs(after.astimezone(UTC), zone)

    def _runs(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        last = after
        try:
            for run in self._elapsed(after, zone) if self.hours else self._walls(after, zone):
                # Several wall times can be one instant, and those of a repeated hour may have run already.
                if run > last:
                    last = run
                    yield run
        except OverflowError:  # the calendar ends with the year 9999
            return

    def _walls(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The instants of the wall times that are later than the local clock's at `after`."""
        # A wall time that the clock at `after` has reached already has had its run, however often the clock goes back.
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

    def _elapsed(self, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Hours counted from 1970, each moved to the next full hour of the local clock (Kolkata's is UTC's half)."""
        step = self.hours * _HOUR
        hour = _EPOCH + ((after - _EPOCH) // step - 1) * step
        while True:
            # In the zone's own offset there; where Lord Howe skips half an hour, 02:00 becomes 02:30, as it should.
            yield hour + -(hour.astimezone(zone).utcoffset() or timedelta()) % _HOUR
            hour += step


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clocks of `zone` read `wall` (naive), or later where they skip it."""
    there = wall.replace(tzinfo=zone).astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) == wall:
        return there
    # In a gap. With `fold` 0 the offset before the change gives an instant after it, and the other way round (PEP 495).
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    seconds = (there - before) // _SECOND
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        same = (before + middle * _SECOND).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return before + high * _SECOND


def upcoming_runs(schedule: Schedule, after: datetime, zone: ZoneInfo, count: int) -> tuple[datetime, ...]:
    """The next `count` runs after `after` (aware), in UTC; fewer where fewer come."""
    return tuple(islice(schedule.runs(after, zone), count))


def runs_between(schedule: Schedule, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The runs after `after` and up to `until` (both aware), in UTC, one at a time as they are asked for."""
    return takewhile(lambda run: run <= until, schedule.runs(after, zone))
