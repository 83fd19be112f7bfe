"""Which days and times a clause names."""

import pytest

from bot.digests.schedules.clause import Clause, list_minutes, parse_clause
from bot.digests.schedules.lexer import tokenize_schedule
from bot.digests.schedules.schedule import WEEK
from bot.digests.schedules.vocabulary import LAST


def parse(text: str) -> Clause:
    return parse_clause([token for token in tokenize_schedule(text) if token.kind != "filler"])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Monday, Thursday", {0, 3}),
        ("Friday to Monday", {4, 5, 6, 0}),
        ("weekends", {5, 6}),
        ("every day", set(range(7))),
    ],
)
def test_days_of_the_week_are_collected(text: str, days: set[int]):
    assert parse(text).days == days


def test_days_after_except_are_excluded():
    clause = parse("daily except Saturday and Sunday")
    assert (clause.days, clause.excluded) == (set(range(7)), {5, 6})


def test_ordinals_belong_to_the_days_that_follow():
    assert parse("2nd and 4th Tuesday").nth_days == {(2, 1), (4, 1)}
    assert parse("first Monday and third Thursday").nth_days == {(1, 0), (3, 3)}


def test_ordinals_without_days_are_days_of_the_month():
    assert parse("1st and 15th of the month").month_days == {1, 15}
    assert parse("1st to 3rd of the month").month_days == {1, 2, 3}
    assert parse("last day of the month").month_days == {LAST}
    assert parse("last weekday of the month").last_weekday


def test_every_third_monday_is_every_three_weeks():
    clause = parse("every third Monday")
    assert (clause.days, clause.stride, clause.period, clause.nth_days) == ({0}, 3, WEEK, set())
    assert parse("every third Monday of the month").nth_days == {(3, 0)}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("18:30 and 9:00", [1_110, 540]),
        ("7:00 in the evening", [1_140]),
        ("2:00 at night", [120]),
        ("7:00 at night", [1_140]),
        ("mornings 8:00 and 9:00", [480, 540]),
    ],
)
def test_times_are_moved_to_the_part_of_the_day(text: str, minutes: list[int]):
    assert list_minutes(parse(text)) == minutes


def test_the_first_word_that_is_not_understood_is_the_error():
    error = parse("Mondays blursday 9:00 25:00").error
    assert error is not None
    assert (error.reason, error.word) == ("unknown-word", "blursday")
