"""Articles as stem numbers."""

import pytest

from bot.answers.index.analyzer import ArticleAnalyzer, count_name_words, count_words
from bot.coverage.columns.sequences import TextDictionary, build_dictionary_sections
from bot.coverage.columns.table import build_table_in_memory
from tests.support.desks import FERRY, build_desk, build_record

ARCHIVE = build_desk(
    FERRY, build_record("Law enforcement on the lake", url="https://wire.example/2", outlet="Wire")
).archive


def analyze(analyzer: ArticleAnalyzer, title: str) -> tuple[list[str], list[str]]:
    (article,) = (article for article in ARCHIVE.articles if article.title == title)
    numbers = analyzer.analyze(article)
    return [analyzer.stems[number] for number in numbers.titles], [analyzer.stems[number] for number in numbers.body]


def test_excerpts_outlet_names_and_topics_make_the_body():
    titles, body = analyze(ArticleAnalyzer(ARCHIVE.outlets, ()), FERRY.title)
    assert titles == ["citi", "council", "ban", "diesel", "ferri", "from", "2024"]
    assert {"vote", "ledger", "transport"} <= set(body)


def test_a_phrase_is_a_stem_of_its_own():
    analyzer = ArticleAnalyzer(ARCHIVE.outlets, [("law", "enforc")])
    _, body = analyze(analyzer, "Law enforcement on the lake")
    assert "law_enforc" in body


def test_stems_with_numbers_keep_them():
    table = build_table_in_memory(build_dictionary_sections("stems", ["lake", "law"]))
    analyzer = ArticleAnalyzer(ARCHIVE.outlets, (), TextDictionary(table, "stems"))
    titles, _ = analyze(analyzer, "Law enforcement on the lake")
    assert titles == ["law", "enforc", "on", "the", "lake"]
    assert [analyzer.stems[number] for number in range(len(analyzer.stems))][:2] == ["lake", "law"]
    assert analyzer.stems.added[:3] == ["enforc", "on", "the"]


@pytest.mark.parametrize("known", [["law", "enforc", "law_enforc", "lake"], ["lake", "law_enforc"], ["law"]])
def test_a_phrase_is_found_whatever_numbers_its_stems_have(known: list[str]):
    table = build_table_in_memory(build_dictionary_sections("stems", known))
    analyzer = ArticleAnalyzer(ARCHIVE.outlets, [("law", "enforc")], TextDictionary(table, "stems"))
    _, body = analyze(analyzer, "Law enforcement on the lake")
    assert "law_enforc" in body
    assert [analyzer.stems[number] for number in range(len(known))] == known
    assert not set(analyzer.stems.added) & set(known)


def test_words_are_counted_as_they_are_analyzed():
    analyzer = ArticleAnalyzer(ARCHIVE.outlets, ())
    for article in ARCHIVE.articles:
        analyzer.analyze(article)
    assert analyzer.counts == count_words(ARCHIVE.articles)
    assert count_name_words(ARCHIVE.outlets.values(), ARCHIVE.topics)["transport"] == 1
