"""Building an index from scratch."""

import pytest

from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index import writer
from bot.answers.index.reader import Filters, TermQuery
from bot.answers.index.synonyms import Synonyms
from tests.support.desks import build_bulletins, build_desk, build_record


def titles(desk: Desk, terms: list[TermQuery], limit: int = 10) -> list[str]:
    return [desk.archive.articles[match.doc].title for match in desk.index.search(terms, Filters(), limit)]


def test_words_that_make_a_phrase_are_indexed_as_one_if_they_stand_together():
    apart = build_record("Enforcement of the law", url="https://a.example/1")
    together = build_record("Law enforcement on the lake", url="https://a.example/2")
    desk = open_desk(build_desk(apart, together).archive, Synonyms([(0.9, ["police", "law enforcement"])]))

    assert titles(desk, [TermQuery({"law_enforc": 1.0})]) == [together.title]


def test_the_same_articles_make_the_same_index_in_any_order():
    desks = [build_desk(*build_bulletins(60)), build_desk(*reversed(build_bulletins(60)))]

    assert titles(desks[0], [TermQuery({"tide": 1.0})], limit=60) == titles(
        desks[1], [TermQuery({"tide": 1.0})], limit=60
    )


def test_no_small_segment_is_left_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writer, "_SEGMENT_SIZE", 20)
    articles = build_desk(*build_bulletins(45)).archive

    engine, _ = writer.build_index(articles, (), None)

    searcher = engine.searcher()
    assert (searcher.num_segments, searcher.num_docs) == (2, 45)


def test_an_index_without_articles_finds_nothing():
    engine, _ = writer.build_index(build_desk().archive, (), None)

    assert engine.searcher().num_docs == 0
