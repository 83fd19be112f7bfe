"""Forms of words of other languages, by their common beginning."""

import pytest

from bot.answers.desk.desk import Desk
from bot.answers.retrieval.inflection import find_inflected_forms
from tests.support.desks import FILES, build_desk, build_record


def build(*titles: str) -> Desk:
    return build_desk(
        *(build_record(title, url=f"https://wire.example/{n}", outlet="Wire") for n, title in enumerate(titles))
    )


FOREIGN = build(
    "Новый мост открыт в Казани",
    "Учителям выплатили премии",
    "சென்னையில் கனமழை",
    "किताबों का मेला",
    "Uusi silta Tampereelle",
    "Kirjastojen aukiolot muuttuvat",
    "Ankara'nın suları kesildi",
)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("казань", "казани"),
        ("учителя", "учителям"),
        ("சென்னை", "சென்னையில்"),
        ("किताब", "किताबों"),
        ("किताबें", "किताबों"),
        ("tampere", "tampereel"),
        ("kirjasto", "kirjastojen"),
        ("ankara", "ankaranin"),
    ],
)
def test_a_word_is_found_in_its_other_forms(typed: str, form: str):
    assert [each[: len(form)] for each in find_inflected_forms(typed, FOREIGN.index.vocabulary)] == (
        [form] if form else []
    )


@pytest.mark.parametrize("typed", ["казак", "учёба", "сад", "மதுரை", "किसान", "kirja", "turku", "anka"])
def test_another_word_or_a_short_one_has_no_forms(typed: str):
    assert find_inflected_forms(typed, FOREIGN.index.vocabulary) == ()


def test_an_english_archive_needs_no_guesses_at_words_in_latin_letters():
    assert find_inflected_forms("telesco", build_desk(*FILES).index.vocabulary) == ()
