"""Questions in German, French and Spanish, in English as far as the glossary goes."""

import pytest

from bot.answers.query.languages import stem_in_language, translate_question


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("Wann kommt Zelda raus?", "german", "when does Zelda come out?"),
        ("wer leitet die Reederei Stena", "german", "who runs the Reederei Stena"),
        ("Was kostet das Ticket?", "german", "how much is the Ticket?"),
        ("quand sort Zelda ?", "french", "when is released Zelda?"),
        ("Combien de personnes sont mortes dans l'incendie ?", "french", "how many people are killed in the fire?"),
        ("pourquoi Stena a-t-elle ferm\u00e9 l\u2019\u00e9cole", "french", "why Stena has closed the school"),
        ("\u00bfCu\u00e1ndo abre el puente de Tarn?", "spanish", "when open the bridge of Tarn?"),
        ("cuanto cuesta el tren", "spanish", "how much is the train"),
    ],
)
def test_the_words_for_asking_and_common_words_become_english(text: str, language: str, english: str):
    translation = translate_question(text)

    assert (translation.language, translation.text) == (language, english)


@pytest.mark.parametrize(
    "text",
    [
        "when does the ferry sail",
        "was the die hard sequel delayed",
        "who is la liga top scorer",
        "what happened in El Salvador",
        "news on Les Mis",
        "Lake Orla",
        "",
    ],
)
def test_english_questions_stay_as_they_are(text: str):
    assert translate_question(text).text == text
    assert translate_question(text).language == ""


def test_content_words_keep_the_word_as_typed():
    assert translate_question("Warum wurde die Br\u00fccke gesperrt?").originals == (
        ("bridge", "Br\u00fccke"),
        ("ban", "gesperrt"),
    )


def test_what_is_quoted_is_not_translated():
    assert "\u201ezu fr\u00fch\u201c" in translate_question("wer sagte \u201ezu fr\u00fch\u201c?").text


def test_words_of_a_language_have_its_stems():
    assert stem_in_language("brucken", "german") == stem_in_language("brucke", "german")
