"""Schedules as people say them: `weekdays 18:30`, `first Monday of the month 10:00`, `every 6 hours`, or cron."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from bot.digests.schedules.clause import parse_clause
from bot.digests.schedules.compile import compile_clause, join_list
from bot.digests.schedules.cron import is_cron, parse_cron
from bot.digests.schedules.errors import InvalidReason, ScheduleError
from bot.digests.schedules.lexer import ScheduleToken, read_bare_time, tokenize_schedule
from bot.digests.schedules.schedule import Schedule, upcoming_runs

LONGEST = 200
"""Characters of a phrase; nobody says a longer one."""
_EXAMPLE = "daily 09:00"
# Runs that are looked at for two within an hour of each other: more than a week of hours.
_LOOKED_AT = 200


class InvalidScheduleError(ValueError):
    """A phrase that is no schedule. It holds no sentence for readers; chat makes one of its parts."""

    def __init__(self, text: str, wrong: ScheduleError, example: str) -> None:
        super().__init__(f"{wrong.reason}: {text!r}")
        self.text = text
        """The phrase, its first `LONGEST` characters."""
        self.reason: InvalidReason = wrong.reason
        self.word = wrong.word
        """The word that was not understood, as it was typed, or ""."""
        self.understood = wrong.understood
        """What was understood, in its usual form, or ""."""
        self.example = example
        """A schedule near to what was meant; `parse_schedule` accepts it."""


def parse_schedule(text: str) -> Schedule:
    """The schedule that `text` says, in English or as a cron line of five fields.

    Misspelt words are taken for the one nearest to them, where there is one; capitals and punctuation say nothing.
    Raises `InvalidScheduleError`.
    """
    try:
        return _read(text)
    except ScheduleError as wrong:
        raise InvalidScheduleError(text[:LONGEST], wrong, _example(wrong)) from None


def _example(wrong: ScheduleError) -> str:
    for hint in wrong.hints:
        try:
            return _read(hint).text
        except ScheduleError:
            continue
    return _EXAMPLE


def _read(text: str) -> Schedule:
    if len(text) > LONGEST:
        raise ScheduleError("too-long")
    if is_cron(text):
        return parse_cron(text)
    said = _combined([token for token in tokenize_schedule(text) if token.kind != "filler"])
    if not said:
        raise ScheduleError("empty")
    clauses = [compile_clause(parse_clause(part)) for part in _parted(said)]
    understood = join_list([clause.text for clause in clauses])
    for clause in clauses:
        if wrong := clause.wrong:
            raise ScheduleError(
                wrong.reason,
                word=wrong.word,
                understood=wrong.understood or understood,
                hints=(*wrong.hints, understood, *clause.hints, *(other.text for other in clauses)),
            )
    first, *others = clauses
    if others and any(clause.alone for clause in clauses):
        raise ScheduleError("bad-number", understood=understood, hints=tuple(clause.text for clause in clauses))
    schedule = Schedule(
        text=understood,
        crons=tuple(dict.fromkeys(line for clause in clauses for line in clause.crons)),
        hours=first.hours,
        stride=first.stride,
        period=first.period,
        since=first.since,
    )
    hints = tuple(hint for clause in clauses for hint in clause.hints)
    if len(schedule.text) > LONGEST:
        raise ScheduleError("too-long", hints=hints)
    if _too_often(schedule):
        raise ScheduleError("too-often", understood=understood, hints=hints)
    return schedule


def _too_often(schedule: Schedule) -> bool:
    minutes = {line.split()[0] for line in schedule.crons}
    if len(minutes) <= 1 and all(minute.isdecimal() for minute in minutes):
        # Elapsed hours, or always at the same minute: by the clock, runs are an hour apart or the same.
        return False
    # A stride of two tells as much as a longer one, whose runs take longer to find.
    nearest = msgspec.structs.replace(schedule, stride=min(schedule.stride, 2))
    runs = upcoming_runs(nearest, datetime(2027, 1, 1, tzinfo=UTC), ZoneInfo("UTC"), _LOOKED_AT)
    return any(later - earlier < timedelta(hours=1) for earlier, later in pairwise(runs))


def _combined(said: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Numbers become intervals with the unit that follows them, and times where none does."""
    found: list[ScheduleToken] = []
    for token in said:
        before = found[-1] if found else None
        if token.kind == "unit" and before and _counts(found, token):
            count = 2 if before.kind == "other" else before.value
            found[-1] = ScheduleToken("each", f"{before.raw} {token.raw}", count, token.name)
        elif token.kind == "time" and token.raw[-1:] in "hH" and before and before.kind == "every":
            found.append(ScheduleToken("each", token.raw, token.value // 60, "hour"))
        else:
            found.append(token)
    return [read_bare_time(token) if token.kind == "number" else token for token in found]


def _counts(found: Sequence[ScheduleToken], unit: ScheduleToken) -> bool:
    """`3 days` and `every third day`, but not `the third day`, nor `every first day`."""
    before = found[-1]
    if before.kind == "nth":
        every = len(found) > 1 and found[-2].kind == "every"
        return every and before.value > 1 and unit.name in {"hour", "day", "week"}
    return before.kind in {"number", "other"}


def _parted(said: Sequence[ScheduleToken]) -> Iterator[list[ScheduleToken]]:
    """Clauses: `Mondays 9:00 and Thursdays 17:00` has two, each with its own days and times, in either order."""
    part: list[ScheduleToken] = []
    order: list[str] = []
    excepting = False
    for place, token in enumerate(said):
        side = _side(token, said[place + 1 : place + 2])
        excepting = token.kind == "except" or (excepting and side != "time")
        # Times with no days after them belong to the days before them.
        own = side == "day" or any(_side(later) == "day" for later in said[place:])
        if side and not excepting and len(order) > 1 and order[0] == side and own:
            yield part
            part, order = [], []
        if side and not excepting and order[-1:] != [side]:
            order.append(side)
        part.append(token)
    yield part


def _side(token: ScheduleToken, following: Sequence[ScheduleToken] = ()) -> str:
    """Whether a token begins to say days or times: "day", "time" or ""."""
    if token.kind in {"time", "bad-time"}:
        return "time"
    named = following[0] if token.kind == "every" and following else token
    return "day" if named.kind in {"day", "group", "nth", "other"} else ""
