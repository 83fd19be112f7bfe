"""Clipped words: the long words that a short one may be the beginning of."""

import pytest

from bot.answers.analysis.tokens import normalize
from bot.answers.retrieval.clipped import find_clipped_stems
from bot.answers.retrieval.terms import build_terms
from tests.support.desks import build_desk, build_record

DESK = build_desk(
    *(
        build_record(f"Volkmarine ferry {number} sails", url=f"https://a.example/v{number}", excerpt=excerpt)
        for number, excerpt in enumerate(
            ["The volkmarine line is old.", "A process began.", "A procedure ended.", "The Volkmarines met."]
        )
    ),
    *(build_record(f"Barbarian plan {number}", url=f"https://a.example/b{number}", excerpt="") for number in range(20)),
)


def find(word: str, *, is_english: bool = False) -> tuple[str, ...]:
    return find_clipped_stems(normalize(word), DESK.index.vocabulary, is_english=is_english)


def test_the_beginning_of_one_word_of_the_archive_stands_for_it():
    assert len(find("volk")) == 1
    assert find("volks") == find("volk")


def test_a_beginning_that_several_words_share_stands_for_none():
    assert find("proc") == ()


@pytest.mark.parametrize("word", ["vol", "volkmari", "v0lk"])
def test_too_short_a_word_and_nearly_the_whole_word_are_not_clipped(word: str):
    assert find(word) == ()


def test_a_word_of_english_needs_many_articles_with_the_long_one():
    assert find("barb", is_english=True) != ()
    assert find("volk", is_english=True) == ()


def test_a_clipped_word_of_a_question_finds_the_long_one():
    (term,) = build_terms("barbs", DESK.index.vocabulary, DESK.spell_checker, DESK.synonyms)

    assert term.status == "synonym"
    assert set(term.stems) == set(find("barb", is_english=True))
