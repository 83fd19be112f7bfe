"""Scripts with combining marks, and scripts without spaces between words."""

import pytest

from bot.answers.analysis.scripts import is_content_pair, is_grammar, is_pictograph, remove_optional_marks
from bot.answers.analysis.tokens import normalize, tokenize
from bot.answers.analysis.wordlists import stem_content_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("मुंबई में नया पुल", ["मुंबई", "में", "नया", "पुल"]),
        ("கோவை ரயில்", ["கோவை", "ரயில்"]),
        ("العَرَبِيَّة", ["العربية"]),
        ("שָׁלוֹם", ["שלום"]),
        ("نمی\u200cخواهم", ["نمیخواهم"]),
    ],
)
def test_a_word_keeps_the_marks_that_are_part_of_its_letters(text: str, words: list[str]):
    assert [token.word for token in tokenize(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("大阪駅", ["大阪", "阪駅"]),
        ("大阪でガス漏れ", ["大阪", "で", "ガス", "漏", "れ"]),
        ("港", ["港"]),
        ("ｶﾞｽ", ["ガス"]),
        ("부산에서", ["부산", "산에", "에서"]),
        ("ราคา", ["ราคา"]),
        ("แม่น้ำ", ["แม่น้ํา"]),
        ("ລາວ", ["ລາວ"]),
        ("ខ្មែរ", ["ខ្មែរ"]),
        ("5G基地局", ["5g", "基地", "地局"]),
    ],
)
def test_words_of_scripts_without_spaces_are_pairs_of_letters(text: str, words: list[str]):
    assert [token.word for token in tokenize(text)] == words


def test_no_pair_joins_two_scripts_or_crosses_a_space():
    words = {token.word for token in tokenize("大阪 神戸とカメラ")}

    assert words == {"大阪", "神戸", "と", "カメ", "メラ"}


def test_letters_in_other_forms_have_one_normal_form():
    assert normalize("ÆTHER") == "aether"
    assert normalize("ışık") == normalize("IŞIK") == "isik"
    assert remove_optional_marks("Ёлка") == "Елка"


def test_hiragana_alone_is_grammar():
    assert [is_grammar(word) for word in ("から", "大阪", "カメラ", "from")] == [True, False, False, False]
    assert [is_content_pair(word) for word in ("から", "大阪", "カメ", "港", "from")] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_a_pictograph_is_a_word_that_says_nothing_of_a_text():
    assert [token.word for token in tokenize("\U0001f680 launch \U0001f44d\U0001f3fd")] == [
        "\U0001f680",
        "launch",
        "\U0001f44d",
    ]
    assert is_pictograph("\U0001f680")
    assert stem_content_words("\U0001f680 大阪から") == ["大阪"]
