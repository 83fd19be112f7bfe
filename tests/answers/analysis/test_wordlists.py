"""Stop words, and how common a word is."""

import pytest

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import normalize
from bot.answers.analysis.wordlists import RARE_FREQUENCY, is_stopword, load_general_frequencies, stem_content_words


@pytest.mark.parametrize(("surface", "empty"), [("us", True), ("US", False), ("IT", False), ("the", True), ("I", True)])
def test_capitals_make_names_of_small_words(surface: str, empty: bool):  # noqa: FBT001
    assert is_stopword(surface, normalize(surface)) is empty


@pytest.mark.parametrize(
    ("surface", "empty"),
    [("X", False), ("x", False), ("S", False), ("u", True), ("A", True), ("I", True), ("C++", False)],
)
def test_a_single_letter_is_a_name_in_capitals(surface: str, empty: bool):  # noqa: FBT001
    assert is_stopword(surface, normalize(surface)) is empty


def test_content_words_are_stemmed_and_stop_words_left_out():
    assert stem_content_words("The police of the US are banned from 5 cities") == [
        *map(stem, ("police", "banned")),
        "5",
        stem("cities"),
    ]


def test_everyday_words_and_small_numbers_are_more_frequent_than_others():
    frequencies = load_general_frequencies()
    assert frequencies[stem("animal")] == frequencies["12"] > frequencies[stem("behave")] > RARE_FREQUENCY
    assert stem("moratorium") not in frequencies


def test_words_of_chats_are_stop_words_of_questions_alone():
    assert is_stopword("apparently", "apparently")
    assert stem_content_words("apparently") != []
