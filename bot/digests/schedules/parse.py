"""Parses schedules: phrases such as `weekdays 18:30`, `first Monday of the month 10:00`, `every 6 hours`, and cron."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from bot.digests.schedules.clause import parse_clause
from bot.digests.schedules.combine import combine_tokens
from bot.digests.schedules.compile import compile_clause, join_list
from bot.digests.schedules.cron import is_cron, parse_cron
from bot.digests.schedules.errors import InvalidReason, ScheduleError
from bot.digests.schedules.lexer import tokenize_schedule
from bot.digests.schedules.schedule import Schedule, list_upcoming_runs
from bot.digests.schedules.vocabulary import ScheduleToken

MAX_SCHEDULE = 200
"""The most characters of a phrase. Nobody types a longer one."""
_EXAMPLE = "daily 09:00"
# How many runs are checked for two within an hour of each other: more than a week has hours.
_LOOKED_AT = 200


class InvalidScheduleError(ValueError):
    """A text is not a schedule. `chat` builds the sentence for the reader from these attributes."""

    def __init__(self, text: str, error: ScheduleError, example: str) -> None:
        super().__init__(f"{error.reason}: {text!r}")
        self.text = text
        """The first `MAX_SCHEDULE` characters of the text."""
        self.reason: InvalidReason = error.reason
        self.word = error.word
        """The word that was not understood, as it was typed, or ""."""
        self.understood = error.understood
        """What was understood, in its usual form, or ""."""
        self.example = example
        """A schedule similar to the text; `parse_schedule` accepts it."""


def parse_schedule(text: str) -> Schedule:
    """Parse a schedule, in English or as a cron line of five fields.

    A misspelt word is read as the closest known word. Capitals and punctuation don't matter.
    Raises `InvalidScheduleError`.
    """
    try:
        return _parse(text)
    except ScheduleError as error:
        raise InvalidScheduleError(text[:MAX_SCHEDULE], error, _find_example(error)) from None


def _find_example(error: ScheduleError) -> str:
    """Return the first of the error's hints that is a schedule."""
    for hint in error.hints:
        try:
            return _parse(hint).text
        except ScheduleError:
            continue
    return _EXAMPLE


def _parse(text: str) -> Schedule:
    """Parse a schedule. Raises `ScheduleError`."""
    if len(text) > MAX_SCHEDULE:
        raise ScheduleError("too-long")
    if is_cron(text):
        return parse_cron(text)
    tokens = combine_tokens(list(tokenize_schedule(text)))
    if not tokens:
        raise ScheduleError("empty")
    clauses = [compile_clause(parse_clause(part)) for part in _split_clauses(tokens)]
    understood = join_list([clause.text for clause in clauses])
    for clause in clauses:
        if error := clause.error:
            raise ScheduleError(
                error.reason,
                word=error.word,
                understood=error.understood or understood,
                hints=(*error.hints, clause.example, understood, *clause.hints, *(other.text for other in clauses)),
            )
    first, *others = clauses
    if others and any(clause.is_exclusive for clause in clauses):
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
    if len(schedule.text) > MAX_SCHEDULE:
        raise ScheduleError("too-long", hints=hints)
    if _is_too_often(schedule):
        raise ScheduleError("too-often", understood=understood, hints=hints)
    return schedule


def _is_too_often(schedule: Schedule) -> bool:
    """Return whether two runs are less than an hour apart."""
    minutes = {line.split()[0] for line in schedule.crons}
    if len(minutes) <= 1 and all(minute.isdecimal() for minute in minutes):
        # With elapsed hours, or always the same minute, two different runs are at least an hour apart.
        return False
    # A stride of two is enough for this check; runs of a longer one take longer to find.
    frequent = msgspec.structs.replace(schedule, stride=min(schedule.stride, 2))
    runs = list_upcoming_runs(frequent, datetime(2027, 1, 1, tzinfo=UTC), ZoneInfo("UTC"), _LOOKED_AT)
    return any(later - earlier < timedelta(hours=1) for earlier, later in pairwise(runs))


def _split_clauses(tokens: Sequence[ScheduleToken]) -> Iterator[list[ScheduleToken]]:
    """Split tokens into clauses, each with its own days and times, in either order.

    `Mondays 9:00 and Thursdays 17:00` has two.
    """
    clause: list[ScheduleToken] = []
    order: list[str] = []
    is_excepting = False
    for index, token in enumerate(tokens):
        side = _get_side(token, tokens[index + 1 : index + 2])
        is_excepting = token.kind == "except" or (is_excepting and side != "time")
        # Times without days after them belong to the days before them.
        has_days = side == "day" or any(_get_side(later) == "day" for later in tokens[index:])
        if side and not is_excepting and len(order) > 1 and order[0] == side and has_days:
            yield clause
            clause, order = [], []
        if side and not is_excepting and order[-1:] != [side]:
            order.append(side)
        clause.append(token)
    yield clause


def _get_side(token: ScheduleToken, following: Sequence[ScheduleToken] = ()) -> str:
    """Return whether a token begins the days or the times of a clause: "day", "time" or ""."""
    if token.kind in {"time", "bad-time"}:
        return "time"
    named = following[0] if token.kind == "every" and following else token
    return "day" if named.kind in {"day", "group", "ordinal", "other"} else ""
