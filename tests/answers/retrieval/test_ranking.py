"""Ranking: the order of candidates, and how a long question spreads it over several articles."""

from datetime import UTC, datetime

from bot.answers.desk.desk import Desk
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import search
from tests.support.desks import FILES, build_bulletins, build_desk, build_record

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def titles_for(text: str, desk: Desk) -> list[str]:
    return [candidate.article.title for candidate in search(parse_question(text, desk.names, now=NOW), desk).candidates]


def test_an_article_that_covers_more_of_the_question_comes_first():
    desk = build_desk(
        build_record("Ferries and ferries and more ferries", url="https://a.example/1"),
        build_record("The council votes", url="https://a.example/2", excerpt="It was about the diesel ferries."),
    )

    assert titles_for("council diesel ferries", desk)[0] == "The council votes"


def test_a_title_counts_more_than_an_excerpt():
    desk = build_desk(
        build_record(
            "What the week brought", url="https://a.example/1", excerpt="Among it: a new bridge over the Orla."
        ),
        build_record("A new bridge over the Orla", url="https://a.example/2", excerpt="This is what the week brought."),
    )

    assert titles_for("bridge over the Orla", desk)[0] == "A new bridge over the Orla"


def test_words_that_are_close_together_count_more_than_scattered_ones():
    desk = build_desk(
        build_record("Mayor opens bridge and blames storm for delay of the north tunnel", url="https://a.example/1"),
        build_record("Mayor opens north bridge and blames storm for delay of the tunnel", url="https://a.example/2"),
    )

    assert titles_for("north bridge", desk)[0].startswith("Mayor opens north bridge")


def test_a_quoted_phrase_counts_word_for_word():
    desk = build_desk(
        build_record(
            "Red lines: the story of a bridge", url="https://a.example/1", excerpt="Red, the bridge story lines up."
        ),
        build_record("Bridge story", url="https://a.example/2", excerpt="They said that no red lines were crossed."),
    )

    assert titles_for('"red lines were crossed" bridge', desk)[0] == "Bridge story"


def test_a_mentioned_outlet_boosts_and_does_not_limit():
    there = build_record(
        "Flood at Tarn", url="https://wire.example/1", outlet="Northern Wire", excerpt="Rain fell on Tarn."
    )
    here = build_record("Flood at Tarn", url="https://post.example/1", outlet="Harbor Post", excerpt="Tarn saw rain.")
    desk = build_desk(there, here, *build_bulletins(30))
    text = (
        "Considering everything that was reported in those weeks about the flood at Tarn, and whether the rain that "
        "fell there was the cause, does the Northern Wire article agree with others who described the flood at Tarn?"
    )

    candidates = search(parse_question(text, desk.names, now=NOW), desk).candidates

    assert [candidate.article.outlet for candidate in candidates[:2]] == ["wire.example", "post.example"]


def test_a_long_question_gets_articles_that_add_to_one_another():
    flood = [
        build_record(
            f"Orla flood: villages emptied, day {day}", url=f"https://wire.example/{day}", excerpt="The lake rose."
        )
        for day in range(8)
    ]
    other = build_record("Diesel ferries banned by council vote", url="https://ledger.example/1")
    desk = build_desk(*flood, other)
    text = (
        "Which of the two was reported to have happened first, that villages were emptied because of the Orla flood "
        "when the lake rose, or that the council in its vote banned the diesel ferries of the operator?"
    )

    assert other.title in titles_for(text, desk)[:2]


def test_ties_are_settled_the_same_way_every_time():
    twins = [build_record("The very same words", url=f"https://a{n}.example/1") for n in range(9)]

    orders = set()
    for desk in (build_desk(*twins), build_desk(*reversed(twins))):
        candidates = search(parse_question("very same words", desk.names, now=NOW), desk).candidates
        orders.add(tuple(candidate.article.url for candidate in candidates))

    assert len(orders) == 1


def test_scores_fall_and_lie_between_zero_and_one():
    desk = build_desk(*FILES, *build_bulletins(40))
    long = "Did the wire say that " + "the lake rose and the villages were emptied and the harbor saw high tides " * 3

    for text in ("Lake Orla level", long):
        scores = [candidate.score for candidate in search(parse_question(text, desk.names, now=NOW), desk).candidates]
        assert scores
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] >= 0
        assert scores[0] <= 1
