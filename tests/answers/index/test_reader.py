"""Searching an index: one combined field, and filters inside the query."""

from bot.answers.desk.desk import Desk
from bot.answers.index.reader import Filters, OutletBoost, TermQuery
from tests.support.desks import FERRY, FILES, LAKE, build_bulletins, build_desk, build_record

ORLA = [TermQuery({"orla": 1.0})]


def titles(desk: Desk, terms: list[TermQuery], filters: Filters = Filters(), limit: int = 10) -> list[str]:  # noqa: B008
    return [desk.archive.articles[match.doc].title for match in desk.index.search(terms, filters, limit)]


def test_titles_excerpts_outlets_and_topics_are_searched():
    desk = build_desk(*FILES)

    for stem, title in (
        ("telescop", "Observatory on Mount Kell reopens with a new telescope"),
        ("euro", "Observatory on Mount Kell reopens with a new telescope"),
        ("ledger", "City council bans diesel ferries from 2024"),
        ("transport", "City council bans diesel ferries from 2024"),
    ):
        assert title in titles(desk, [TermQuery({stem: 1.0})])


def test_filters_hold_however_many_articles_match():
    crowd = build_bulletins(150)
    rare = build_record("Tide tables of the far north", url="https://wire.example/tides", outlet="Wire", published=None)
    desk = build_desk(*crowd, rare)

    assert titles(desk, [TermQuery({"tide": 1.0})], Filters(outlets=frozenset({"wire.example"})), 5) == [rare.title]


def test_dates_filter_and_articles_without_one_fail():
    undated = build_record("Lake Orla, a history", url="https://wire.example/history")
    desk = build_desk(LAKE, undated)
    assert LAKE.published
    day = LAKE.published.day.toordinal()

    assert titles(desk, ORLA, Filters(first_day=day, last_day=day)) == [LAKE.title]
    assert titles(desk, ORLA, Filters(first_day=day + 1)) == []
    assert titles(desk, ORLA, Filters(last_day=day - 1)) == []


def test_outlets_can_be_excluded_and_topics_required():
    desk = build_desk(*FILES)

    assert titles(desk, [], Filters(excluded_outlets=frozenset({"cityledger.example", "wire.example"}))) == [LAKE.title]
    assert titles(desk, [], Filters(topics=frozenset({"transport"}))) == [FERRY.title]


def test_without_terms_the_newest_come_first():
    desk = build_desk(*build_bulletins(30))

    assert titles(desk, [], Filters(), 2) == [
        "Harbor bulletin number 30: tide tables for pier 30",
        "Harbor bulletin number 29: tide tables for pier 29",
    ]


def test_a_boosted_outlet_is_chosen_but_not_scored_higher():
    words = build_bulletins(120, outlet="Crowd", host="crowd.example")
    far = build_record(
        "Nothing of the kind, but pier", url="https://press.example/a", outlet="Press", excerpt="x " * 200
    )
    desk = build_desk(*words, far)
    terms = [TermQuery({"pier": 1.0}), TermQuery({"tide": 1.0})]
    outlets = frozenset({"press.example"})

    plain = desk.index.search(terms, Filters(), 5)
    boosted = desk.index.search(terms, Filters(), 5, OutletBoost(outlets, 50.0))

    found = {desk.archive.articles[match.doc].outlet: match.bm25 for match in boosted}
    assert "press.example" not in {desk.archive.articles[match.doc].outlet for match in plain}
    assert 0 <= found["press.example"] < min(match.bm25 for match in plain)


def test_an_empty_archive_has_nothing():
    index = build_desk().index

    assert index.search([TermQuery({"lake": 1.0})], Filters(), 10) == []
    assert index.search([], Filters(), 10) == []
