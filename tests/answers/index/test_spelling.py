"""A reader's spelling, corrected by the archive's own words."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.index.spelling import SpellChecker, build_spelling_sections
from bot.coverage.columns.table import build_table_in_memory

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
SPELL_CHECKER = SpellChecker(build_table_in_memory(build_spelling_sections(WORDS)))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("survelance", "surveillance"),
        ("tecnology", "technology"),
        ("telescpoe", "telescope"),
        ("recogniton", "recognition"),
        ("plice", "police"),
        ("echnology", "technology"),
    ],
)
def test_a_misspelt_word_is_corrected(typed: str, word: str):
    assert SPELL_CHECKER.suggest(typed)[0].words == (word,)


def test_of_two_equally_near_words_the_more_frequent_comes_first():
    assert [suggestion.words[0] for suggestion in SPELL_CHECKER.suggest("counsil")][:2] == ["council", "counsel"]


def test_two_words_typed_as_one_are_split():
    assert SPELL_CHECKER.suggest("facerecognition")[0].words == ("face", "recognition")


@pytest.mark.parametrize(
    "typed", ["monument", "xyzzy", "cat", "fb", "a", "2020", "iphone15", "", "\u6771\u4eac\u90fd\u5e81"]
)
def test_a_word_with_no_near_word_is_left_as_typed(typed: str):
    assert SPELL_CHECKER.suggest(typed) == ()


def test_a_more_similar_word_is_more_probable():
    near, far = SPELL_CHECKER.suggest("technolgy")[0], SPELL_CHECKER.suggest("policx")[0]

    assert near.probability > 0.9 > far.probability


@given(st.text(max_size=60))
def test_suggestions_are_few_and_sorted_by_probability(typed: str):
    suggestions = SPELL_CHECKER.suggest(typed)

    assert len(suggestions) <= 3
    assert [suggestion.probability for suggestion in suggestions] == sorted(
        (suggestion.probability for suggestion in suggestions), reverse=True
    )
    assert all(0 < suggestion.probability <= 1 and set(suggestion.words) <= set(WORDS) for suggestion in suggestions)


def test_a_misspelling_is_corrected_in_a_large_vocabulary():
    letters = string.ascii_lowercase
    many = {
        f"{a}{b}{c}{tail}": 3 for a in letters for b in letters for c in letters for tail in ("ation", "ment", "er")
    }
    spell_checker = SpellChecker(build_table_in_memory(build_spelling_sections(many)))
    assert ("abdation",) in [suggestion.words for suggestion in spell_checker.suggest("abdatoin")]
