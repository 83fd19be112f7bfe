"""Combines neighboring tokens that mean one thing: `3 days`, `half past nine`, `twice a week`."""

from collections.abc import Sequence

from bot.digests.schedules.lexer import read_bare_time
from bot.digests.schedules.vocabulary import ALL_DAYS, ScheduleToken

_DAY = 24 * 60
_HOUR = 60
_NOON = 12 * 60
_HOURS_OF_CLOCK = 12
_TENS = frozenset({20, 30, 40, 50})
_MAX_MONTH_DAY = 31
# "Ten to six" is a time, and "nine to five" is a window. In digits, "10 to 6" is a window, too.
_SPOKEN_MINUTES = frozenset({5, 10, 20, 25})


def combine_tokens(tokens: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Combine tokens, and drop fillers. A number that belongs to nothing else becomes a time."""
    tokens = _combine_hours(_combine_numbers(tokens))
    tokens = [token for token in tokens if token.kind != "filler"]
    tokens = _combine_spoken_times(tokens)
    tokens = _combine_frequencies(tokens)
    tokens = _combine_units(tokens)
    return [read_bare_time(token) if token.kind == "number" else token for token in tokens]


def _is_word(token: ScheduleToken) -> bool:
    return token.kind == "number" and not token.raw[0].isdecimal()


def _combine_numbers(tokens: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Combine `twenty five` into a number."""
    combined: list[ScheduleToken] = []
    for token in tokens:
        before = combined[-1] if combined else None
        is_rest = before is not None and _is_word(token) and token.value < 10  # noqa: PLR2004 - a digit
        if before and is_rest and _is_word(before) and before.value in _TENS:
            combined[-1] = token._replace(raw=f"{before.raw} {token.raw}", value=before.value + token.value)
        else:
            combined.append(token)
    return combined


def _combine_hours(tokens: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Combine `nine thirty` and `eight oh five` into times."""
    combined: list[ScheduleToken] = []
    for token in tokens:
        before = combined[-1] if combined else None
        has_zero = before is not None and before.raw.lower() == "oh"
        hour = combined[-2] if has_zero and len(combined) > 1 else before
        is_minute = _is_word(token) and (token.value < 10 if has_zero else 10 <= token.value < _HOUR)  # noqa: PLR2004
        if hour and is_minute and _is_hour(hour):
            raw = " ".join(part.raw for part in (*combined[-1 - has_zero :], token))
            combined[-1 - has_zero :] = [ScheduleToken("time", raw, hour.value * _HOUR + token.value)]
        else:
            combined.append(token)
    return combined


def _is_hour(token: ScheduleToken) -> bool:
    return _is_word(token) and 1 <= token.value <= _HOURS_OF_CLOCK


def _combine_spoken_times(tokens: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Combine `half past nine`, `ten minutes to six pm` and `half nine` into times."""
    has_rate = any(token.kind == "interval" or token.name == "hour" for token in tokens)
    combined: list[ScheduleToken] = []
    rest = list(tokens)
    while rest:
        for length in (4, 3, 2):
            if time := _read_spoken_time(rest[:length], has_rate=has_rate):
                combined.append(time)
                del rest[:length]
                break
        else:
            combined.append(rest.pop(0))
    return combined


def _read_spoken_time(tokens: Sequence[ScheduleToken], *, has_rate: bool) -> ScheduleToken | None:
    kinds = [token.kind for token in tokens]
    if len(tokens) < 2 or kinds[0] not in {"fraction", "number"} or kinds[-1] not in {"number", "time"}:  # noqa: PLR2004
        return None
    minutes, *relation, hour = tokens
    is_counted = bool(relation) and relation[0].kind == "unit" and relation[0].name == "minute"
    relation = relation[is_counted:]
    hour = read_bare_time(hour) if hour.kind == "number" else hour
    if hour.kind != "time" or not 0 < minutes.value < _HOUR or len(relation) > 1:
        return None
    if not relation:
        is_spoken = not is_counted and minutes.kind == "fraction" and minutes.value == _HOUR // 2
        shift = minutes.value
    elif relation[0].kind == "past":
        is_spoken, shift = True, minutes.value
    elif relation[0].kind == "before" or (relation[0].kind == "range" and relation[0].raw != "-"):
        is_usual = minutes.value in _SPOKEN_MINUTES and (_is_word(minutes) or minutes.value > _HOURS_OF_CLOCK)
        is_spoken = is_counted or minutes.kind == "fraction" or (is_usual and not has_rate)
        shift = -minutes.value
    else:
        return None
    if not is_spoken:
        return None
    value = (hour.value + shift) % _DAY
    # "Five to noon" is before noon, and the part of the day of "five to one" is not known yet.
    name = ("pm" if value >= _NOON else "am") if hour.name else ""
    return ScheduleToken("time", " ".join(token.raw for token in tokens), value, name)


def _combine_frequencies(tokens: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Combine `three times a day`, `twice weekly` and `5 days a week` into frequencies, `once a day` into `daily`."""
    combined: list[ScheduleToken] = []
    rest = list(tokens)
    while rest:
        token = rest.pop(0)
        if token.kind == "number" and rest and rest[0].kind == "times":
            token = ScheduleToken("count", f"{token.raw} {rest.pop(0).raw}", token.value)
        if token.kind == "number" and _is_days_per_week(rest):
            raw = f"{token.raw} {rest[0].raw} a week"
            del rest[: 2 + (rest[1].kind == "every")]
            token = ScheduleToken("frequency", raw, token.value, "week")
            combined.append(ScheduleToken("group", raw, days=ALL_DAYS) if token.value == len(ALL_DAYS) else token)
        elif token.kind == "count":
            is_of_days = any(earlier.kind in {"group", "unit"} for earlier in combined)
            combined.extend(_read_count(token, rest, is_of_days=is_of_days))
        else:
            combined.append(token)
    return combined


def _is_days_per_week(rest: Sequence[ScheduleToken]) -> bool:
    names = [token.name for token in rest[:3] if token.kind != "every"]
    return [token.kind for token in rest[:1]] == ["unit"] and names[:2] == ["day", "week"]


def _read_count(count: ScheduleToken, rest: list[ScheduleToken], *, is_of_days: bool) -> list[ScheduleToken]:
    """Return the tokens that a count and the tokens after it become. Removes the ones it used from `rest`.

    `is_of_days`: whether the days came first, as in "daily, twice".
    """
    has_every = bool(rest) and rest[0].kind == "every"
    named = rest[has_every : has_every + 1]
    unit = named[0] if named else None
    if count.value == 1:
        if unit and (has_every or unit.kind in {"unit", "interval"} or unit.days == ALL_DAYS):
            return [] if has_every else [ScheduleToken("every", count.raw)]
        return [count]
    if unit and unit.kind in {"unit", "interval"} and unit.name != "minute":
        del rest[: has_every + 1]
        article = "a " if unit.kind == "unit" else ""
        return [ScheduleToken("frequency", f"{count.raw} {article}{unit.raw}", count.value, unit.name)]
    if is_of_days or (unit and unit.days):
        return [ScheduleToken("frequency", count.raw, count.value, "day")]
    return [count]


def _combine_units(tokens: Sequence[ScheduleToken]) -> list[ScheduleToken]:
    """Combine numbers, parts of hours and edges with the units after them, and `day 15` to an ordinal."""
    combined: list[ScheduleToken] = []
    for index, token in enumerate(tokens):
        before = combined[-1] if combined else None
        if before is None:
            combined.append(token)
        elif token.kind == "unit" and before.kind == "vague":
            # "every few hours": the interval is for the example only.
            combined.append(ScheduleToken("interval", token.raw, before.value, token.name))
        elif token.kind == "unit" and before.kind == "number" and not _is_repeated(combined):
            combined[-1] = before._replace(kind="vague", raw=f"{before.raw} {token.raw}")  # "9 hours", "for 3 days"
            combined.append(ScheduleToken("interval", token.raw, before.value, token.name))
        elif interval := _read_interval(combined, token):
            has_hours = before.kind == "fraction" and len(combined) > 1 and combined[-2].kind == "number"
            combined[-1 - has_hours :] = [interval]
        elif token.kind == "unit" and before.kind == "every" and len(combined) > 1 and combined[-2].kind == "edge":
            edge = combined[-2]
            combined[-2:] = [edge._replace(raw=f"{edge.raw} {token.raw}", name=f"{edge.name} {token.name}")]
        elif token.raw == "half" and before.raw == "hour" and not _is_before(tokens, index, "unit", "past"):
            # "every hour and a half"
            minutes = max(before.value, 1) * _HOUR + token.value
            combined[-1] = ScheduleToken("interval", f"{before.raw} {token.raw}", minutes, "minute")
        elif token.kind == "number" and _is_day_of_month(tokens, index):
            combined[-1] = ScheduleToken("ordinal", f"{before.raw} {token.raw}", token.value)
        elif token.kind == "number" and before.kind == "every" and _is_before(tokens, index, "day"):
            combined.append(token._replace(kind="ordinal"))  # "every 2 Mondays"
        else:
            combined.append(token)
    return combined


def _is_before(tokens: Sequence[ScheduleToken], index: int, *kinds: str) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].kind in kinds


def _is_repeated(combined: Sequence[ScheduleToken]) -> bool:
    """Return whether "every" stands before the last token."""
    return len(combined) > 1 and combined[-2].kind == "every"


def _read_interval(combined: Sequence[ScheduleToken], token: ScheduleToken) -> ScheduleToken | None:
    """Return the token that the last token and a unit after it become, if they belong together."""
    before = combined[-1]
    raw = f"{before.raw} {token.raw}"
    if token.kind == "unit" and before.kind == "edge":
        return before._replace(raw=raw, name=f"{before.name} {token.name}")
    if before.kind == "fraction" and token.name == "hour" and token.kind in {"unit", "interval"}:
        hours = combined[-2].value if len(combined) > 1 and combined[-2].kind == "number" else 0
        return ScheduleToken("interval", raw, hours * _HOUR + before.value, "minute")
    if token.kind == "unit" and _is_count(combined, token):
        return ScheduleToken("interval", raw, 2 if before.kind == "other" else before.value, token.name)
    if token.kind == "interval" and token.raw.lower() == "hourly" and before.kind == "number":
        return ScheduleToken("interval", raw, before.value, "hour")
    if token.raw[-1:] in "hH" and token.raw[:-1].isdecimal() and before.kind == "every":
        return ScheduleToken("interval", token.raw, int(token.raw[:-1]), "hour")
    return None


def _is_count(tokens: Sequence[ScheduleToken], unit: ScheduleToken) -> bool:
    """Return whether the last token counts the unit: `3 days` and `every third day` do, `the third day` does not."""
    before = tokens[-1]
    if before.kind == "ordinal":
        return _is_repeated(tokens) and before.value > 1 and unit.name in {"hour", "day", "week"}
    return before.kind in {"number", "other"}


def _is_day_of_month(tokens: Sequence[ScheduleToken], index: int) -> bool:
    """Return whether a number is a day of the month, as in `day 15`."""
    day, number = tokens[index - 1], tokens[index]
    if day.kind != "unit" or day.raw.lower() != "day" or not 1 <= number.value <= _MAX_MONTH_DAY:
        return False
    earlier = tokens[index - 2] if index > 1 else None
    return earlier is None or earlier.kind in {"unit", "interval", "range"}
