"""Words of a text, and their normal forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.analysis.tokens import MAX_WORD_LENGTH, join_hyphenated, normalize, split_words, tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Amazon's AMAZON\u2019S amazon", ["amazon", "amazon", "amazon"]),
        ("U.S. and U.K troops at 9 a.m.", ["us", "and", "uk", "troops", "at", "9", "am"]),
        ("O'Reilly doesn\u2019t", ["oreilly", "doesnt"]),
        ("caf\u00e9 na\u00efve \ufb01nance", ["cafe", "naive", "finance"]),
        ("$7,474 is 1.5bn", ["7474", "is", "1.5", "bn"]),
        ("face-recognition in 5G", ["face", "recognition", "in", "5g"]),
        ("\u6771\u4eac", ["\u6771\u4eac"]),
        ("*** ~2 (", ["2"]),
        ("C++ and C#, not C++20 or C", ["c++", "and", "c#", "not", "c++", "20", "or", "c"]),
        ("AT&T's R&D, Q&A & P & L", ["at&t", "r&d", "q&a", "p", "l"]),
        ("the M-35, F\u201116 and MH-370", ["the", "m35", "f16", "and", "mh370"]),
        ("X-ray, twenty-2, 3-1 and Q1", ["x", "ray", "twenty", "2", "3", "1", "and", "q1"]),
        ("", []),
    ],
)
def test_a_text_is_read_as_words(text: str, words: list[str]):
    assert [token.word for token in tokenize(text)] == words


def test_a_token_tells_where_it_stands():
    text = "The U.S. said so"

    assert [text[token.start : token.end] for token in tokenize(text)] == [token.surface for token in tokenize(text)]


@given(st.text(max_size=300))
def test_any_text_gives_words_without_white_space(text: str):
    for token in tokenize(text):
        assert token.word
        assert len(token.word) <= MAX_WORD_LENGTH
        assert not any(character.isspace() for character in token.word)


@given(st.text(max_size=300))
def test_the_fast_way_reads_the_same_words(text: str):
    assert [normalize(surface) for surface in split_words(text)] == [token.word for token in tokenize(text)]


@given(st.text(st.characters(max_codepoint=127) | st.sampled_from("a1'.-")))
def test_a_text_in_ascii_is_read_like_one_with_another_sign(text: str):
    assert split_words(text) == split_words(f"{text} \u201d")


def test_hyphenated_words_are_also_written_as_one():
    assert join_hyphenated("Face-recognition on multi-cloud e-mail - and more") == [
        "facerecognition",
        "multicloud",
        "email",
    ]


@pytest.mark.parametrize("text", ["\u02bc", "\u02bcs", "a \u02bc b"])
def test_an_apostrophe_that_counts_as_a_letter_gives_no_empty_word(text: str):
    assert all(token.word for token in tokenize(text))
