"""Ranges of days in a reader's words, and what only looks like one. Now is Wednesday, 14 September 2022."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.dates.ranges import DateRange, find_dates, merge_ranges, parse_date

NOW = datetime(2022, 9, 14, 12, tzinfo=UTC)
COVERED = frozenset({date(2020, 6, 11), date(2020, 6, 15), date(2021, 8, 28), date(2022, 1, 16)})


def find_ranges(text: str, covered: frozenset[date] = COVERED) -> list[tuple[str | None, str | None]]:
    return [
        (mention.range.first and mention.range.first.isoformat(), mention.range.last and mention.range.last.isoformat())
        for mention in find_dates(text, now=NOW, days=covered)
    ]


@pytest.mark.parametrize(
    "text", ["arrives in 20 minutes", "ferries in 19", "top 20", "bus 21 to the harbor", "in 21 days"]
)
def test_two_digits_are_a_year_only_if_nothing_is_counted_and_the_archive_has_that_year(text: str):
    assert find_ranges(text) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ferries in 20", "2020-01-01", "2020-12-31"),
        ("ferries in '21?", "2021-01-01", "2021-12-31"),
        ("since 21", "2021-01-01", None),
        ("ferries summer '20", "2020-06-01", "2020-08-31"),
        ("sales q3 21", "2021-07-01", "2021-09-30"),
        ("sales in Q1 '22", "2022-01-01", "2022-03-31"),
        ("since 2021", "2021-01-01", None),
        ("since June 2020", "2020-06-01", None),
        ("since 11 June 2020", "2020-06-11", None),
        ("from June 2020 onwards", "2020-06-01", None),
        ("from 2020 to today", "2020-01-01", "2022-09-14"),
        ("since two weeks ago", "2022-08-31", None),
        ("since yesterday", "2022-09-13", None),
        ("after June 2020", "2020-07-01", None),
        ("later than 11 June 2020", "2020-06-12", None),
        ("before 2021", None, "2020-12-31"),
        ("before June 11, 2020", None, "2020-06-10"),
        ("prior to June 2020", None, "2020-05-31"),
        ("until June 2020", None, "2020-06-30"),
        ("up to 2020", None, "2020-12-31"),
        ("by the end of June 2020", None, "2020-06-30"),
        ("in 2020 or earlier", None, "2020-12-31"),
        ("between June 12 2020 and June 30 2020", "2020-06-12", "2020-06-30"),
        ("between June 12 and June 30 2020", "2020-06-12", "2020-06-30"),
        ("between 12 and 30 June 2020", "2020-06-12", "2020-06-30"),
        ("from 12 to 30 June 2020", "2020-06-12", "2020-06-30"),
        ("June 12\u201330, 2020", "2020-06-12", "2020-06-30"),
        ("June 12 to 30, 2020", "2020-06-12", "2020-06-30"),
        ("June\u2013August 2020", "2020-06-01", "2020-08-31"),
        ("from June to August 2020", "2020-06-01", "2020-08-31"),
        ("between November and February 2021", "2020-11-01", "2021-02-28"),
        ("from December 2020 to January 2022", "2020-12-01", "2022-01-31"),
        ("2019-2021", "2019-01-01", "2021-12-31"),
        ("from 2019 through 2021", "2019-01-01", "2021-12-31"),
        ("between 2019 and 2021", "2019-01-01", "2021-12-31"),
        ("from 2020-06-11 until 2020-06-17", "2020-06-11", "2020-06-17"),
    ],
)
def test_a_preposition_makes_a_range(text: str, first: str | None, last: str | None):
    assert find_ranges(f"news {text}") == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "a ban for 1 year",
        "a one year moratorium",
        "over one year",
        "COVID-19 cases",
        "Boeing 747 and 737",
        "Starfall 4 and Windows 11",
        "Starfall 4 May Be On Track",
        "Starfall 4 December quarterly update",
        "$5 billion and 4,000 jobs",
        "from 2000 employees",
        "in 2000 people",
        "2020% more",
        "\u00a32020 and $2021",
        "police may respond",
        "the march of time",
        "a second chance",
        "March on the capital",
        "USA Today says",
        "the last five articles",
        "at 10:30 and 12.50",
        "version 1.2.3 of 4.5",
        "what will happen in 2031?",
        "next week and tomorrow",
        "31 June 2020",
        "2020-13-45",
        "a game in the last minute",
        "area code 2020-4455",
        "April O'Neil and Agent August meet",
        "the latest on April Jones",
    ],
)
def test_text_that_only_looks_like_a_date_has_none(text: str):
    assert find_ranges(text) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in June", "2020-06-01", "2020-06-30"),
        ("on June 11", "2020-06-11", "2020-06-11"),
        ("in August", "2021-08-01", "2021-08-31"),
        ("since January", "2022-01-01", None),
        ("in May", "2022-05-01", "2022-05-31"),
        ("in October", "2021-10-01", "2021-10-31"),
    ],
)
def test_a_date_without_a_year_is_the_latest_with_coverage_else_the_latest_past(
    text: str, first: str, last: str | None
):
    assert find_ranges(f"news {text}") == [(first, last)]


def test_a_clock_that_was_not_set_is_before_every_date():
    assert list(find_dates("news on June 11", now=datetime(1970, 1, 1, tzinfo=UTC), days=COVERED)) == []


@pytest.mark.parametrize(
    ("text", "explicit"),
    [
        ("robots in June 2020", True),
        ("robots since 2021", True),
        ("robots last week", True),
        ("last week's news about robots", True),
        ("last week's game", False),
        ("the best of 2020 awards", False),
        ("World Cup 2022", False),
        ("plans for 2022 models", False),
        ("robots, June 2020", True),
    ],
)
def test_an_explicit_date_differs_from_one_that_is_part_of_the_subject(text: str, explicit: bool):  # noqa: FBT001
    dates = [mention.explicit for mention in find_dates(text, now=NOW)]
    assert dates in ([explicit], [] if not explicit else [explicit])


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("robots since 2021", True),
        ("robots before June 2020", True),
        ("robots between 2019 and 2021", True),
        ("robots last week", True),
        ("robots in June 2020", False),
        ("June 11 robots", False),
        ("Today show", False),
    ],
)
def test_some_words_make_a_limit_strict(text: str, *, strict: bool):
    assert [mention.strict for mention in find_dates(text, now=NOW)] == [strict]


def test_a_range_keeps_the_typed_words_and_their_place():
    text = "What did Nimbus do between 12 and 30 June 2020, then?"
    (mention,) = find_dates(text, now=NOW)
    assert mention.range.typed == "between 12 and 30 June 2020"
    assert text[mention.start : mention.end] == mention.range.typed


def test_days_are_utc_days():
    late = datetime.fromisoformat("2022-09-14T23:30:00-05:00")
    (mention,) = find_dates("today", now=late)
    assert mention.range.first == date(2022, 9, 15)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("June 2020", date(2020, 6, 1), date(2020, 6, 30)),
        ("june", date(2020, 6, 1), date(2020, 6, 30)),
        ("since 2021", date(2021, 1, 1), None),
        ("last month", date(2022, 8, 1), date(2022, 8, 31)),
        ("11 de junio de 2020", date(2020, 6, 11), date(2020, 6, 11)),
        ("11. Juni 2020", date(2020, 6, 11), date(2020, 6, 11)),
    ],
)
def test_a_typed_date_is_parsed(typed: str, first: date, last: date | None):
    assert parse_date(typed, now=NOW, days=COVERED) == DateRange(first, last, typed)


@pytest.mark.parametrize("typed", ["", "soon", "the great flood", "???", "\U0001f642", "x" * 5000])
def test_text_without_a_date_gives_none(typed: str):
    assert parse_date(typed, now=NOW) is None


@pytest.mark.parametrize(
    ("texts", "first", "last"),
    [
        (("since 2020", "before 2021"), date(2020, 1, 1), date(2020, 12, 31)),
        (("in June 2020", "in August 2021"), date(2020, 6, 1), date(2021, 8, 31)),
        (("since 2021", "since June 2020"), date(2021, 1, 1), None),
        (("since 2022", "before 2021"), date(2020, 12, 31), date(2022, 1, 1)),
    ],
)
def test_ranges_are_merged_into_one(texts: tuple[str, ...], first: date, last: date | None):
    merged = merge_ranges([mention.range for text in texts for mention in find_dates(text, now=NOW)])
    assert merged is not None
    assert (merged.first, merged.last) == (first, last)


WORDS = st.sampled_from(
    ("in", "since", "June", "2020", "11th", "last", "week", "the", "of", "to", "and", "-", "/", "may", "31", "ago")
) | st.sampled_from(("three", "days", "yesterday", "2020-02-30", "'20", "Q4", "between", "Sunday", "year", "before"))
TEXTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=400)


@given(TEXTS, st.dates(date(1995, 1, 1), date(2090, 1, 1)))
def test_any_text_gives_ranges_in_order_within_it(text: str, today: date):
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    for mention in find_dates(text, now=now, days=COVERED):
        first, last = mention.range.first, mention.range.last
        assert 0 <= mention.start < mention.end <= len(text)
        assert first is None or last is None or first <= last
        assert mention.range.typed
