"""Wording: whether a sentence asks, teases, hedges, denies, or is no prose."""

import pytest

from bot.answers.evidence.wording import asks, read_wording


@pytest.mark.parametrize(
    ("field", "text", "other"),
    [
        ("asks", "Is the ferry coming to Tarn?", "The ferry is coming to Tarn."),
        ("teases", "How to catch the last ferry", "The last ferry leaves at nine."),
        ("hedges", "The council is in talks to buy the ferry.", "The council bought the ferry."),
        ("former", "The former mayor of Tarn spoke.", "The mayor of Tarn spoke."),
        ("negates", "The ferry does not sail.", "The ferry sails."),
        ("no_prose", "#ferry #tarn", "The ferry sails to Tarn."),
    ],
)
def test_each_wording_is_told_from_plain_prose(field: str, text: str, other: str):
    assert getattr(read_wording(text, is_headline=False), field) == 1
    assert getattr(read_wording(other, is_headline=False), field) == 0


def test_only_a_headline_teases_by_a_question_word():
    assert read_wording("What the ferry ban means for Tarn", is_headline=True).teases == 1
    assert read_wording("When the ferry stopped, people walked", is_headline=False).teases == 0


def test_a_headline_with_a_question_mark_asks():
    assert asks("Ferry ban delayed?")
    assert not asks("Ferry ban delayed")
