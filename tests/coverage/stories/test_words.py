"""The words of an article that stories are built from: without calendar words, but with the counts in its title."""

import pytest

from bot.answers.desk.parallel import analyze_english
from bot.coverage.article import Record
from bot.coverage.stories.words import NumberedWords, hash_word, read_words
from tests.support.records import archive_of, build_bridge


def read(*records: Record) -> NumberedWords:
    archive = archive_of(*records)
    return read_words(archive, analyze_english())


def article(title: str, excerpt: str = "") -> Record:
    return build_bridge(title, excerpt, "https://herald.example/1", date="2024-03-01", outlet="Herald")


def test_a_word_of_the_title_is_not_counted_again_in_the_excerpt():
    words = read(article("Bridge closes", "The bridge closes for repairs."))

    assert list(words.titles[0]) == [hash_word("bridg"), hash_word("close")]
    assert list(words.rest[0]) == [hash_word("repair")]


def test_words_that_tell_the_day_are_left_out():
    words = read(article("Live updates: bridge closes on Friday"))

    assert list(words.titles[0]) == [hash_word("bridg"), hash_word("close")]


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("34 more ferries sail", [("ferri", "34"), ("sail", "34")]),
        ("Ferries sail in 2024", []),
        ("5G masts rise", []),
        ("3 ferries, 40 cars", [("ferri", "3"), ("car", "40")]),
    ],
)
def test_a_figure_counts_the_words_after_it(title: str, counts: list[tuple[str, str]]):
    (numbers,) = read(article(title)).counts

    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert [pair for pair in pairs if pair in {(hash_word(noun), hash_word(figure)) for noun, figure in counts}] == [
        (hash_word(noun), hash_word(figure)) for noun, figure in counts
    ]
    assert len(pairs) >= len(counts)
    assert bool(pairs) is bool(counts)
