"""Searching a desk for what readers ask."""

import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.desk.desk import Desk, open_desk
from bot.answers.query.question import parse_question
from bot.answers.retrieval.search import MatchedWords, SearchResult, find_matched_words, search
from bot.coverage.archive.build import build_archive
from tests.support.desks import FERRY, FILES, LAKE, OBSERVATORY, VILLAGES, build_bulletins, build_desk, build_record

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = build_desk(*FILES)


def find(text: str, desk: Desk = DESK) -> SearchResult:
    return search(parse_question(text, desk.names, now=NOW), desk)


def find_first(text: str, desk: Desk = DESK) -> str:
    return find(text, desk).candidates[0].article.title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("observatory telescope", OBSERVATORY.title),
        ("obsevatory telescpoe", OBSERVATORY.title),
        ("OBSERVATORY'S TELESCOPES", OBSERVATORY.title),
        ("observatory\u2019s t\u00e9lescope", OBSERVATORY.title),
        ("mountkell", OBSERVATORY.title),
        ("when were diesel-ferries banned?", FERRY.title),
        ("dieselferries", FERRY.title),
        ("ferry prohibition", FERRY.title),
        ("villagers going home", VILLAGES.title),
    ],
)
def test_misspelt_joined_and_other_words_find_the_article(text: str, title: str):
    assert find_first(text) == title


def test_a_correction_has_a_likelihood():
    (correction,) = find("telescpoe on mount kell").plan.corrections

    assert (correction.typed, correction.replacement) == ("telescpoe", "telescope")
    assert correction.probability > 0.5


def test_an_explicit_outlet_is_a_limit():
    assert {candidate.article.outlet for candidate in find("flood from Northern Wire").candidates} == {"wire.example"}


def test_an_explicit_date_is_a_limit():
    assert [candidate.article.title for candidate in find("council in June 2020").candidates] == [FERRY.title]
    assert not find("council in May 2020").candidates


def test_limits_alone_find_the_newest_articles_within_them():
    desk = build_desk(*FILES, *build_bulletins(40))

    result = find("latest from Harbor Post in January 2018", desk)

    days = [candidate.article.published.day for candidate in result.candidates if candidate.article.published]
    assert len(days) == 30
    assert days == sorted(days, reverse=True)
    assert {(day.year, day.month) for day in days} == {(2018, 1)}
    assert result.terms == ()


def test_a_part_of_a_title_is_found_even_with_a_date_in_it():
    desk = build_desk(
        build_record("Orla bridge may open in April 2023", url="https://a.example/1", published=date(2022, 11, 3)),
        build_record("Bridge over the Orla painted", url="https://a.example/2", published=date(2023, 4, 9)),
    )

    result = find("orla bridge may open april 2023", desk)

    assert result.candidates[0].article.title == "Orla bridge may open in April 2023"


def test_articles_without_a_url_are_found():
    desk = build_desk(build_record("Minutes of the harbor board", url=None, outlet="Harbor Post"), *FILES)

    assert find_first("minutes of the harbor board", desk) == "Minutes of the harbor board"


def test_every_wording_of_an_article_is_found():
    url = "https://a.example/1"
    desk = build_desk(
        build_record("Bridge closed", url=url, excerpt="Cracks were seen."),
        build_record("Crossing shut after alarm", url=url),
    )

    assert len(desk.archive.articles) == 1
    assert find("crossing alarm", desk).candidates
    assert find("bridge cracks", desk).candidates


def test_matched_words_are_as_the_article_writes_them():
    result = find("lakes reach highest levels")

    assert find_matched_words(result.candidates[0], DESK.index) == ("Lake", "reaches", "highest", "level")


def test_matched_words_that_are_found_when_they_are_read_are_the_same():
    candidate = find("lakes reach highest levels").candidates[0]
    words = MatchedWords(candidate, DESK.index)

    assert words == MatchedWords(candidate, DESK.index) == ("Lake", "reaches", "highest", "level")
    assert (len(words), words[0], words[1:]) == (4, "Lake", ("reaches", "highest", "level"))
    assert words != "Lake"


def test_matched_words_of_an_excerpt_come_after_those_of_the_title_each_once():
    excerpt = "Nobody was hurt. The Bridges were closed after an alarm. A bridge alarm is tested each year."
    desk = build_desk(*FILES, build_record("Alarm at the crossing", url="https://a.example/1", excerpt=excerpt))

    result = find("crossing bridge alarm year", desk)

    assert find_matched_words(result.candidates[0], desk.index) == ("Alarm", "crossing", "Bridges", "year")


def test_the_words_of_a_matched_phrase_are_matched_words():
    desk = build_desk(
        *FILES, build_record("Minister stepped down", url="https://a.example/1", excerpt="The vote was on Monday.")
    )

    result = find("minister resign", desk)

    assert find_matched_words(result.candidates[0], desk.index)[0] == "Minister"


def test_confidence_is_high_for_what_the_archive_has_and_low_for_the_rest():
    there = [
        find(text).confidence
        for text in ("Lake Orla highest level", "when will diesel ferries be banned", "telescope cost")
    ]
    not_there = [
        find(text).confidence
        for text in (
            "who won the chess championship",
            "is the Orla cinema open tonight",
            "how do I bake bread",
            "ferry to Crete price",
        )
    ]

    assert min(there) > 0.5
    assert max(not_there) < 0.3


def test_a_question_without_a_word_of_the_archive_finds_nothing():
    result = find("quantum chromodynamics")

    assert not result.candidates
    assert result.confidence < 0.05


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "a",
        "the",
        "\U0001f642\U0001f642",
        'title:(lake* AND ~2 "orla',
        "lake^4 OR -orla [2020 TO *] {a b}",
        "((((((((((",
        '"""""',
        "\\",
        "lake\x00orla",
        "\u202elake\u202c",
        "x" * 6000,
        "lake " * 1200,
        " ".join(chr(c) * 5 for c in range(97, 123)) * 46,
        "\ufdfa" * 300,
    ],
)
def test_odd_text_is_searched(text: str):
    result = find(text)

    assert 0 <= result.confidence <= 1


@given(st.text(max_size=400))
def test_any_text_is_searched(text: str):
    result = find(text)

    assert len(result.candidates) <= 100
    assert all(sys.float_info.min >= -candidate.score for candidate in result.candidates)


def test_an_empty_archive_is_searched():
    desk = open_desk(build_archive([]))

    assert not find("lake", desk).candidates
    assert not find("latest from Reuters in June 2020", desk).candidates


def test_there_are_as_many_candidates_as_asked_for():
    desk = build_desk(*build_bulletins(150))
    question = parse_question("tide tables", desk.names, now=NOW)

    assert len(search(question, desk).candidates) == 60
    assert len(search(question, desk, limit=7).candidates) == 7
    assert len(search(question, desk, limit=140).candidates) == 140


def test_the_lake_is_first_reported_by_the_harbor_post():
    assert find("Lake Orla").candidates[0].article.title == LAKE.title
