"""Events are grouped by period, and long silences and bursts are found."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage.periods import STEPS, PeriodSpan, Step, choose_step, find_bursts, split_periods


def spans(*days: str, by: Step | None = None) -> tuple[PeriodSpan, ...]:
    return split_periods(sorted(map(date.fromisoformat, days)), by)


def test_periods_are_ordered_oldest_first():
    days = ("2024-02-10", "2024-01-05", "2024-01-20", "2022-07-01")
    assert [(span.first, span.last, span.end - span.start) for span in spans(*days, by="month")] == [
        (date(2022, 7, 1), date(2022, 7, 31), 1),
        (date(2024, 1, 1), date(2024, 1, 31), 2),
        (date(2024, 2, 1), date(2024, 2, 29), 1),
    ]
    assert [(span.first, span.last) for span in spans(*days, by="year")] == [
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2024, 1, 1), date(2024, 12, 31)),
    ]
    assert [(span.first, span.last) for span in spans(*days, by="week")][1:3] == [
        (date(2024, 1, 1), date(2024, 1, 7)),
        (date(2024, 1, 15), date(2024, 1, 21)),
    ]
    assert [span.first for span in spans(*days, by="day")][:2] == [date(2022, 7, 1), date(2024, 1, 5)]


@pytest.mark.parametrize(
    ("days", "step"),
    [(0, "day"), (45, "day"), (46, "week"), (184, "week"), (185, "month"), (1_000, "month"), (1_200, "year")],
)
def test_the_kind_of_period_depends_on_the_range(days: int, step: Step):
    assert choose_step(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days)) == step


def test_by_default_the_range_of_the_events_decides():
    assert [span.first for span in spans("2024-01-01", "2024-01-09")] == [date(2024, 1, 1), date(2024, 1, 9)]
    assert [span.first for span in spans("2023-01-15", "2024-06-09")] == [date(2023, 1, 1), date(2024, 6, 1)]


def test_without_events_there_are_no_periods_and_bursts():
    assert spans() == ()
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
def test_a_long_silence_is_given_in_a_suitable_unit(days, silence):
    last = spans(*days)[-1].silence
    assert (last and (last.count, last.unit, last.days)) == silence
    if last:
        assert (last.last, last.first) == tuple(map(date.fromisoformat, days))


def test_a_silence_belongs_to_the_period_that_ends_it():
    found = spans("2020-01-01", "2023-05-01", "2023-05-02", "2023-06-01")
    assert [span.silence is not None for span in found] == [False, True]


def test_a_gap_that_is_short_compared_with_the_range_is_no_silence():
    monthly = [f"{year}-{month:02}-01" for year in range(2010, 2014) for month in range(1, 13)]
    monthly.remove("2011-05-01")
    assert all(span.silence is None for span in spans(*monthly))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
def test_the_first_and_last_day_of_the_calendar_have_periods(day: date, step: Step):
    (span,) = split_periods([day], step)
    assert span.first <= day <= max(span.last, span.first)


def test_a_day_with_far_more_events_than_the_days_around_it_is_a_burst():
    usual = [date(2024, 1, 1) + timedelta(3 * n) for n in range(60)]
    crowd = [date(2024, 3, 1)] * 9
    assert find_bursts(sorted([*usual, *crowd])) == {date(2024, 3, 1): 10}


def test_a_growing_archive_has_no_bursts():
    growing = [date(2020, 1, 1) + timedelta(day) for day in range(1500) for _ in range(1 + day // 300)]
    assert find_bursts(growing) == {}


def test_a_few_events_are_no_burst():
    assert find_bursts([date(2020, 6, 10), date(2020, 6, 11), date(2020, 6, 11)]) == {}
    # On a single day, nothing shows what the usual rate is.
    assert find_bursts([date(2020, 6, 11)] * 12) == {}


def test_all_days_of_a_burst_are_found():
    usual = [date(2024, 1, 1) + timedelta(2 * n) for n in range(100)]
    burst = [date(2024, 4, 10) + timedelta(n) for n in range(4) for _ in range(7)]
    assert list(find_bursts(sorted([*usual, *burst]))) == [date(2024, 4, 10) + timedelta(n) for n in range(4)]


day_lists = st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), max_size=20).map(sorted)


@given(day_lists, st.sampled_from([None, *STEPS]))
def test_every_event_is_in_exactly_one_period_in_order(days: list[date], by: Step | None):
    found = split_periods(days, by)
    assert [index for span in found for index in range(span.start, span.end)] == list(range(len(days)))
    assert all(earlier.last < later.first for earlier, later in pairwise(found))
    for span in found:
        assert all(span.first <= day <= span.last for day in days[span.start : span.end])
        if span.silence:
            assert span.silence.days > 0
            assert span.silence.count > 1


@given(day_lists)
def test_the_days_of_bursts_have_their_number_of_events(days: list[date]):
    for day, count in find_bursts(days).items():
        assert days.count(day) == count >= 3
