"""Knowledge about English words."""

import pytest

from bot.answers.analysis.english import (
    can_be_verb,
    find_base_form,
    is_common,
    is_english,
    is_frequent,
    read_irregular_forms,
)


@pytest.mark.parametrize("word", ["boss", "criticised", "criticized", "bought", "announcements"])
def test_an_everyday_word_in_any_form_is_common(word: str):
    assert is_common(word)


@pytest.mark.parametrize("word", ["better", "thinks", "came", "team"])
def test_an_everyday_word_is_frequent_in_any_form(word: str):
    assert is_frequent(word)
    assert not is_frequent("statue")


@pytest.mark.parametrize("word", ["gogle", "uzbekistan", "ransomware", ""])
def test_names_misspellings_and_rare_words_are_not_common(word: str):
    assert not is_common(word)


@pytest.mark.parametrize("word", ["smartphones", "penguin", "uzbekistan", "zucchini", "boss"])
def test_a_dictionary_holds_words_and_names_of_places(word: str):
    assert is_english(word)


@pytest.mark.parametrize("word", ["gogle", "amazn", "facbook", "tehnology"])
def test_a_dictionary_holds_no_misspelling(word: str):
    assert not is_english(word)


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("bought", "buy"),
        ("led", "lead"),
        ("children", "child"),
        ("stopped", "stop"),
        ("merging", "merge"),
        ("companies", "company"),
        ("dying", "die"),
        ("leaves", "leave"),
        ("buy", "buy"),
        ("boss", "boss"),
        ("news", "news"),
        ("evening", "evening"),
        ("james", "james"),
        ("zanzibari", "zanzibari"),
        ("", ""),
    ],
)
def test_a_form_has_a_base(form: str, base: str):
    assert find_base_form(form) == base


@pytest.mark.parametrize("word", ["launch", "quitting", "bought", "sued", "hack"])
def test_a_word_that_is_used_as_a_verb_can_be_one(word: str):
    assert can_be_verb(word)


@pytest.mark.parametrize("word", ["boss", "children", "police", "evening", "red"])
def test_a_word_that_is_seldom_used_as_a_verb_can_be_none(word: str):
    assert not can_be_verb(word)


def test_irregular_forms_are_those_with_another_stem():
    assert read_irregular_forms()["break"] == ("broke", "broken")
    assert "ban" not in read_irregular_forms()
