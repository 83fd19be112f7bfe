"""A question's words as terms: known, corrected, unknown, and what else satisfies them."""

import pytest

from bot.answers.desk.desk import Desk
from bot.answers.index.reader import MAX_TERMS
from bot.answers.retrieval.terms import Term, build_terms, list_corrections, split_clauses
from tests.support.desks import FILES, desk_of, record


@pytest.fixture(scope="module")
def desk() -> Desk:
    return desk_of(
        *FILES, record("Police seize a drone", url="https://a.example/1", excerpt="Facebook had the picture.")
    )


def read(text: str, desk: Desk) -> tuple[Term, ...]:
    return build_terms(text, desk.index.vocabulary, desk.spell_checker, desk.synonyms)


def test_words_that_say_nothing_are_left_out(desk: Desk):
    assert [term.word for term in read("What did the council do about it?", desk)] == ["council"]
    assert read("who is it", desk) == ()


def test_a_word_counts_once(desk: Desk):
    assert [term.word for term in read("lake Lake LAKE", desk)] == ["lake"]


def test_a_misspelt_word_is_corrected_and_told(desk: Desk):
    (term,) = read("telescpoe", desk)

    assert (term.status, term.meant) == ("corrected", "telescope")
    assert [(one.said, one.meant) for one in list_corrections([term])] == [("telescpoe", "telescope")]


def test_a_plain_english_word_is_no_slip(desk: Desk):
    # One letter from "lake" and from "pier": what the archive has is not what was meant.
    (term,) = read("cake", desk)

    assert (term.status, term.stems) == ("unknown", {})


def test_an_unknown_word_keeps_its_weight(desk: Desk):
    known, unknown = read("council Zanzibari", desk)

    assert unknown.status == "unknown"
    assert unknown.idf > known.idf


def test_words_run_together_are_two_terms_and_one_correction(desk: Desk):
    found = read("dieselferries", desk)

    assert [term.meant for term in found] == ["diesel", "ferries"]
    assert [one.meant for one in list_corrections(found)] == ["diesel ferries"]


def test_words_that_the_archive_writes_as_one_are_found(desk: Desk):
    assert all("facebook" in term.stems for term in read("face book", desk))


def test_a_synonym_is_worth_less_than_the_word(desk: Desk):
    (cops,) = read("cops", desk)
    (police,) = read("police", desk)

    assert cops.status == "synonym"
    assert 0 < cops.stems["polic"] < police.stems["polic"] == 1


def test_a_synonym_that_the_archive_has_not_helps_nothing(desk: Desk):
    # Its synonyms are known to the package ("federal trade commission"), not to this archive.
    (term,) = read("FTC", desk)

    assert (term.status, term.stems) == ("unknown", {})


def test_another_form_of_a_word_is_found():
    (term,) = read("extension", desk_of(record("Council extends the ferry licence", url="https://a.example/2")))

    assert set(term.stems) == {"extend"}


def test_a_long_text_keeps_the_words_that_say_most(desk: Desk):
    found = read(
        " ".join([f"unheard{letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst"]) + " lake", desk
    )

    assert len(found) == MAX_TERMS
    assert "lake" not in [term.word for term in found]


def test_clauses_are_the_terms_between_conjunctions(desk: Desk):
    text = "Did the council vote on diesel ferries, while the lake rose over three villages?"
    asked = read(text, desk)

    found = split_clauses(text, asked)

    assert [{asked[at].word for at in clause} for clause in found] == [
        {"council", "vote", "diesel", "ferries"},
        {"lake", "rose", "three", "villages"},
    ]
    assert split_clauses("lake Orla level", read("lake Orla level", desk)) == ()
