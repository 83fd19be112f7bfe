"""The verdict: a sentence is an answer only if it has all that the question needs."""

from datetime import UTC, datetime

import pytest

from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.coverage.article import Record
from tests.support.desks import build_bulletins, build_desk, build_record

NOW = datetime(2022, 5, 20, tzinfo=UTC)


def ask(text: str, *records: Record, desk: Desk | None = None) -> Answer:
    return answer(text, desk or build_desk(*records, build_bulletins(40)), now=NOW)


def record(title: str, excerpt: str = "", number: int = 1) -> Record:
    return build_record(title, url=f"https://a.example/{number}", excerpt=excerpt)


def test_another_number_of_the_same_thing_is_not_found():
    archive = record("Harbor Quest 4 comes out on 6 June", "Harbor Quest 4 has a release date, 6 June.")

    assert ask("harbor quest 4 release date", archive).verdict == "found"
    assert ask("harbor quest 5 release date", archive).verdict != "found"


def test_what_another_one_did_is_not_found():
    archive = record("Tarn Ferries bans smoking on deck", "Tarn Ferries banned smoking on all decks on Monday.")

    assert ask("Did Tarn Ferries ban smoking on decks?", archive).verdict == "found"
    assert ask("Did Stena Line ban smoking on decks?", archive).verdict != "found"


def test_another_verb_is_not_found():
    archive = record(
        "Tarn Ferries buys the Orla shipyard", "Tarn Ferries bought the Orla shipyard for 3 million euros."
    )

    assert ask("did Tarn Ferries buy the Orla shipyard?", archive).verdict == "found"
    assert ask("did Tarn Ferries burn the Orla shipyard?", archive).verdict != "found"


def test_the_other_way_round_is_not_found():
    active = record("Tarn Ferries sues Stena Line", "Tarn Ferries sued Stena Line over the Orla route on Monday.")
    passive = record("Stena Line in court", "Stena Line was sued last week by Tarn Ferries over the Orla route.")

    for archive in (active, passive):
        assert ask("did Tarn Ferries sue Stena Line?", archive).verdict == "found"
        assert ask("did Stena Line sue Tarn Ferries?", active).verdict != "found"


def test_a_question_of_a_single_common_word_is_not_found():
    assert ask("is it cancelled?", record("Orla festival cancelled")).verdict != "found"


def test_a_plan_does_not_answer_whether_it_happened():
    archive = record("Tarn Ferries in talks to buy Orla shipyard", "Tarn Ferries is in talks to buy the Orla shipyard.")

    assert ask("has Tarn Ferries bought the Orla shipyard?", archive).verdict != "found"


def test_a_headline_that_asks_does_not_answer():
    assert ask(
        "is the Orla ferry coming to Tarn harbor?", record("Is the Orla ferry coming to Tarn harbor?")
    ).verdict != ("found")


def test_a_count_needs_its_figure():
    archive = record("Storm in Tarn evacuates villages", "Twelve villages were evacuated in Tarn after the storm.")
    other = record("Storm in Tarn evacuates villages", "Villages were evacuated in Tarn after the storm.")

    assert ask("how many villages were evacuated in Tarn after the storm?", archive).verdict == "found"
    assert ask("how many villages were evacuated in Tarn after the storm?", other).verdict != "found"


def test_a_bare_name_is_found_where_an_article_is_about_it():
    assert ask("Stenaline", record("Stenaline orders two ships", "Stenaline ordered them.")).verdict == "found"


@pytest.mark.parametrize("text", ["what is the capital of peru", "best pasta recipe", "lol nice"])
def test_what_has_nothing_to_do_with_the_archive_gets_nothing(text: str):
    archive = record(
        "Tarn Ferries buys the Orla shipyard", "Tarn Ferries bought the Orla shipyard for 3 million euros."
    )

    assert ask(text, archive).verdict == "nothing"


def test_the_confidence_of_a_found_answer_exceeds_that_of_a_doubtful_one():
    archive = record("Tarn Ferries bans smoking on deck", "Tarn Ferries banned smoking on all decks on Monday.")

    sure = ask("Did Tarn Ferries ban smoking on decks?", archive)
    doubtful = ask("Did Stena Line ban smoking on decks?", archive)
    assert 0 < doubtful.confidence < sure.confidence < 1
