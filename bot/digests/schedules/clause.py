"""One clause of a phrase: the days and times that its tokens name, read token by token."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.schedule import DAY, WEEK
from bot.digests.schedules.vocabulary import ALL_DAYS, LAST, LOOSE, WEEKDAYS, ScheduleToken

_HOUR = 60
_NOON = 12 * 60
_DAY = 24 * 60
# "2 at night" is after midnight, "7 at night" before it.
_NIGHT_BEGINS = 5 * 60
_MAX_COUNT = {"hour": 31 * 24, "day": 366, "week": 52, "month": 1}
"""The longest interval between runs, in each unit."""
_LAST_DAY_OF_MONTH = 31
_EDGES = {
    "start day": ("", "08:00"),
    "middle day": ("", "12:00"),
    "end day": ("", "18:00"),
    "start week": ("Mondays", ""),
    "middle week": ("Wednesdays", ""),
    "end week": ("Fridays", ""),
    "start month": ("1st of the month", ""),
    "middle month": ("15th of the month", ""),
    "end month": ("last day of the month", ""),
}
"""The days and times that the edges of a unit (`end of the month`) become in an example."""


@dataclass
class Clause:
    """What the tokens read so far mean. `error`: the first thing that was not understood."""

    days: set[int] = field(default_factory=set[int])
    excluded: set[int] = field(default_factory=set[int])
    is_excluding: bool = False
    ordinals: list[int] = field(default_factory=list[int])
    """The ordinals read last. They belong to the days that follow; if none follow, they are days of the month."""
    is_used: bool = False
    """Whether days followed `ordinals`."""
    nth_days: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    """Ordinal and weekday: the first Monday is (1, 0)."""
    month_days: set[int] = field(default_factory=set[int])
    last_weekday: bool = False
    every_nth: bool = False
    month: str = ""
    """The word for a month, as typed."""
    week: str = ""
    """The word for a week, as typed."""
    times: list[ScheduleToken] = field(default_factory=list[ScheduleToken])
    part: str = ""
    """The part of the day for all times: am, pm or night."""
    window: str = ""
    """The word that makes the times a window, such as "to"."""
    hours: int = 0
    stride: int = 1
    period: int = DAY
    since: ScheduleToken | None = None
    frequency: ScheduleToken | None = None
    """How often in a day, week or month, if the clause says so."""
    example_days: str = ""
    """The days of an example, for a clause that doesn't name any."""
    example_times: str = ""
    """The times of an example, for a clause that doesn't name any."""
    error: ScheduleError | None = None

    def fail(self, error: ScheduleError) -> None:
        """Keep the first error. Reading continues, to find what else can be understood."""
        self.error = self.error or error

    def reject(self, token: ScheduleToken) -> None:
        """Fail because a word has no meaning in this position."""
        self.fail(ScheduleError("unknown-word", word=token.raw))


def parse_clause(tokens: Sequence[ScheduleToken]) -> Clause:
    """Read the tokens of one clause. Does not raise; see `Clause.error`."""
    clause = Clause()
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        # The token that began a range, if the range ends with this one.
        begin = tokens[index - 2] if before and before.kind == "range" and index > 1 else None
        begin = begin if begin and begin.kind == token.kind else None
        _READERS[token.kind](clause, token, _Neighbors(before, after, begin))
    if not clause.is_used:
        clause.month_days.update(clause.ordinals)
    _resolve_stride(clause)
    return clause


@dataclass(frozen=True)
class _Neighbors:
    """The tokens around one token. `begin`: the token that began a range, if this one ends it."""

    before: ScheduleToken | None
    after: ScheduleToken | None
    begin: ScheduleToken | None

    def is_after(self, *kinds: str) -> bool:
        return self.before is not None and self.before.kind in kinds

    def is_before(self, *kinds: str) -> bool:
        return self.after is not None and self.after.kind in kinds


def _resolve_stride(clause: Clause) -> None:
    """Turn `every third Monday` into every three weeks; `every third Monday of the month` stays as it is."""
    numbers = {number for number, _ in clause.nth_days}
    if clause.every_nth and not clause.month and len(numbers) == 1 and min(numbers) > 1:
        clause.stride, clause.period = numbers.pop(), WEEK
        clause.days.update(day for _, day in clause.nth_days)
        clause.nth_days.clear()


def _add_days(clause: Clause, days: set[int] | frozenset[int]) -> None:
    if clause.is_excluding:
        clause.excluded |= days
    elif clause.ordinals:
        clause.is_used = True
        clause.nth_days |= {(number, day) for number in clause.ordinals for day in days}
    else:
        clause.days |= days


