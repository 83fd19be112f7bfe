"""One clause of a schedule's phrase: days and their times, gathered token by token."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.lexer import ALL_DAYS, LAST, WEEKDAYS, ScheduleToken
from bot.digests.schedules.schedule import DAY, WEEK

_NOON = 12 * 60
# "2 at night" is after midnight, "7 at night" before it.
_NIGHT_BEGINS = 5 * 60
_LONGEST = {"hour": 31 * 24, "day": 366, "week": 52, "month": 1}
"""How many of each may pass between runs."""
_LAST_DAY_OF_MONTH = 31


@dataclass
class Clause:
    """What a clause has said so far; `wrong` is the first thing in it that was not understood."""

    days: set[int] = field(default_factory=set[int])
    excluded: set[int] = field(default_factory=set[int])
    excluding: bool = False
    ordinals: list[int] = field(default_factory=list[int])
    """Those said last, of days that follow, or else of the month."""
    used: bool = False
    """Whether days followed `ordinals`."""
    nth_days: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    """Ordinal and weekday: the first Monday is (1, 0)."""
    month_days: set[int] = field(default_factory=set[int])
    last_weekday: bool = False
    every_nth: bool = False
    month: str = ""
    week: str = ""
    times: list[ScheduleToken] = field(default_factory=list[ScheduleToken])
    part: str = ""
    window: str = ""
    """The word that makes the times a span."""
    hours: int = 0
    stride: int = 1
    period: int = DAY
    since: ScheduleToken | None = None
    wrong: ScheduleError | None = None

    def fail(self, wrong: ScheduleError) -> None:
        """Keep what was wrong first; what follows is still read, for what can be understood."""
        self.wrong = self.wrong or wrong

    def unknown(self, token: ScheduleToken) -> None:
        """A word that has no meaning here."""
        self.fail(ScheduleError("unknown-word", word=token.raw))


def parse_clause(tokens: Sequence[ScheduleToken]) -> Clause:
    """The clause that `tokens` say."""
    said = Clause()
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        # Where a range ends here, where it began.
        began = tokens[place - 2] if before and before.kind == "range" and place > 1 else None
        _READERS[token.kind](said, token, _Around(before, after, began if began and began.kind == token.kind else None))
    if not said.used:
        said.month_days.update(said.ordinals)
    _strides(said)
    return said


@dataclass(frozen=True)
class _Around:
    before: ScheduleToken | None
    after: ScheduleToken | None
    began: ScheduleToken | None

    def follows(self, *kinds: str) -> bool:
        return self.before is not None and self.before.kind in kinds

    def leads(self, *kinds: str) -> bool:
        return self.after is not None and self.after.kind in kinds


def _strides(said: Clause) -> None:
    """`every third Monday` is every three weeks, `every third Monday of the month` is not."""
    numbers = {number for number, _ in said.nth_days}
    if said.every_nth and not said.month and len(numbers) == 1 and min(numbers) > 1:
        said.stride, said.period = numbers.pop(), WEEK
        said.days.update(day for _, day in said.nth_days)
        said.nth_days.clear()


def _add(said: Clause, days: set[int] | frozenset[int]) -> None:
    if said.excluding:
        said.excluded |= days
    elif said.ordinals:
        said.used = True
        said.nth_days |= {(number, day) for number in said.ordinals for day in days}
    else:
        said.days |= days


def _day(said: Clause, token: ScheduleToken, around: _Around) -> None:
    first = around.began.value if around.began else token.value
    _add(said, {(first + step) % 7 for step in range((token.value - first) % 7 + 1)})


def _group(said: Clause, token: ScheduleToken, around: _Around) -> None:
    if said.ordinals == [LAST] and not said.used and token.days == WEEKDAYS:
        said.last_weekday, said.ordinals = True, []
    elif around.follows("nth", "other"):
        said.unknown(token)
    else:
        _add(said, token.days)


def _unit(said: Clause, token: ScheduleToken, around: _Around) -> None:
    if token.name == "day" and around.follows("nth"):
        said.month_days.update(said.ordinals)
        said.ordinals = []
    elif token.name == "week" and (said.ordinals or said.month_days):
        said.unknown(token)
    else:
        _each(said, token._replace(value=1), around)


def _each(said: Clause, token: ScheduleToken, _: _Around) -> None:
    name, count = token.name, token.value
    if name == "minute":
        if count < 60 or count % 60:  # noqa: PLR2004 - minutes of an hour
            often = count < 60  # noqa: PLR2004
            hint = "hourly" if often else f"every {count // 60 + 1} hours"
            said.fail(ScheduleError("too-often" if often else "bad-number", word=token.raw, hints=(hint,)))
            return
        name, count = "hour", count // 60
    if not 1 <= count <= _LONGEST[name]:
        said.fail(ScheduleError("bad-number", word=token.raw))
    elif name == "hour":
        said.hours = count
    elif name == "month":
        said.month = token.raw
    else:
        if name == "week":
            said.week = token.raw
        elif count == 1:
            said.days |= ALL_DAYS
        if count > 1:
            said.stride, said.period = count, WEEK if name == "week" else DAY


def _nth(said: Clause, token: ScheduleToken, around: _Around) -> None:
    if said.used:
        said.ordinals, said.used = [], False
    if token.value != LAST and not 1 <= token.value <= _LAST_DAY_OF_MONTH:
        said.unknown(token)
        return
    first = around.began.value if around.began else token.value
    if not 0 < first < token.value:
        first = token.value
    said.ordinals += [number for number in range(first, token.value + 1) if number not in said.ordinals]
    said.every_nth = said.every_nth or around.follows("every")


def _other(said: Clause, token: ScheduleToken, around: _Around) -> None:
    if around.leads("day"):
        said.stride, said.period = 2, WEEK
    else:
        said.unknown(token)


def _time(said: Clause, token: ScheduleToken, around: _Around) -> None:
    said.times.append(token)
    if around.began and around.before:
        said.window = said.window or around.before.raw


def _part(said: Clause, token: ScheduleToken, around: _Around) -> None:
    if said.times and around.follows("time"):
        said.times[-1] = _in_part(said.times[-1], token.name)
    else:
        said.part = token.name


def _in_part(time: ScheduleToken, part: str) -> ScheduleToken:
    """A time of 12 hours, in the part of the day that was said with it."""
    if time.name or time.value >= 13 * 60:
        return time
    clock = time.value % _NOON
    later = part == "pm" or (part == "night" and clock >= _NIGHT_BEGINS)
    return time._replace(value=clock + _NOON * later, name=part)


def list_minutes(said: Clause) -> list[int]:
    """The minutes of the day that were said, in the order that they were said in."""
    return [_in_part(time, said.part).value if said.part else time.value for time in said.times]


def _range(said: Clause, token: ScheduleToken, around: _Around) -> None:
    before, after = around.before, around.after
    if token.raw != "-" and not (before and after and before.kind == after.kind in {"day", "time", "nth"}):
        said.unknown(token)


def _from(said: Clause, token: ScheduleToken, around: _Around) -> None:
    if around.leads("time"):
        said.window = token.raw
    elif not around.leads("date"):
        said.unknown(token)


def _since(said: Clause, token: ScheduleToken, _: _Around) -> None:
    said.since = token


def _except(said: Clause, *_: object) -> None:
    said.excluding = True


def _bad_time(said: Clause, token: ScheduleToken, _: _Around) -> None:
    said.fail(ScheduleError("bad-time", word=token.raw))


def _unknown(said: Clause, token: ScheduleToken, _: _Around) -> None:
    said.unknown(token)


def _pass(*_: object) -> None:
    """`every` says something only to what follows it."""


_READERS: dict[str, Callable[[Clause, ScheduleToken, _Around], None]] = {
    "day": _day,
    "group": _group,
    "unit": _unit,
    "each": _each,
    "nth": _nth,
    "other": _other,
    "time": _time,
    "part": _part,
    "range": _range,
    "from": _from,
    "date": _since,
    "except": _except,
    "every": _pass,
    "bad-time": _bad_time,
    "unknown": _unknown,
}
