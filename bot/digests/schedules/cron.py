"""Cron lines of five fields. `cronsim` defines what they mean."""

import re
from datetime import datetime

from cronsim import CronSim, CronSimError

from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.schedule import Schedule

_FIELDS = 5
_EXAMPLE = ("0", "9", "*", "*", "1-5")
_FIELD = re.compile(r"[0-9*][0-9*/,#L-]*", re.ASCII | re.IGNORECASE)
# The year before a leap year, so that 29 February is near.
_START = datetime(2027, 1, 1)  # noqa: DTZ001 - wall times have no zone


def is_cron(text: str) -> bool:
    """Return whether `text` looks like a cron line: it has a star, or five parts of which the first two are fields."""
    parts = text.split()
    return "*" in text or (len(parts) == _FIELDS and all(_FIELD.fullmatch(part) for part in parts[:2]))


def parse_cron(text: str) -> Schedule:
    """Parse a cron line.

    Raises `ScheduleError` if it is not one, if it is never due, or if it is due more often than once an hour.
    """
    fields = text.upper().split()
    line = " ".join(fields)
    if len(fields) != _FIELDS:
        raise ScheduleError("bad-cron", hints=(" ".join(fields[-_FIELDS:]),))
    for index, field in enumerate(fields):
        if _simulate(*_replace_field(("*",) * _FIELDS, index, field)) is None:
            hint = " ".join(_replace_field(fields, index, _EXAMPLE[index]))
            raise ScheduleError("bad-cron", word=field, hints=(hint,))
    simulation = _simulate(*fields)
    if simulation is None or next(simulation, None) is None:
        # Every field is valid, so the month doesn't have that day ("30 2"). The hint has any month.
        raise ScheduleError("never", understood=line, hints=(" ".join(_replace_field(fields, 3, "*")),))
    if len(simulation.minutes) > 1:
        # The minutes apply to every hour, so runs are an hour apart only if there is a single minute.
        raise ScheduleError("too-often", understood=line, hints=(" ".join(_replace_field(fields, 0, "0")),))
    return Schedule(text=line, crons=(line,))


def _simulate(*fields: str) -> CronSim | None:
    """Return the times of a cron line; None if it is not one."""
    try:
        return CronSim(" ".join(fields), _START)
    except (CronSimError, AssertionError):  # cronsim asserts that a step has a number before it
        return None


def _replace_field(fields: tuple[str, ...] | list[str], index: int, field: str) -> list[str]:
    return [*fields[:index], field, *fields[index + 1 :]]
