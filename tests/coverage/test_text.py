"""Text is mended where it is broken, and nowhere else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.coverage.text import clean_text, fold


@pytest.mark.parametrize(
    ("broken", "mended"),
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
def test_what_is_broken_is_mended(broken: str, mended: str):
    assert clean_text(broken) == mended


@pytest.mark.parametrize(
    "sound",
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
def test_what_is_sound_stays_as_it_is(sound: str):
    assert clean_text(sound) == sound


def test_an_entity_is_unescaped_twice_at_most():
    assert clean_text("&amp;amp;lt;") == "&lt;"


@given(st.text(st.characters(exclude_characters="&"), max_size=200))
@example("\u00d7\U000e0000\u00af")
def test_mending_again_changes_nothing(value: str):
    once = clean_text(value)
    assert clean_text(once) == once


@given(st.text(max_size=200))
def test_no_control_or_direction_mark_is_left(value: str):
    assert not set(clean_text(value)) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\x00\x07\x1b\n\t\r")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café – Été", "cafe ete"), ("It’s", "it's"), ("FACE-recognition", "face recognition"), ("  a  B ", "a b")],
)
def test_folding_makes_ways_of_writing_one(one: str, other: str):
    assert fold(one) == fold(other)


def test_folding_keeps_figures_apart():
    assert fold("34 more deaths") != fold("36 more deaths")
