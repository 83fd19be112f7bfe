"""The words of a question and how they are written."""

import pytest

from bot.answers.query.outlets.tokens import tokenize_question


def test_words_are_folded_and_keep_their_places():
    question = tokenize_question("Did L'\u00c9quipe report it?")
    assert question.words == ("did", "lequipe", "report", "it")
    assert [question.text[token.start : token.end] for token in question.tokens] == [
        "Did",
        "L'\u00c9quipe",
        "report",
        "it",
    ]


def test_a_domain_is_one_word():
    assert tokenize_question("robots on theverge.com.").words == ("robots", "on", "theverge.com")


def test_a_possessive_is_told_apart_and_left_out_of_a_joined_name():
    question = tokenize_question("the Washington Post's article and Reuters' coverage")
    assert question.join(1, 3) == "Washington Post"
    assert [question.tokens[at].is_possessive for at in (2, 5)] == [True, True]
    assert not question.tokens[3].is_possessive


@pytest.mark.parametrize(
    ("text", "cased", "title_cased"),
    [
        ("What did Reuters report?", True, False),
        ("what did reuters report?", False, False),
        ("WHAT DID REUTERS REPORT?", False, False),
        ("Nimbus Bans Police Use of Its Cameras Today", True, True),
    ],
)
def test_capitals_tell_names_only_in_mixed_text(text: str, cased: bool, title_cased: bool):  # noqa: FBT001
    question = tokenize_question(text)
    assert (question.cased, question.title_cased) == (cased, title_cased)


def test_a_proper_name_has_capitals_except_for_small_words():
    question = tokenize_question("in the House of Lords said")
    assert question.is_proper_name(2, 5)
    assert not question.is_proper_name(2, 6)
