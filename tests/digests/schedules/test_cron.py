"""Which cron lines are schedules, and what others raise."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedules.cron import is_cron, parse_cron
from bot.digests.schedules.errors import ScheduleError
from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule
from bot.digests.schedules.schedule import list_upcoming_runs

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = st.lists(st.text("0123456789*/,-#LW ", max_size=8), min_size=5, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("0 9 * * 1-5", True),
        ("*/5", True),
        ("0 9 1 1 MON", True),
        ("daily 09:00", False),
        ("at 9 on every Monday", False),
    ],
)
def test_a_star_or_two_leading_fields_make_a_cron_line(line: str, is_one: bool):  # noqa: FBT001
    assert is_cron(line) == is_one


@pytest.mark.parametrize(
    ("line", "text", "runs"),
    [
        ("0 9 * * 1-5", "0 9 * * 1-5", "Thu 01 09:00, Fri 02 09:00, Mon 05 09:00"),
        ("0  9 * * mon,fri", "0 9 * * MON,FRI", "Fri 02 09:00, Mon 05 09:00"),
        ("30 8 L * *", "30 8 L * *", "Sat 31 08:30, Sat 28 08:30"),
        ("30 8 * * 5L", "30 8 * * 5L", "Fri 30 08:30, Fri 27 08:30"),
        ("30 8 * * 1#1", "30 8 * * 1#1", "Mon 05 08:30, Mon 02 08:30"),
        ("0 12 29 2 *", "0 12 29 2 *", "Tue 29 12:00"),
    ],
)
def test_a_cron_line_is_parsed(line: str, text: str, runs: str):
    schedule = parse_cron(line)
    assert (schedule.text, schedule.crons) == (text, (text,))
    found = list_upcoming_runs(schedule, NEW_YEAR, ZoneInfo("UTC"), len(runs.split(",")))
    assert ", ".join(f"{run:%a %d %H:%M}" for run in found) == runs


@pytest.mark.parametrize(
    ("line", "reason", "word", "understood", "hint"),
    [
        ("*/5 * * * *", "too-often", "", "*/5 * * * *", "0 * * * *"),
        ("0,30 9 * * *", "too-often", "", "0,30 9 * * *", "0 9 * * *"),
        ("0 0 30 2 *", "never", "", "0 0 30 2 *", "0 0 30 * *"),
        ("0 25 * * *", "bad-cron", "25", "", "0 9 * * *"),
        ("0 9 * * FRI-MON", "bad-cron", "FRI-MON", "", "0 9 * * 1-5"),
        ("0 0 9 * * *", "bad-cron", "", "", "0 9 * * *"),
        ("* *", "bad-cron", "", "", "* *"),
    ],
)
def test_an_invalid_cron_line_gives_the_reason_and_a_hint(
    line: str, reason: str, word: str, understood: str, hint: str
):
    with pytest.raises(ScheduleError) as raised:
        parse_cron(line)
    error = raised.value
    assert (error.reason, error.word, error.understood, error.hints) == (reason, word, understood, (hint,))


@given(FIELDS)
def test_any_five_fields_are_a_cron_line_or_give_an_example_of_one(text: str):
    try:
        schedule = parse_schedule(text)
    except InvalidScheduleError as error:
        assert parse_schedule(error.example).text == error.example  # noqa: PT017
    else:
        assert parse_schedule(schedule.text) == schedule
        assert list_upcoming_runs(schedule, NEW_YEAR, ZoneInfo("UTC"), 1)
