"""Quiet hours are read as people type them."""

import pytest

from bot.digests.follow import QuietHours
from bot.digests.schedules.quiet_hours import format_quiet_hours, parse_quiet_hours


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("22-7", "22:00-07:00"),
        ("22:30–06:15", "22:30-06:15"),
        ("10 pm to 7 am", "22:00-07:00"),
        ("9pm until 7", "21:00-07:00"),
        ("midnight to 6am", "00:00-06:00"),
    ],
)
def test_quiet_hours_are_understood(typed: str, shown: str):
    quiet = parse_quiet_hours(typed)
    assert isinstance(quiet, QuietHours)
    assert format_quiet_hours(quiet) == shown
    assert parse_quiet_hours(shown) == quiet


@pytest.mark.parametrize("typed", ["", "22", "25-7", "7-7", "sometimes", "at night", "22-7-9", "mon-fri"])
def test_what_names_no_beginning_and_end_is_refused(typed: str):
    assert parse_quiet_hours(typed) is None
