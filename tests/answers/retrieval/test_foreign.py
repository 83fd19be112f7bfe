"""Questions in another language find articles in English, and in that language."""

from datetime import UTC, datetime

import pytest

from bot.answers.answer import Answer
from bot.answers.pipeline import answer
from tests.support.desks import build_bulletins, build_desk, build_wire_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)
ENGLISH = build_desk(
    (
        build_wire_record(
            "bridge",
            "2024-05-05",
            "Tarn bridge opens to trams",
            "The bridge over the Tarn opened on 4 May 2024. It cost 30 million dollars.",
        ),
        build_wire_record(
            "stena", "2024-04-09", "Stena names a new chief", "Stena CEO Mara Lindqvist took office in April."
        ),
    ),
    build_bulletins(20),
)
GERMAN = build_desk(
    (
        build_wire_record(
            "bruecken",
            "2024-05-05",
            "Br\u00fccken \u00fcber die Tarn gesperrt",
            "Zwei Br\u00fccken \u00fcber die Tarn bleiben bis zum 3. Juni gesperrt, weil das "
            "Hochwasser die Pfeiler besch\u00e4digt hat.",
        ),
        build_wire_record(
            "radwege",
            "2024-05-07",
            "Stadtrat beschlie\u00dft neue Radwege",
            "Der Stadtrat von Tarnau beschloss am Montag neue Radwege f\u00fcr 12 Millionen Euro.",
        ),
    ),
    build_bulletins(20),
)


def ask(text: str, *, german: bool = False) -> Answer:
    return answer(text, GERMAN if german else ENGLISH, now=NOW)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Wer leitet Stena?", "Mara Lindqvist"),
        ("qui dirige Stena ?", "Mara Lindqvist"),
        ("\u00bfqui\u00e9n dirige Stena?", "Mara Lindqvist"),
        ("Wann wurde die Br\u00fccke \u00fcber die Tarn er\u00f6ffnet?", "4 May 2024"),
        ("Combien a co\u00fbt\u00e9 le pont sur la Tarn ?", "30 million dollars"),
    ],
)
def test_an_english_article_answers_a_question_in_another_language(text: str, quoted: str):
    assert any(quoted in quote.text for quote in ask(text).quotes)


@pytest.mark.parametrize("text", ["Welche Br\u00fccke ist gesperrt?", "warum sind die Br\u00fccken gesperrt"])
def test_an_article_in_the_language_is_found_by_other_forms_of_its_words(text: str):
    assert any("Pfeiler" in quote.text or "gesperrt" in quote.text for quote in ask(text, german=True).quotes)


def test_what_no_article_has_is_not_found():
    assert ask("Wann wurde die Oper in Bergen er\u00f6ffnet?").verdict != "found"
    assert ask("Wer gewann die Wahl?", german=True).verdict == "nothing"


def test_a_word_of_another_script_is_seldom_a_misspelling():
    wheat = build_desk(
        (
            build_wire_record(
                "wheat",
                "2024-05-05",
                "\u0627\u0631\u062a\u0641\u0627\u0639 \u0623\u0633\u0639\u0627\u0631 \u0627\u0644\u0642\u0645\u062d",
                "\u0627\u0631\u062a\u0641\u0639\u062a \u0623\u0633\u0639\u0627\u0631 "
                "\u0627\u0644\u0642\u0645\u062d \u0647\u0630\u0627 \u0627\u0644\u0634\u0647\u0631.",
            ),
        ),
        build_bulletins(20),
    )
    gold = "\u0623\u0633\u0639\u0627\u0631 \u0627\u0644\u0630\u0647\u0628"
    assert answer(gold, wheat, now=NOW).verdict != "found"
