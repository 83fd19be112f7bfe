"""What was reported when, by period, with its silences."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage import building
from bot.coverage.archive import Archive
from bot.coverage.timeline import Span, Step, spans, step_for
from tests.support.filing import reading, record


def reported(*days: str | None) -> Archive:
    return building.build(
        [
            reading(record(f"Piece {n}", url=f"https://herald.example/{n:03}", date=day, path=f"{n}.md"))
            for n, day in enumerate(days)
        ]
    )


def told(of: Archive, by: Step | None = None) -> tuple[Span, ...]:
    return spans(of.articles, by, copies=of.copies)


def test_reports_stand_oldest_first_by_the_period_asked_for():
    made = reported("2024-02-10", "2024-01-05T10:00", "2024-01-20", "2022-07-01")
    assert [(span.first, span.last, len(span.entries)) for span in told(made, "month")] == [
        (date(2022, 7, 1), date(2022, 7, 31), 1),
        (date(2024, 1, 1), date(2024, 1, 31), 2),
        (date(2024, 2, 1), date(2024, 2, 29), 1),
    ]
    assert [(span.first, span.last) for span in told(made, "year")] == [
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2024, 1, 1), date(2024, 12, 31)),
    ]
    assert [span.first for span in told(made, "day")][:2] == [date(2022, 7, 1), date(2024, 1, 5)]


@pytest.mark.parametrize(("days", "step"), [(0, "day"), (45, "day"), (46, "month"), (1_000, "month"), (1_200, "year")])
def test_the_period_fits_the_range(days: int, step: Step):
    assert step_for(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days)) == step


def test_without_a_period_asked_for_the_reports_own_range_decides():
    assert [span.first for span in told(reported("2024-01-01", "2024-01-09"))] == [date(2024, 1, 1), date(2024, 1, 9)]
    assert [span.first for span in told(reported("2024-01-15", "2024-06-09"))] == [date(2024, 1, 1), date(2024, 6, 1)]


def test_the_undated_are_left_out_and_nothing_dated_is_no_timeline():
    assert sum(len(span.entries) for span in told(reported("2024-01-01", None))) == 1
    assert told(reported(None)) == ()
    assert told(reported()) == ()


def test_copies_are_folded_into_the_earliest():
    made = building.build(
        [
            reading(record(url="https://a.example/1", date="2024-01-02")),
            reading(record(url="https://b.example/1", date="2024-01-01")),
            reading(record("Other", url="https://c.example/1", date="2024-01-01")),
        ]
    )
    entries = [entry for span in told(made) for entry in span.entries]
    assert [(entry.article.outlet, [copy.outlet for copy in entry.also]) for entry in entries] == [
        ("b.example", ["a.example"]),
        ("c.example", []),
    ]
    only = [entry for span in spans(made.of_outlet("a.example"), copies=made.copies) for entry in span.entries]
    assert [(entry.article.outlet, entry.also) for entry in only] == [("a.example", ())]


def test_a_piece_given_a_later_date_is_marked_and_stands_at_its_first():
    made = building.build(
        [
            reading(record(date="2021-08-28")),
            reading(record(date="2020-06-11", path="b.md")),
            reading(record("B", url="https://x.example/b")),
        ]
    )
    first = told(made)[0].entries[0]
    assert first.article.published is not None
    assert first.article.published.day == date(2020, 6, 11)
    assert first.redated is not None
    assert first.redated.day == date(2021, 8, 28)


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
    last = told(reported(*days))[-1].silence
    assert (last and (last.count, last.unit, last.days)) == silence
    if last:
        assert (last.last, last.first) == tuple(map(date.fromisoformat, days))


def test_a_silence_is_named_once_before_the_period_that_ends_it():
    made = told(reported("2020-01-01", "2023-05-01", "2023-05-02", "2023-06-01"))
    assert [span.silence is not None for span in made] == [False, True]


def test_a_gap_that_is_short_against_the_whole_is_no_silence():
    monthly = [f"{year}-{month:02}-01" for year in range(2010, 2014) for month in range(1, 13)]
    monthly.remove("2011-05-01")
    assert all(span.silence is None for span in told(reported(*monthly)))


days = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(date.isoformat)


@given(st.lists(st.none() | days, max_size=20), st.sampled_from([None, "day", "month", "year"]))
def test_every_dated_report_stands_once_in_its_period_in_order(dates: list[str | None], by: Step | None):
    made = reported(*dates)
    found = told(made, by)
    entries = [entry for span in found for entry in span.entries]
    assert sorted(entry.article.id for entry in entries) == sorted(a.id for a in made.articles if a.published)
    assert all(one.last < other.first for one, other in pairwise(found))
    stood = [entry.article.published for entry in entries if entry.article.published]
    assert stood == sorted(stood)
    for span in found:
        assert all(e.article.published and span.first <= e.article.published.day <= span.last for e in span.entries)
        if span.silence:
            assert span.silence.days > 0
            assert span.silence.count > 1
