"""The stems that an archive's articles have."""

from bench.evaluation.stem_sets import StemSets, find_stems
from tests.support.desks import FILES, build_desk

STEM_SETS = StemSets(build_desk(*FILES).archive)


def test_number_words_and_roman_numerals_are_digits():
    assert find_stems("The four ferries of Harbor IV") == ["4", "ferri", "harbor", "4"]


def test_articles_with_a_stem_of_each_slot_are_found():
    assert STEM_SETS.find_articles([["ferri", "boat"], ["council"]])
    assert not STEM_SETS.find_articles([["ferri"], ["telescop"]])


def test_no_slots_find_no_articles():
    assert STEM_SETS.find_articles([]) == set()


def test_neighbours_are_a_pair_in_their_order():
    assert STEM_SETS.has_pair("diesel", "ferri")
    assert not STEM_SETS.has_pair("ferri", "diesel")


def test_a_name_is_capitalized_within_sentences():
    assert STEM_SETS.is_name("Orla")
    assert STEM_SETS.is_name("2024")
    assert not STEM_SETS.is_name("Telescope")
    assert not STEM_SETS.is_name("Zeppelin")