def _read_day(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    first = neighbors.begin.value if neighbors.begin else token.value
    _add_days(clause, {(first + step) % 7 for step in range((token.value - first) % 7 + 1)})


def _read_group(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    if clause.ordinals == [LAST] and not clause.is_used and token.days == WEEKDAYS:
        clause.last_weekday, clause.ordinals = True, []
    elif neighbors.is_after("ordinal", "other"):
        clause.reject(token)
    else:
        _add_days(clause, token.days)


def _read_unit(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    if token.name == "day" and neighbors.is_after("ordinal"):
        clause.month_days.update(clause.ordinals)
        clause.ordinals = []
    elif token.name == "week" and (clause.ordinals or clause.month_days):
        clause.reject(token)
    else:
        _read_interval(clause, token._replace(value=1), neighbors)


def _read_interval(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    unit, count = token.name, token.value
    if unit == "minute":
        if count < 60 or count % 60:  # noqa: PLR2004 - minutes of an hour
            is_too_often = count < 60  # noqa: PLR2004
            clause.example_times = "hourly" if is_too_often else f"every {count // 60 + 1} hours"
            clause.fail(ScheduleError("too-often" if is_too_often else "bad-number", word=token.raw))
            return
        unit, count = "hour", count // 60
    if not 1 <= count <= _MAX_COUNT[unit]:
        clause.example_days = "1st of the month" if unit == "month" else ""
        clause.example_times = "hourly" if unit == "hour" else ""
        clause.fail(ScheduleError("bad-number", word=token.raw))
    elif unit == "hour":
        clause.hours = count
    elif unit == "month":
        clause.month = token.raw
    else:
        if unit == "week":
            clause.week = token.raw
        elif count == 1:
            clause.days |= ALL_DAYS
        if count > 1:
            clause.stride, clause.period = count, WEEK if unit == "week" else DAY


def _read_ordinal(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    if clause.is_used:
        clause.ordinals, clause.is_used = [], False
    if token.value != LAST and not 1 <= token.value <= _LAST_DAY_OF_MONTH:
        clause.reject(token)
        return
    first = neighbors.begin.value if neighbors.begin else token.value
    if not 0 < first < token.value:
        first = token.value
    clause.ordinals += [number for number in range(first, token.value + 1) if number not in clause.ordinals]
    clause.every_nth = clause.every_nth or neighbors.is_after("every")


def _read_other(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    if neighbors.is_before("day"):
        clause.stride, clause.period = 2, WEEK
    else:
        clause.reject(token)


def _read_time(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    clause.times.append(token)
    if neighbors.begin and neighbors.before:
        clause.window = clause.window or neighbors.before.raw


def _read_part(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    if clause.times and neighbors.is_after("time"):
        clause.times[-1] = _move_to_part(clause.times[-1], token.name)
    else:
        clause.part = token.name


def _move_to_part(time: ScheduleToken, part: str) -> ScheduleToken:
    """Move a time of the 12-hour clock to a part of the day, such as "7 in the evening"."""
    if time.name or time.value >= 13 * 60:
        return time
    minute = time.value % _NOON
    is_later = part == "pm" or (part == "night" and minute >= _NIGHT_BEGINS)
    return time._replace(value=minute + _NOON * is_later, name=part)


def list_minutes(clause: Clause) -> list[int]:
    """List the clause's times as minutes of the day, in the order in which they were typed.

    People list times in the order of the day: the 5 in "9 and 5" and in "9 to 5" is in the afternoon; "05:00" is not.
    """
    minutes: list[int] = []
    last = _NOON + _HOUR - 1
    for time in clause.times:
        moved = _move_to_part(time, clause.part) if clause.part else time
        is_bare = not moved.name and not moved.raw.startswith("0") and _HOUR <= moved.value < _NOON
        if is_bare and minutes and moved.value <= minutes[-1] <= last:
            # From here on, times are in the afternoon.
            moved, last = moved._replace(value=moved.value + _NOON), _DAY
        minutes.append(moved.value)
    return minutes


def _read_range(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    before, after = neighbors.before, neighbors.after
    if token.raw != "-" and not (before and after and before.kind == after.kind in {"day", "time", "ordinal"}):
        clause.reject(token)


def _read_from(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    if neighbors.is_before("time"):
        clause.window = token.raw
    elif not neighbors.is_before("date"):
        clause.reject(token)


def _read_date(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    clause.since = token


def _read_except(clause: Clause, token: ScheduleToken, neighbors: _Neighbors) -> None:
    clause.is_excluding = True
    if not neighbors.is_before("except", "day", "group", "ordinal", "every", "unit"):
        clause.reject(token)


def _read_frequency(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    if token.name == "hour":
        clause.example_times = "hourly"
        clause.fail(ScheduleError("too-often", word=token.raw))
    clause.frequency = token


def _read_edge(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    """Reject `end of the month`, with the example that it stands for."""
    clause.example_days, clause.example_times = _EDGES.get(token.name, ("", ""))
    clause.reject(token)


def _read_loose(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    days, times = LOOSE[token.name]
    if token.name == "tonight":
        clause.part = "night"
    clause.example_days, clause.example_times = days or clause.example_days, times or clause.example_times
    clause.reject(token)


def _read_bad_time(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    if token.value:
        clause.example_times = "00:00"  # 24:00
    clause.fail(ScheduleError("bad-time", word=token.raw))


def _read_unknown(clause: Clause, token: ScheduleToken, _: _Neighbors) -> None:
    clause.reject(token)


def _skip(*_: object) -> None:
    """Skip `every`. The token after it takes it into account."""


_READERS: dict[str, Callable[[Clause, ScheduleToken, _Neighbors], None]] = {
    "day": _read_day,
    "group": _read_group,
    "unit": _read_unit,
    "interval": _read_interval,
    "ordinal": _read_ordinal,
    "other": _read_other,
    "time": _read_time,
    "part": _read_part,
    "range": _read_range,
    "from": _read_from,
    "date": _read_date,
    "except": _read_except,
    "every": _skip,
    "frequency": _read_frequency,
    "edge": _read_edge,
    "loose": _read_loose,
    "bad-time": _read_bad_time,
    **dict.fromkeys(("fraction", "past", "before", "count", "times", "vague", "unknown"), _read_unknown),
}
