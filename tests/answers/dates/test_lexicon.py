"""The words of dates, and the numbers that they stand for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.dates import lexicon
from bot.answers.dates.lexicon import (
    extract_time_words,
    join_words,
    normalize_time_word,
    parse_count,
    parse_day,
    parse_month,
    parse_third,
    parse_year,
)
from bot.coverage.dates import MONTHS


@pytest.mark.parametrize(("text", "month"), [("Sept.", 9), ("june", 6), ("DEC", 12), ("May", 5)])
def test_a_month_has_a_number(text: str, month: int):
    assert parse_month(text) == month


@pytest.mark.parametrize(("text", "day"), [("11th", 11), ("1", 1), ("twenty-first", 21), ("Thirty First", 31)])
def test_a_day_has_a_number(text: str, day: int):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "year"),
    [("2020", 2020), ("'20", 2020), ("\u201999", 2099), ("twenty twenty", 2020), ("two thousand and nine", 2009)],
)
def test_a_year_may_be_written_in_words(text: str, year: int):
    assert parse_year(text) == year


@pytest.mark.parametrize(("text", "count"), [("12", 12), ("ten", 10), ("a couple of", 2), ("a few", 3), ("an", 1)])
def test_a_count_may_be_written_in_words(text: str, count: int):
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "third"),
    [("early June", 0), ("mid-2020", 1), ("the end of May", 2), ("last week of May", 2), ("June", None)],
)
def test_a_phrase_before_a_month_means_a_third_of_it(text: str, third: int | None):
    assert parse_third(text) == third


@pytest.mark.parametrize("month", MONTHS)
def test_the_pattern_matches_every_month_and_its_short_form(month: str):
    for text in (month, month.title(), month[:3], f"{month[:3]}."):
        assert re.fullmatch(lexicon.MONTH, text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("September 11th, 2001", {"sep", "11", "2001"}),
        ("last weekend in Sept", {"weekend", "sep"}),
        ("the marches of Orla", set[str]()),
    ],
)
def test_words_that_name_a_time_are_extracted_in_one_form(text: str, words: set[str]):
    assert {normalize_time_word(word) for word in extract_time_words(text)} == words


_WORDS = st.text("ab .", min_size=1, max_size=5)


@given(st.lists(_WORDS, min_size=1), st.text("ab .-", max_size=8))
def test_joined_words_match_the_longest_of_them_that_a_text_begins_with(words: list[str], text: str):
    expected = max((word for word in words if text.replace("-", " ").startswith(word)), key=len, default=None)
    match = re.match(join_words(words), text)
    assert (match and match.group().replace("-", " ")) == expected


def test_joined_words_match_shorter_ones_where_the_rest_of_a_pattern_needs_it():
    assert re.fullmatch(rf"(?:{join_words(['twenty', 'twenty one'])}) one", "twenty one")
