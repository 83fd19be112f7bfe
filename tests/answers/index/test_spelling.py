"""A reader's typing, read as the archive's own words."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.index.spelling import SpellChecker, build_spelling_sections
from bot.coverage.columns.table import table_in_memory

WORDS = {
    "surveillance": 12,
    "technology": 80,
    "telescope": 4,
    "council": 30,
    "counsel": 2,
    "recognition": 40,
    "face": 44,
    "police": 60,
    "policy": 9,
    "harbor": 5,
}
SPELLER = SpellChecker(table_in_memory(build_spelling_sections(WORDS)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("survelance", "surveillance"),
        ("tecnology", "technology"),
        ("teh-telescpoe".partition("-")[2], "telescope"),
        ("recogniton", "recognition"),
        ("plice", "police"),
        ("echnology", "technology"),
    ],
)
def test_a_misspelt_word_is_read_as_the_one_that_was_meant(typed: str, meant: str):
    assert SPELLER.suggest(typed)[0].words == (meant,)


def test_of_two_near_words_the_more_frequent_comes_first():
    assert [guess.words[0] for guess in SPELLER.suggest("counsil")][:2] == ["council", "counsel"]


def test_two_words_run_together_are_taken_apart():
    assert SPELLER.suggest("facerecognition")[0].words == ("face", "recognition")


@pytest.mark.parametrize(
    "typed", ["monument", "xyzzy", "cat", "fb", "a", "2020", "iphone15", "", "\u6771\u4eac\u90fd\u5e81"]
)
def test_a_word_that_nothing_is_near_is_left_as_typed(typed: str):
    assert SPELLER.suggest(typed) == ()


def test_a_near_miss_is_less_likely_than_a_slip():
    slip, far = SPELLER.suggest("technolgy")[0], SPELLER.suggest("policx")[0]

    assert slip.probability > 0.9 > far.probability


@given(st.text(max_size=60))
def test_guesses_are_few_sorted_and_between_nothing_and_certain(typed: str):
    guesses = SPELLER.suggest(typed)

    assert len(guesses) <= 3
    assert [guess.probability for guess in guesses] == sorted((guess.probability for guess in guesses), reverse=True)
    assert all(0 < guess.probability <= 1 and set(guess.words) <= set(WORDS) for guess in guesses)


def test_a_slip_is_found_in_a_large_vocabulary():
    letters = string.ascii_lowercase
    many = {
        f"{a}{b}{c}{tail}": 3 for a in letters for b in letters for c in letters for tail in ("ation", "ment", "er")
    }
    speller = SpellChecker(table_in_memory(build_spelling_sections(many)))
    assert ("abdation",) in [guess.words for guess in speller.suggest("abdatoin")]
