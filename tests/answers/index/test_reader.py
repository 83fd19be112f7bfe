"""The index: one combined field, limits inside the query, and what it tells of words."""

from bot.answers.desk.desk import Desk, open_desk
from bot.answers.index.reader import Filters, OutletBoost, TermQuery
from bot.answers.index.synonyms import Synonyms
from tests.support.desks import FERRY, FILES, LAKE, desk_of, many, record

ORLA = [TermQuery({"orla": 1.0})]


def titles(desk: Desk, wanted: list[TermQuery], filters: Filters = Filters(), limit: int = 10) -> list[str]:  # noqa: B008
    return [desk.archive.articles[match.doc].title for match in desk.index.search(wanted, filters, limit)]


def test_titles_excerpts_outlets_and_topics_are_searched():
    desk = desk_of(*FILES)

    for stem, title in (
        ("telescop", "Observatory on Mount Kell reopens with a new telescope"),
        ("euro", "Observatory on Mount Kell reopens with a new telescope"),
        ("ledger", "City council bans diesel ferries from 2024"),
        ("transport", "City council bans diesel ferries from 2024"),
    ):
        assert title in titles(desk, [TermQuery({stem: 1.0})])


def test_limits_hold_inside_the_query_however_many_match():
    crowd = many(150)
    rare = record("Tide tables of the far north", url="https://wire.example/tides", outlet="Wire", published=None)
    desk = desk_of(*crowd, rare)

    assert titles(desk, [TermQuery({"tide": 1.0})], Filters(outlets=frozenset({"wire.example"})), 5) == [rare.title]


def test_dates_limit_and_undated_articles_fail_them():
    undated = record("Lake Orla, a history", url="https://wire.example/history")
    desk = desk_of(LAKE, undated)
    assert LAKE.published
    day = LAKE.published.day.toordinal()

    assert titles(desk, ORLA, Filters(first_day=day, last_day=day)) == [LAKE.title]
    assert titles(desk, ORLA, Filters(first_day=day + 1)) == []
    assert titles(desk, ORLA, Filters(last_day=day - 1)) == []


def test_outlets_can_be_excluded_and_topics_required():
    desk = desk_of(*FILES)

    assert titles(desk, [], Filters(excluded_outlets=frozenset({"cityledger.example", "wire.example"}))) == [LAKE.title]
    assert titles(desk, [], Filters(topics=frozenset({"transport"}))) == [FERRY.title]


def test_with_nothing_wanted_the_newest_come_first():
    desk = desk_of(*many(30))

    assert titles(desk, [], Filters(), 2) == [
        "Harbor bulletin number 30: tide tables for pier 30",
        "Harbor bulletin number 29: tide tables for pier 29",
    ]


def test_a_favoured_outlet_is_among_the_candidates_but_not_scored_higher():
    words = many(120, outlet="Crowd", host="crowd.example")
    far = record("Nothing of the kind, but pier", url="https://press.example/a", outlet="Press", excerpt="x " * 200)
    desk = desk_of(*words, far)
    wanted = [TermQuery({"pier": 1.0}), TermQuery({"tide": 1.0})]
    outlets = frozenset({"press.example"})

    plain = desk.index.search(wanted, Filters(), 5)
    favoured = desk.index.search(wanted, Filters(), 5, OutletBoost(outlets, 50.0))

    found = {desk.archive.articles[match.doc].outlet: match.bm25 for match in favoured}
    assert "press.example" not in {desk.archive.articles[match.doc].outlet for match in plain}
    assert 0 <= found["press.example"] < min(match.bm25 for match in plain)


def test_the_same_articles_always_come_in_the_same_order():
    desks = [desk_of(*many(60)), desk_of(*reversed(many(60)))]

    assert titles(desks[0], [TermQuery({"tide": 1.0})], limit=60) == titles(
        desks[1], [TermQuery({"tide": 1.0})], limit=60
    )


def test_an_empty_archive_has_nothing():
    index = desk_of().index

    assert index.search([TermQuery({"lake": 1.0})], Filters(), 10) == []
    assert index.search([], Filters(), 10) == []


def test_what_the_archive_lacks_says_most_even_in_a_tiny_one():
    idf = desk_of(*FILES).index.vocabulary.idf

    assert idf("monument") > idf("telescop") > idf("orla") > 0
    assert idf("monument") > idf("weather") > idf("weather") / 2
    assert idf("the") < idf("telescop")


def test_phrases_count_where_their_words_stand_together():
    apart = record("Enforcement of the law", url="https://a.example/1")
    together = record("Law enforcement on the lake", url="https://a.example/2")
    desk = open_desk(desk_of(apart, together).archive, Synonyms([(0.9, ["police", "law enforcement"])]))

    assert titles(desk, [TermQuery({"law_enforc": 1.0})]) == [together.title]
