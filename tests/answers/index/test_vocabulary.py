"""The stems of an archive, and how informative each is."""

from bot.answers.index.vocabulary import compute_idf
from tests.support.desks import FILES, build_desk, build_record

VOCABULARY = build_desk(*FILES).index.vocabulary


def test_a_stem_that_a_small_archive_lacks_says_most():
    idf = VOCABULARY.idf

    assert idf("monument") > idf("telescop") > idf("orla") > 0
    assert idf("monument") > idf("weather") > idf("weather") / 2
    assert idf("the") < idf("telescop")


def test_a_stem_has_a_number_and_a_document_frequency():
    number = VOCABULARY.stem_number("telescop")
    assert VOCABULARY.stems[number] == "telescop"
    assert VOCABULARY.document_frequency("telescop") == VOCABULARY.document_counts[number] == 1
    assert (VOCABULARY.stem_number("zanzibar"), VOCABULARY.document_frequency("zanzibar")) == (-1, 0)


def test_stems_of_the_same_root_are_related():
    desk = build_desk(build_record("Extension of the ban on ferries", url="https://wire.example/1", outlet="Wire"))
    assert desk.index.vocabulary.find_related_stems("extend") == ["extens"]


def test_the_rarer_a_stem_the_higher_its_idf():
    assert compute_idf("orla", 1, 100) > compute_idf("orla", 10, 100) > compute_idf("orla", 100, 100)
