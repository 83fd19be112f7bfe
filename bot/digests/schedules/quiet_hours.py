"""The quiet hours that a person types: "22-7", "10 pm to 7 am", "22:30 until 06:00"."""

from bot.digests.follow import QuietHours
from bot.digests.schedules.lexer import read_bare_time, tokenize_schedule

_PARTS = 3


def parse_quiet_hours(text: str) -> QuietHours | None:
    """Return the quiet hours that a text names; None if it does not name a start and a different end."""
    tokens = [token for token in tokenize_schedule(text) if token.kind != "filler"]
    if len(tokens) != _PARTS or tokens[1].kind != "range":
        return None
    start, end = (read_bare_time(token) if token.kind == "number" else token for token in (tokens[0], tokens[2]))
    if start.kind != "time" or end.kind != "time" or start.value == end.value:
        return None
    return QuietHours(start.value, end.value)


def format_quiet_hours(quiet: QuietHours) -> str:
    """Return quiet hours as they are typed: "22:00-07:00"."""
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in quiet)
