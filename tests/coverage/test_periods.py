"""What was reported when, by period, with its silences and its busiest days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.periods import STEPS, PeriodSpan, Step, choose_step, find_bursts, split_periods


def told(*days: str, by: Step | None = None) -> tuple[PeriodSpan, ...]:
    return split_periods(sorted(map(date.fromisoformat, days)), by)


def test_events_stand_oldest_first_by_the_period_asked_for():
    days = ("2024-02-10", "2024-01-05", "2024-01-20", "2022-07-01")
    assert [(span.first, span.last, span.end - span.start) for span in told(*days, by="month")] == [
        (date(2022, 7, 1), date(2022, 7, 31), 1),
        (date(2024, 1, 1), date(2024, 1, 31), 2),
        (date(2024, 2, 1), date(2024, 2, 29), 1),
    ]
    assert [(span.first, span.last) for span in told(*days, by="year")] == [
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2024, 1, 1), date(2024, 12, 31)),
    ]
    assert [(span.first, span.last) for span in told(*days, by="week")][1:3] == [
        (date(2024, 1, 1), date(2024, 1, 7)),
        (date(2024, 1, 15), date(2024, 1, 21)),
    ]
    assert [span.first for span in told(*days, by="day")][:2] == [date(2022, 7, 1), date(2024, 1, 5)]


@pytest.mark.parametrize(
    ("days", "step"),
    [(0, "day"), (45, "day"), (46, "week"), (184, "week"), (185, "month"), (1_000, "month"), (1_200, "year")],
)
def test_the_period_fits_the_range(days: int, step: Step):
    assert choose_step(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days)) == step


def test_without_a_period_asked_for_the_events_own_range_decides():
    assert [span.first for span in told("2024-01-01", "2024-01-09")] == [date(2024, 1, 1), date(2024, 1, 9)]
    assert [span.first for span in told("2023-01-15", "2024-06-09")] == [date(2023, 1, 1), date(2024, 6, 1)]


def test_no_events_are_no_timeline():
    assert told() == ()
    assert find_bursts([]) == {}


@pytest.mark.parametrize(
    ("days", "silence"),
    [
        (("2022-01-10", "2023-03-15"), (14, "month", 428)),
        (("2015-01-10", "2020-03-15"), (5, "year", 1890)),
        (("2024-01-01", "2024-01-09"), (7, "day", 7)),
        (("2024-01-01", "2024-01-03"), None),
    ],
)
def test_a_long_silence_is_named_in_the_unit_that_says_it_best(days, silence):
    last = told(*days)[-1].silence
    assert (last and (last.count, last.unit, last.days)) == silence
    if last:
        assert (last.last, last.first) == tuple(map(date.fromisoformat, days))


def test_a_silence_is_named_once_before_the_period_that_ends_it():
    made = told("2020-01-01", "2023-05-01", "2023-05-02", "2023-06-01")
    assert [span.silence is not None for span in made] == [False, True]


def test_a_gap_that_is_short_against_the_whole_is_no_silence():
    monthly = [f"{year}-{month:02}-01" for year in range(2010, 2014) for month in range(1, 13)]
    monthly.remove("2011-05-01")
    assert all(span.silence is None for span in told(*monthly))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
def test_the_ends_of_the_calendar_are_periods_too(day: date, step: Step):
    (span,) = split_periods([day], step)
    assert span.first <= day <= max(span.last, span.first)


def test_a_day_of_far_more_events_than_around_it_is_a_burst():
    usual = [date(2024, 1, 1) + timedelta(3 * n) for n in range(60)]
    crowd = [date(2024, 3, 1)] * 9
    assert find_bursts(sorted([*usual, *crowd])) == {date(2024, 3, 1): 10}


def test_an_archive_that_grows_has_no_bursts():
    growing = [date(2020, 1, 1) + timedelta(day) for day in range(1500) for _ in range(1 + day // 300)]
    assert find_bursts(growing) == {}


def test_a_few_events_are_no_burst():
    assert find_bursts([date(2020, 6, 10), date(2020, 6, 11), date(2020, 6, 11)]) == {}
    assert find_bursts([date(2020, 6, 11)] * 12) == {}, "nothing tells what would be usual"


def test_a_spell_of_busy_days_is_found_whole():
    usual = [date(2024, 1, 1) + timedelta(2 * n) for n in range(100)]
    spell = [date(2024, 4, 10) + timedelta(n) for n in range(4) for _ in range(7)]
    assert list(find_bursts(sorted([*usual, *spell]))) == [date(2024, 4, 10) + timedelta(n) for n in range(4)]


some_days = st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), max_size=20).map(sorted)


@given(some_days, st.sampled_from([None, *STEPS]))
def test_every_event_stands_once_in_its_period_in_order(days: list[date], by: Step | None):
    found = split_periods(days, by)
    assert [place for span in found for place in range(span.start, span.end)] == list(range(len(days)))
    assert all(one.last < other.first for one, other in pairwise(found))
    for span in found:
        assert all(span.first <= day <= span.last for day in days[span.start : span.end])
        if span.silence:
            assert span.silence.days > 0
            assert span.silence.count > 1


@given(some_days)
def test_busy_days_are_days_of_events_with_their_counts(days: list[date]):
    for day, count in find_bursts(days).items():
        assert days.count(day) == count >= 3
