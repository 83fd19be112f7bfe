"""Wording: whether a sentence asks, hedges, denies, or isn't prose."""

from collections.abc import Callable

import pytest

from bot.answers.evidence.wording import asks, hedges, is_about_former, is_no_prose, negates


@pytest.mark.parametrize(
    ("is_so", "text", "other"),
    [
        (asks, "Is the ferry coming to Tarn?", "The ferry is coming to Tarn."),
        (hedges, "The council is in talks to buy the ferry.", "The council bought the ferry."),
        (is_about_former, "The former mayor of Tarn spoke.", "The mayor of Tarn spoke."),
        (negates, "The ferry does not sail.", "The ferry sails."),
        (is_no_prose, "#ferry #tarn", "The ferry sails to Tarn."),
    ],
)
def test_each_wording_is_told_from_plain_prose(is_so: Callable[[str], bool], text: str, other: str):
    assert is_so(text)
    assert not is_so(other)


def test_a_headline_with_a_question_mark_asks():
    assert asks("Ferry ban delayed?")
    assert not asks("Ferry ban delayed")
