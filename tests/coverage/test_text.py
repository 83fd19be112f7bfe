"""Broken text is repaired, and other text stays as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.coverage.text import clean_text, fold


@pytest.mark.parametrize(
    ("broken", "clean"),
    [
        ("Thatâ€™s it", "That’s it"),
        ("one â€” two", "one — two"),
        ("cafÃ©", "café"),
        ("Fish &amp; chips", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("it&#8217;s", "it’s"),
        ("a\u202eb\u200bc", "abc"),
        ("one\t two\r\n three", "one two three"),
        ("bell\x07 rings", "bell rings"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
    ],
)
def test_broken_text_is_repaired(broken: str, clean: str):
    assert clean_text(broken) == clean


@pytest.mark.parametrize(
    "text",
    [
        "“Quoted”, it’s said – and left alone…",
        "<GM.N> falls as List<string> rises",
        "2 < 3 & 4 > 1",
        "Ｆｕｌｌ ｗｉｄｔｈ",
        "ﬁne ligatures",
        "東京の天気",
        "👩‍👧 went home",
    ],
)
def test_correct_text_stays_as_it_is(text: str):
    assert clean_text(text) == text


def test_an_entity_is_unescaped_at_most_twice():
    assert clean_text("&amp;amp;lt;") == "&lt;"


@given(st.text(st.characters(exclude_characters="&"), max_size=200))
@example("\u00d7\U000e0000\u00af")
def test_cleaning_again_changes_nothing(value: str):
    once = clean_text(value)
    assert clean_text(once) == once


@given(st.text(max_size=200))
def test_no_control_or_direction_character_is_left(value: str):
    assert not set(clean_text(value)) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\x00\x07\x1b\n\t\r")


@pytest.mark.parametrize(
    ("first", "second"),
    [("Café – Été", "cafe ete"), ("It’s", "it's"), ("FACE-recognition", "face recognition"), ("  a  B ", "a b")],
)
def test_folding_removes_differences_in_writing(first: str, second: str):
    assert fold(first) == fold(second)


def test_folding_keeps_digits():
    assert fold("34 more deaths") != fold("36 more deaths")
