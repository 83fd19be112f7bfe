"""When an article was first published, however records write it and disagree."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage import dates
from bot.coverage.article import Moment

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def at(*parts: int) -> Moment:
    moment = datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType]
    return Moment(moment, "second" if len(parts) > 3 else "day")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2020-06-11T05:52:00Z", at(2020, 6, 11, 5, 52)),
        ("2020-06-11 05:52:00", at(2020, 6, 11, 5, 52)),
        ("2020-06-11T05:52:00+02:00", at(2020, 6, 11, 3, 52)),
        ("2020-06-11T05:52:00.000Z", at(2020, 6, 11, 5, 52)),
        ("Thu, 11 Jun 2020 05:52:00 GMT", at(2020, 6, 11, 5, 52)),
        ("2020-06-11", at(2020, 6, 11)),
        ("2020-06-11T00:00:00Z", at(2020, 6, 11)),
    ],
)
def test_dates_are_read_as_records_write_them(said: str, meant: Moment):
    assert dates.parse_moment(said, now=NOW) == meant


@pytest.mark.parametrize(
    "said",
    [
        "1969-12-31",
        "1989-12-31T23:00:00Z",
        "2024-05-22T00:00:00Z",
        "2020-02-30",
        "2020-13-01",
        "soon",
        "",
        None,
        [],
        {},
    ],
)
def test_what_can_be_no_date_of_publication_is_refused(said: object):
    with pytest.raises(dates.DateError) as caught:
        dates.parse_moment(said, now=NOW)
    assert str(caught.value)


def test_a_clock_that_runs_a_little_ahead_is_forgiven():
    assert dates.parse_moment("2024-05-21T06:00:00Z", now=NOW).day == date(2024, 5, 21)


@given(st.text(max_size=60))
def test_no_text_breaks_it(said: str):
    try:
        moment = dates.parse_moment(said, now=NOW)
    except dates.DateError:
        return
    assert datetime(1990, 1, 1, tzinfo=UTC) <= moment.at <= NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://example.org/2020/06/11/story", date(2020, 6, 11)),
        ("https://example.org/news/2020/jun/10/story/", date(2020, 6, 10)),
        ("https://example.org/2020/06/story", None),
        ("https://example.org/1620200611999", None),
        ("https://example.org/2020/13/41/story", None),
        ("https://example.org/story", None),
    ],
)
def test_a_day_in_an_address_is_strict_and_delimited(address: str, day: date | None):
    assert dates.date_in_url(address) == day


def test_the_earliest_date_counts_and_the_latest_is_kept_as_re_dated():
    dated = dates.reconcile_dates([at(2021, 8, 28, 0, 1), at(2020, 6, 11, 12, 35)], "https://example.org/story")

    assert dated.published == at(2020, 6, 11, 12, 35)
    assert dated.redated == at(2021, 8, 28, 0, 1)
    assert not dated.dated_by_url


def test_a_day_in_the_address_wins_where_it_is_more_than_two_days_earlier():
    dated = dates.reconcile_dates([at(2020, 6, 15, 9, 0)], "https://example.org/2020/06/11/story")

    assert dated.published == at(2020, 6, 11)
    assert dated.dated_by_url


@pytest.mark.parametrize("address", ["https://example.org/2020/06/13/story", "https://example.org/2020/06/20/story"])
def test_a_day_in_the_address_that_is_near_or_later_changes_nothing(address: str):
    assert dates.reconcile_dates([at(2020, 6, 15, 9, 0)], address).published == at(2020, 6, 15, 9, 0)


def test_two_times_of_one_day_are_no_re_dating():
    assert dates.reconcile_dates([at(2020, 6, 15, 9, 0), at(2020, 6, 15, 18, 0)], None).redated is None


def test_without_any_date_there_is_none():
    dated = dates.reconcile_dates([], "https://example.org/story")
    assert dated.published is None
