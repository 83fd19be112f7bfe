"""Publication dates are read as records write them, and the earliest counts unless the URL is earlier still."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage import dates
from bot.coverage.article import Moment
from tests.support.desks import build_desk, build_record, build_wire_record

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


def at(*parts: int) -> Moment:
    moment = datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType]
    return Moment(moment, "second" if len(parts) > 3 else "day")


@pytest.mark.parametrize(
    ("text", "expected"),
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
def test_dates_are_read_as_records_write_them(text: str, expected: Moment):
    assert dates.parse_moment(text, now=NOW) == expected


@pytest.mark.parametrize(
    "value",
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
def test_a_value_that_is_no_publication_date_is_refused(value: object):
    with pytest.raises(dates.DateError) as caught:
        dates.parse_moment(value, now=NOW)
    assert str(caught.value)


def test_a_clock_that_runs_a_little_ahead_is_forgiven():
    assert dates.parse_moment("2024-05-21T06:00:00Z", now=NOW).day == date(2024, 5, 21)


@given(st.text(max_size=60))
def test_any_text_gives_a_date_in_range_or_a_date_error(text: str):
    try:
        moment = dates.parse_moment(text, now=NOW)
    except dates.DateError:
        return
    assert datetime(1990, 1, 1, tzinfo=UTC) <= moment.at <= NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2020/06/11/story", date(2020, 6, 11)),
        ("https://example.org/news/2020/jun/10/story/", date(2020, 6, 10)),
        ("https://example.org/2020/06/story", None),
        ("https://example.org/1620200611999", None),
        ("https://example.org/2020/13/41/story", None),
        ("https://example.org/story", None),
    ],
)
def test_a_day_in_a_url_must_be_complete_and_real(url: str, day: date | None):
    assert dates.find_date_in_url(url) == day


def test_the_earliest_date_counts_and_the_latest_is_kept_as_redated():
    dated = dates.reconcile_dates([at(2021, 8, 28, 0, 1), at(2020, 6, 11, 12, 35)], "https://example.org/story")

    assert dated.published == at(2020, 6, 11, 12, 35)
    assert dated.redated == at(2021, 8, 28, 0, 1)
    assert not dated.dated_by_url


def test_a_day_in_the_url_counts_if_it_is_more_than_two_days_earlier():
    dated = dates.reconcile_dates([at(2020, 6, 15, 9, 0)], "https://example.org/2020/06/11/story")

    assert dated.published == at(2020, 6, 11)
    assert dated.dated_by_url


@pytest.mark.parametrize("url", ["https://example.org/2020/06/13/story", "https://example.org/2020/06/20/story"])
def test_a_day_in_the_url_that_is_near_or_later_changes_nothing(url: str):
    assert dates.reconcile_dates([at(2020, 6, 15, 9, 0)], url).published == at(2020, 6, 15, 9, 0)


def test_two_times_on_one_day_are_no_redating():
    assert dates.reconcile_dates([at(2020, 6, 15, 9, 0), at(2020, 6, 15, 18, 0)], None).redated is None


def test_without_dates_an_article_is_undated():
    dated = dates.reconcile_dates([], "https://example.org/story")
    assert dated.published is None


@pytest.mark.parametrize("form", list(dates.MONTH_NUMBERS))
def test_the_month_pattern_finds_every_form_of_a_month(form: str):
    assert re.fullmatch(dates.MONTH_PATTERN, form)
    assert dates.MONTHS[dates.MONTH_NUMBERS[form] - 1].startswith(form[:3])


def test_articles_without_a_date_are_last_in_either_order():
    articles = build_desk(
        build_record("Ferries", url="https://wire.example/undated"),
        build_wire_record("old", "2020-06-11", "Council bans diesel ferries"),
        build_wire_record("new", "2021-03-04", "Lake Orla rises"),
    ).archive.articles

    newest_first = [article.title for article in sorted(articles, key=dates.get_newest_first_key)]
    oldest_first = [article.title for article in sorted(articles, key=dates.get_oldest_first_key)]
    assert newest_first == ["Lake Orla rises", "Council bans diesel ferries", "Ferries"]
    assert oldest_first == ["Council bans diesel ferries", "Lake Orla rises", "Ferries"]


def test_articles_without_a_date_come_first_by_timestamp():
    dated, undated = build_desk(
        build_record("Ferries", url="https://wire.example/undated"),
        build_wire_record("old", "2020-06-11", "Council bans diesel ferries"),
    ).archive.articles

    assert dates.get_publication_timestamp(undated) == 0
    assert dates.get_publication_timestamp(dated) > 0
