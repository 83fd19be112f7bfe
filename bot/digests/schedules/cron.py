"""Cron lines of five fields, checked; what `cronsim` makes of them is what they mean."""

import re
from datetime import datetime

from cronsim import CronSim, CronSimError

from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.schedule import Schedule

_FIELDS = 5
_USUAL = ("0", "9", "*", "*", "1-5")
_FIELD = re.compile(r"[0-9*][0-9*/,#L-]*", re.ASCII | re.IGNORECASE)
# Lines are tried from the year before a leap year, so that 29 February is near.
_TRIED_FROM = datetime(2027, 1, 1)  # noqa: DTZ001 - wall times have no zone


def is_cron(text: str) -> bool:
    """Whether `text` is meant as a cron line: it has a star, or five parts of which the first two look like fields."""
    parts = text.split()
    return "*" in text or (len(parts) == _FIELDS and all(_FIELD.fullmatch(part) for part in parts[:2]))


def parse_cron(text: str) -> Schedule:
    """The schedule of a cron line; raises `ScheduleError` where it is none, never comes, or comes more than hourly."""
    parts = text.upper().split()
    line = " ".join(parts)
    if len(parts) != _FIELDS:
        raise ScheduleError("bad-cron", hints=(" ".join(parts[-_FIELDS:]),))
    for place, part in enumerate(parts):
        if _sim(*_with(("*",) * _FIELDS, place, part)) is None:
            raise ScheduleError("bad-cron", word=part, hints=(" ".join(_with(parts, place, _USUAL[place])),))
    sim = _sim(*parts)
    if sim is None or next(sim, None) is None:
        # The day that the month lacks is at fault, so any month would do.
        raise ScheduleError("never", understood=line, hints=(" ".join(_with(parts, 3, "*")),))
    if len(sim.minutes) > 1:
        # All its hours have all its minutes, so that one minute alone means an hour or more between runs.
        raise ScheduleError("too-often", understood=line, hints=(" ".join(_with(parts, 0, "0")),))
    return Schedule(text=line, crons=(line,))


def _sim(*parts: str) -> CronSim | None:
    try:
        return CronSim(" ".join(parts), _TRIED_FROM)
    except (CronSimError, AssertionError):  # it asserts that a step has a number before it
        return None


def _with(parts: tuple[str, ...] | list[str], place: int, part: str) -> list[str]:
    return [*parts[:place], part, *parts[place + 1 :]]
