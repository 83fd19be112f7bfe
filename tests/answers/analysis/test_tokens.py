"""How text becomes words, and words stems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.analysis.tokens import (
    LONGEST,
    is_stopword,
    join_hyphenated,
    normalize,
    split_words,
    stem,
    stem_roots,
    tokenize,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Amazon's AMAZON\u2019S amazon", ["amazon", "amazon", "amazon"]),
        ("U.S. and U.K troops at 9 a.m.", ["us", "and", "uk", "troops", "at", "9", "am"]),
        ("O'Reilly doesn\u2019t", ["oreilly", "doesnt"]),
        ("caf\u00e9 na\u00efve \ufb01nance", ["cafe", "naive", "finance"]),
        ("$7,474 is 1.5bn", ["7474", "is", "1.5", "bn"]),
        ("face-recognition in 5G", ["face", "recognition", "in", "5g"]),
        ("\u6771\u4eac", ["\u6771", "\u4eac"]),
        ("\U0001f642 *** ~2 (", ["2"]),
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
        assert len(token.word) <= LONGEST
        assert not any(character.isspace() for character in token.word)
        assert stem(token.word)


@given(st.text(max_size=300))
def test_the_fast_way_reads_the_same_words(text: str):
    assert [normalize(surface) for surface in split_words(text)] == [token.word for token in tokenize(text)]


def test_hyphenated_words_are_also_written_as_one():
    assert join_hyphenated("Face-recognition on multi-cloud e-mail - and more") == [
        "facerecognition",
        "multicloud",
        "email",
    ]


def test_word_forms_share_a_stem():
    assert len({stem(word) for word in ("ban", "bans", "banned", "banning")}) == 1


def test_united_is_no_unit():
    assert stem("united") != stem("unit")


def test_forms_that_a_stemmer_keeps_apart_share_a_root():
    assert set(stem_roots(stem("extension"))) & set(stem_roots(stem("extends")))
    assert set(stem_roots(stem("suspension"))) & set(stem_roots(stem("suspended")))
    assert not set(stem_roots(stem("police"))) & set(stem_roots(stem("policy")))


@pytest.mark.parametrize(("surface", "empty"), [("us", True), ("US", False), ("IT", False), ("the", True), ("I", True)])
def test_capitals_make_names_of_small_words(surface: str, empty: bool):  # noqa: FBT001
    assert is_stopword(surface, normalize(surface)) is empty
