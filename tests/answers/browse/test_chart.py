"""Chart data: a column for each period, busy columns, shares, and the description in words."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.browse.chart import Chart, build_chart, describe_chart, label_period
from bot.coverage.periods import find_bursts, split_periods
from tests.support.properties import examples

EVERY_OTHER_DAY = [date(2024, 1, 1) + timedelta(2 * n) for n in range(60)]
WITH_A_BUSY_DAY = sorted([*EVERY_OTHER_DAY, *[date(2024, 3, 2)] * 9, date(2024, 9, 1)])


def chart_of(days: Sequence[date], archive_days: Sequence[date] = ()) -> Chart:
    chart = build_chart(days, busy=find_bursts(days), periods=split_periods(days), archive_days=archive_days)
    assert chart is not None
    return chart


def test_one_day_makes_no_chart():
    assert build_chart([]) is None
    assert build_chart([date(2024, 1, 1)] * 3) is None


def test_every_period_has_a_column_empty_ones_too():
    chart = chart_of([date(2024, 1, 1), date(2024, 1, 4)])

    assert [(column.first.day, column.count) for column in chart.columns] == [(1, 1), (2, 0), (3, 0), (4, 1)]


@pytest.mark.parametrize(("days", "step"), [(130, "day"), (131, "week"), (911, "month"), (3901, "year")])
def test_the_step_is_the_shortest_with_few_enough_columns(days: int, step: str):
    assert chart_of([date(2000, 1, 1), date(2000, 1, 1) + timedelta(days - 1)]).step == step


@settings(max_examples=examples(20))
@given(st.lists(st.dates(date(1950, 1, 1), date(2030, 1, 1)), min_size=2, max_size=8, unique=True).map(sorted))
def test_the_columns_count_every_event_and_are_never_too_many(days: list[date]):
    chart = chart_of(days)

    assert len(chart.columns) <= 140
    assert sum(column.count for column in chart.columns) == len(days)
    assert list(describe_chart(chart))


def test_a_column_is_busy_if_half_of_it_fell_on_busy_days():
    chart = chart_of(WITH_A_BUSY_DAY)

    assert [column.first for column in chart.columns if column.busy] == [date(2024, 2, 26)]


def test_the_description_says_what_the_chart_shows():
    described = {remark.id: remark.args for remark in describe_chart(chart_of(WITH_A_BUSY_DAY))}

    assert described["chart-weeks"]["count"] == 70
    assert described["chart-most"]["count"] == 13
    assert described["chart-busy"] == {"day": "2024-03-02"}
    assert described["chart-silence"] == {"first": "2024-04-28", "last": "2024-09-01"}


def test_a_share_is_a_share_of_the_whole_archive():
    chart = chart_of(EVERY_OTHER_DAY, archive_days=sorted(EVERY_OTHER_DAY * 4))

    described = {remark.id: remark.args for remark in describe_chart(chart)}
    assert described["chart-share"] == {"percent": 25, "count": 240}


@pytest.mark.parametrize(
    ("step", "label"), [("day", "2020-06-11"), ("week", "2020-06-11"), ("month", "2020-06"), ("year", "2020")]
)
def test_a_period_is_labelled_by_its_first_day(step, label: str):
    assert label_period(date(2020, 6, 11), step) == label
