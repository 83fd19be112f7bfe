"""A caseless pattern matches as a case-insensitive one does, whatever the text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.analysis.caseless import CaselessPattern
from bot.answers.analysis.scripts import is_western

PATTERN = r"\b(?:caf\u00e9|kilo\w+|this|in may)\b|\d+ \W|\u20ac\d"
ANY_CASE = re.compile(PATTERN, re.IGNORECASE)
# With letters that share a small form or a capital with others: long s, the Kelvin sign, dotted and dotless i.
LETTERS = st.sampled_from("cafeCAFE\u00e9\u00c9kKiIsStThHlLoOnNmMyY 12\u20ac.\u017f\u212a\u0130\u0131\u00df")


@given(st.text(LETTERS) | st.text())
def test_it_matches_where_the_pattern_matches_without_regard_to_case(text: str):
    pattern = CaselessPattern(PATTERN)
    spans = [match.span() for match in ANY_CASE.finditer(text)]

    assert pattern.find_spans(text) == spans
    assert pattern.is_in(text) == bool(spans)
    assert pattern.find(text) == (spans[0][0] if spans else -1)
    assert pattern.begins(text) == (ANY_CASE.match(text) is not None)


def test_any_of_several_patterns_may_match():
    pattern = CaselessPattern(r"^one\b", r"two$")

    assert pattern.is_in("One more")
    assert pattern.is_in("only TWO")
    assert not pattern.is_in("none")


@given(st.text(LETTERS) | st.text())
def test_several_patterns_match_where_the_first_of_them_does(text: str):
    patterns = (r"^caf", r"\bkilo", r"st", r"\bthis\b|y$", r"^in|may")
    any_of_them = re.compile("|".join(patterns), re.IGNORECASE)
    match = any_of_them.search(text)

    assert CaselessPattern(*patterns).is_in(text) == (match is not None)
    assert CaselessPattern(*patterns).find(text) == (match.start() if match else -1)
    assert CaselessPattern(*patterns).replace(text, "-") == any_of_them.sub("-", text)


def test_a_capital_letter_in_a_pattern_is_refused_but_not_in_a_class():
    with pytest.raises(ValueError, match="capital"):
        CaselessPattern("U\\.S\\.")
    CaselessPattern(r"\W\S\B\D")


@given(st.text())
def test_letters_of_a_western_text_keep_their_places_in_small_letters(text: str):
    assert not is_western(text) or len(text.lower()) == len(text)
