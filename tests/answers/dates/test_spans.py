"""Spans that name days, months, seasons and years, in words and digits. Today is Wednesday, 14 September 2022."""

from datetime import date

import pytest

from bot.answers.dates.spans import NO_YEAR, find_spans

TODAY = date(2022, 9, 14)


def find_days(text: str, covered: frozenset[date] = frozenset()) -> list[tuple[str, str]]:
    return [(span.first.isoformat(), span.last.isoformat()) for span in find_spans(text, today=TODAY, days=covered)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 11 June 2020", "2020-06-11"),
        ("June 11, 2020", "2020-06-11"),
        ("June 11th 2020", "2020-06-11"),
        ("the 11th of June 2020", "2020-06-11"),
        ("11th June, 2020", "2020-06-11"),
        ("Jun. 11 2020", "2020-06-11"),
        ("2020-06-11", "2020-06-11"),
        ("2020/06/11", "2020-06-11"),
        ("published at 2020-06-11T22:42:00+00:00", "2020-06-11"),
        ("11.06.2020", "2020-06-11"),
        ("31/12/2020", "2020-12-31"),
        ("12/31/2020", "2020-12-31"),
        ("12/31/20", "2020-12-31"),
        ("the eleventh of June twenty twenty", "2020-06-11"),
        ("June twenty-first, two thousand and twenty", "2020-06-21"),
        ("June 11 '20", "2020-06-11"),
        ("29 February 2020", "2020-02-29"),
        ("today", "2022-09-14"),
        ("yesterday", "2022-09-13"),
        ("the day before yesterday", "2022-09-12"),
        ("10 days ago", "2022-09-04"),
        ("ten days ago", "2022-09-04"),
        ("a day ago", "2022-09-13"),
        ("last Monday", "2022-09-12"),
        ("last Wednesday", "2022-09-07"),
        ("this Wednesday", "2022-09-14"),
    ],
)
def test_a_day_is_found(text: str, day: str):
    assert find_days(f"news {text}") == [(day, day)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in June 2020", "2020-06-01", "2020-06-30"),
        ("in february 2020", "2020-02-01", "2020-02-29"),
        ("June of 2020", "2020-06-01", "2020-06-30"),
        ("2020-06", "2020-06-01", "2020-06-30"),
        ("in early June 2020", "2020-06-01", "2020-06-10"),
        ("mid-June 2020", "2020-06-11", "2020-06-20"),
        ("at the end of June 2020", "2020-06-21", "2020-06-30"),
        ("in 2020", "2020-01-01", "2020-12-31"),
        ("in the year 2020", "2020-01-01", "2020-12-31"),
        ("in twenty twenty", "2020-01-01", "2020-12-31"),
        ("in late 2020", "2020-09-01", "2020-12-31"),
        ("in summer 2020", "2020-06-01", "2020-08-31"),
        ("in the winter of 2020", "2020-12-01", "2021-02-28"),
        ("from the last week of June 2020", "2020-06-21", "2020-06-30"),
        ("in Q3 2020", "2020-07-01", "2020-09-30"),
        ("in the third quarter of 2020", "2020-07-01", "2020-09-30"),
        ("in the first half of 2020", "2020-01-01", "2020-06-30"),
        ("last week", "2022-09-05", "2022-09-11"),
        ("this week", "2022-09-12", "2022-09-14"),
        ("last month", "2022-08-01", "2022-08-31"),
        ("this month", "2022-09-01", "2022-09-14"),
        ("last year", "2021-01-01", "2021-12-31"),
        ("this year", "2022-01-01", "2022-09-14"),
        ("last summer", "2022-06-01", "2022-08-31"),
        ("last June", "2022-06-01", "2022-06-30"),
        ("last September", "2021-09-01", "2021-09-30"),
        ("last weekend", "2022-09-10", "2022-09-11"),
        ("in the past week", "2022-09-07", "2022-09-14"),
        ("in the last two weeks", "2022-08-31", "2022-09-14"),
        ("over the past three days", "2022-09-11", "2022-09-14"),
        ("in the last 24 hours", "2022-09-13", "2022-09-14"),
        ("in the last couple of months", "2022-07-14", "2022-09-14"),
        ("three weeks ago", "2022-08-22", "2022-08-28"),
        ("two months ago", "2022-07-01", "2022-07-31"),
        ("two years ago", "2020-01-01", "2020-12-31"),
    ],
)
def test_a_longer_period_is_found(text: str, first: str, last: str):
    assert find_days(f"news {text}") == [(first, last)]


@pytest.mark.parametrize(
    ("text", "covered", "day"),
    [
        ("6/11/2020", {date(2020, 6, 11)}, "2020-06-11"),
        ("6/11/2020", {date(2020, 11, 6)}, "2020-11-06"),
        ("6/11/2020", set[date](), "2020-06-11"),
        ("6.11.2020", set[date](), "2020-11-06"),
        ("10/9/2022", set[date](), "2022-09-10"),
    ],
)
def test_an_ambiguous_date_is_the_day_with_coverage_else_the_past_day(text: str, covered: set[date], day: str):
    assert find_days(text, frozenset(covered)) == [(day, day)]


def test_a_date_without_a_year_is_marked_as_such():
    (span,) = find_spans("on June 11", today=TODAY)
    assert span.yearless
    assert span.first == span.last == date(NO_YEAR, 6, 11)


@pytest.mark.parametrize(
    ("text", "certainty"), [("2020-06-11", 2), ("11 June", 1), ("police may 11 times", 1), ("2020", 0), ("May", 0)]
)
def test_a_span_tells_how_surely_it_is_a_date(text: str, certainty: int):
    (span,) = find_spans(text, today=TODAY)
    assert span.certainty == certainty


def test_weeks_ago_mean_the_whole_week_and_keep_the_exact_day():
    (span,) = find_spans("two weeks ago", today=TODAY)
    assert span.relative
    assert (span.first, span.last, span.exact) == (date(2022, 8, 29), date(2022, 9, 4), date(2022, 8, 31))


@pytest.mark.parametrize("text", ["31 June 2020", "2020-13-45", "nothing of the kind"])
def test_a_day_that_the_calendar_lacks_is_no_span(text: str):
    assert find_days(text) == []
