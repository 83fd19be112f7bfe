"""Articles in the order of first publication, by period, with the silences named."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.coverage.article import Article
from bot.coverage.timeline import spans, step_for
from tests.support.desks import desk_of, record


def articles(*days: date | datetime | None) -> tuple[Article, ...]:
    return desk_of(
        *(
            record(f"Piece number {number}", url=f"https://a.example/{number}", outlet="A", published=day)
            for number, day in enumerate(days)
        )
    ).archive.articles


@pytest.mark.parametrize(
    ("length", "step"), [(timedelta(days=10), "day"), (timedelta(days=200), "month"), (timedelta(days=4_000), "year")]
)
def test_the_period_fits_the_range(length: timedelta, step: str):
    assert step_for(date(2020, 1, 1), date(2020, 1, 1) + length) == step


def test_the_oldest_comes_first_and_the_undated_are_left_out():
    made = spans(articles(date(2020, 1, 5), None, date(2020, 1, 2)))

    assert [span.first for span in made] == [date(2020, 1, 2), date(2020, 1, 5)]


def test_a_month_holds_all_of_its_articles():
    made = spans(articles(date(2020, 1, 5), date(2020, 1, 30), date(2020, 6, 1)))

    assert [(span.first, span.last, len(span.entries)) for span in made] == [
        (date(2020, 1, 1), date(2020, 1, 31), 2),
        (date(2020, 6, 1), date(2020, 6, 30), 1),
    ]


def test_a_long_silence_is_named_before_what_ends_it():
    made = spans(articles(date(2020, 1, 5), date(2021, 3, 6), date(2021, 3, 8)))

    silences = [span.silence for span in made if span.silence]
    assert [(silence.count, silence.unit) for silence in silences] == [(14, "month")]


def test_one_day_has_no_silence():
    at = datetime(2020, 1, 5, 9, tzinfo=UTC)
    made = spans(articles(at, at + timedelta(hours=2)))

    assert len(made) == 1
    assert made[0].silence is None
    assert len(made[0].entries) == 2


def test_no_articles_make_no_timeline():
    assert spans(()) == ()
