"""The query plan: terms, filters, boosts, length, clauses and phrases of a question."""

from datetime import date

import pytest

from bot.answers.index.reader import Filters
from bot.answers.retrieval.plan import QueryPlan, plan_query
from tests.support.conversations import DESK, parse

LONG = (
    "Considering everything that was reported about the flood at Tarn and the ferries of Blue Line, does the Reuters "
    "article of June 2020 agree with the others on whether the lake rose before the council voted?"
)


def plan(text: str) -> QueryPlan:
    return plan_query(parse(text), DESK)


def test_limits_are_filters_and_no_terms():
    limited = plan("diesel ferries from Reuters in June 2020, not from Northern Wire")

    assert [term.word for term in limited.terms] == ["diesel", "ferries"]
    assert limited.filters == Filters(
        outlets=frozenset({"reuters.com"}),
        excluded_outlets=frozenset({"wire.example"}),
        first_day=date(2020, 6, 1).toordinal(),
        last_day=date(2020, 6, 30).toordinal(),
    )
    assert (limited.boosted_outlets, limited.boosted_dates) == (frozenset(), ())


def test_a_name_that_the_archive_lacks_is_no_filter():
    assert plan("ferries from Forbes").filters.is_empty


def test_mentions_of_a_long_question_boost_instead():
    mentioned = plan(LONG)

    assert mentioned.filters.is_empty
    assert mentioned.boosted_outlets == {"reuters.com"}
    assert [(dates.first, dates.last) for dates in mentioned.boosted_dates] == [(date(2020, 6, 1), date(2020, 6, 30))]
    assert "Reuters" not in {term.word for term in mentioned.terms}


@pytest.mark.parametrize(("words", "length"), [(1, 0.0), (12, 0.0), (16, 0.5), (20, 1.0), (40, 1.0)])
def test_length_grows_with_the_words_of_the_question(words: int, length: float):
    assert plan(" ".join(["lake"] * words)).length == length


def test_only_a_longer_question_has_clauses():
    assert plan("did the lake rise and the council vote").clauses == ()
    words = [{plan(LONG).terms[position].word for position in clause} for clause in plan(LONG).clauses]
    assert len(words) > 1


def test_quoted_phrases_are_stemmed():
    assert plan('"red lines were crossed" ferries').phrases == (("red", "line", "were", "cross"),)


def test_misspelt_words_are_corrected():
    assert [(correction.typed, correction.replacement) for correction in plan("telescpoe").corrections] == [
        ("telescpoe", "telescope")
    ]


def test_a_question_without_a_subject_has_no_terms():
    assert plan("latest from Reuters").terms == ()
