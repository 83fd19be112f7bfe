"""Terms: the words of a question, known, corrected or unknown, and the stems that match them."""

import pytest

from bot.answers.desk.desk import Desk
from bot.answers.index.reader import MAX_TERMS
from bot.answers.index.synonyms import NEAR_WEIGHT, Synonyms
from bot.answers.retrieval.terms import Term, build_terms, list_corrections, split_clauses
from bot.coverage.article import Record
from tests.support.desks import FILES, build_desk, build_record


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk(
        *FILES, build_record("Police seize a drone", url="https://a.example/1", excerpt="Facebook had the picture.")
    )


def terms_of(text: str, desk: Desk) -> tuple[Term, ...]:
    return build_terms(text, desk.index.vocabulary, desk.spell_checker, desk.synonyms)


def test_stop_words_are_left_out(desk: Desk):
    assert [term.word for term in terms_of("What did the council do about it?", desk)] == ["council"]
    assert terms_of("who is it", desk) == ()


def test_a_misspelt_word_is_not_taken_for_a_stop_word():
    desk = build_desk(build_record("Ferries are late", url="https://a.example/1", excerpt="They are late."))
    (term,) = build_terms("arey", desk.index.vocabulary, desk.spell_checker, desk.synonyms)

    assert term.replacement == ""


def test_a_small_word_is_a_name_after_an_article(desk: Desk):
    assert [term.word for term in terms_of("When do The Who play? the who", desk)] == ["Who", "play"]


def test_emoji_and_endings_are_terms_only_if_there_is_nothing_else(desk: Desk):
    assert [term.word for term in terms_of("\U0001f680 lake", desk)] == ["lake"]
    assert [term.word for term in terms_of("\U0001f680", desk)] == ["\U0001f680"]
    assert [term.word for term in terms_of("港から", desk)] == ["港"]
    assert [term.word for term in terms_of("から", desk)] == ["から"]


def test_a_word_is_one_term(desk: Desk):
    assert [term.word for term in terms_of("lake Lake LAKE", desk)] == ["lake"]


def test_a_misspelt_word_is_corrected(desk: Desk):
    (term,) = terms_of("telescpoe", desk)

    assert (term.status, term.replacement) == ("corrected", "telescope")
    (correction,) = list_corrections([term])
    assert (correction.typed, correction.replacement) == ("telescpoe", "telescope")


@pytest.mark.parametrize("word", ["cake", "penguins", "belarus"])
def test_a_word_that_english_has_is_never_corrected(word: str, desk: Desk):
    # One letter from "lake": what the archive has is not what was meant.
    (term,) = terms_of(word, desk)

    assert (term.status, term.stems) == ("unknown", {})


def test_a_word_that_the_synonyms_know_is_never_corrected():
    desk = build_desk(build_record("New bots for the ferry", url="https://a.example/3"))
    (term,) = build_terms("blots", desk.index.vocabulary, desk.spell_checker, Synonyms([(0.6, ["blots", "smears"])]))

    assert term.status == "unknown"


def test_an_unknown_word_has_a_high_idf(desk: Desk):
    known, unknown = terms_of("council Zanzibari", desk)

    assert unknown.status == "unknown"
    assert unknown.idf > known.idf


def test_words_run_together_are_two_terms_and_one_correction(desk: Desk):
    terms = terms_of("dieselferries", desk)

    assert [term.replacement for term in terms] == ["diesel", "ferries"]
    assert [correction.replacement for correction in list_corrections(terms)] == ["diesel ferries"]


def test_words_that_the_archive_writes_as_one_are_found(desk: Desk):
    assert all("facebook" in term.stems for term in terms_of("face book", desk))


def test_a_synonym_has_a_lower_weight_than_the_word(desk: Desk):
    (cops,) = terms_of("cops", desk)
    (police,) = terms_of("police", desk)

    assert cops.status == "synonym"
    assert 0 < cops.stems["polic"] < police.stems["polic"] == 1


def test_a_phrase_with_a_small_word_is_found_by_its_synonym():
    desk = build_desk(build_record("Harbour chief resigns", url="https://a.example/4"))
    (term,) = terms_of("Who stepped down?", desk)

    assert term.status == "synonym"
    assert "resign" in term.stems


def test_a_misspelt_word_has_the_synonyms_of_its_correction():
    desk = build_desk(build_record("Council purchases a ferry; it acquired a pier", url="https://a.example/7"))
    (term,) = terms_of("acqiured", desk)

    assert term.status == "corrected"
    assert 0 < term.stems["purchas"] < term.stems["acquir"]


def test_a_rarer_sense_counts_only_if_the_archive_lacks_the_word():
    synonyms = Synonyms([(NEAR_WEIGHT, ["cancel", "shelve"])])
    shelved, both = (
        build_record("Council shelves the bridge", url="https://a.example/5"),
        build_record("Concert cancelled", url="https://a.example/6"),
    )

    def stems(*records: Record) -> dict[str, float]:
        desk = build_desk(*records)
        (term,) = build_terms("cancelled", desk.index.vocabulary, desk.spell_checker, synonyms)
        return term.stems

    assert stems(shelved) == {"shelv": NEAR_WEIGHT}
    assert stems(shelved, both) == {"cancel": 1.0}


def test_a_synonym_that_the_archive_lacks_is_ignored(desk: Desk):
    # Its synonyms are known to the package ("federal trade commission"), not to this archive.
    (term,) = terms_of("FTC", desk)

    assert (term.status, term.stems) == ("unknown", {})


def test_another_form_of_a_word_is_found():
    (term,) = terms_of(
        "extension", build_desk(build_record("Council extends the ferry licence", url="https://a.example/2"))
    )

    assert set(term.stems) == {"extend"}


def test_a_long_text_keeps_the_words_with_the_highest_idf(desk: Desk):
    terms = terms_of(
        " ".join([f"unheard{letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst"]) + " lake", desk
    )

    assert len(terms) == MAX_TERMS
    assert "lake" not in [term.word for term in terms]


def test_clauses_are_the_terms_between_conjunctions(desk: Desk):
    text = "Did the council vote on diesel ferries, while the lake rose over three villages?"
    terms = terms_of(text, desk)

    clauses = split_clauses(text, terms)

    assert [{terms[position].word for position in clause} for clause in clauses] == [
        {"council", "vote", "diesel", "ferries"},
        {"lake", "rose", "three", "villages"},
    ]
    assert split_clauses("lake Orla level", terms_of("lake Orla level", desk)) == ()
