"""What a person asked for and didn't get."""

from datetime import UTC, datetime

import pytest

from bot.answers.browse.latest import list_latest
from bot.answers.browse.story import find_story
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from bot.servers.missing import (
    MAX_SUBJECTS,
    find_missing,
    find_missing_in_list,
    find_missing_in_story,
    list_subjects,
)
from tests.support.desks import FILES, build_desk

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk(*FILES)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("quantum otters", ("quantum", "otters", "quantum otters")),
        ("the reported year", ()),
        ("What did Nvidia say", ("nvidia",)),
        ("the World Cup", ("world cup",)),
        ("Bank of England on otters", ("england", "otters", "bank of england")),
        ("", ()),
    ],
)
def test_words_and_the_groups_that_stand_together_are_subjects(text: str, subjects: tuple[str, ...]):
    assert list_subjects(text) == subjects


def test_a_page_of_text_has_few_subjects():
    assert len(list_subjects(" ".join(f"word{number}" for number in range(500)))) == MAX_SUBJECTS


def test_what_was_not_found_is_missing(desk: Desk):
    reply = answer("What did Zorblatt say about quaxing?", desk, now=NOW)
    assert reply.verdict == "nothing"
    assert {"zorblatt", "quaxing"} <= set(find_missing(reply).subjects)


def test_an_outlet_that_the_archive_does_not_have_is_missing(desk: Desk):
    missing = find_missing(answer("latest from the Zzyzx Gazette", desk, now=NOW))
    assert missing.outlets == ("zzyzx gazette",)


def test_nothing_is_missing_from_an_answer_that_was_found(desk: Desk):
    reply = answer("latest news", desk, now=NOW)
    assert reply.verdict == "found"
    assert find_missing(reply) == ((), ())


def test_a_list_lacks_the_names_that_the_archive_does_not_have(desk: Desk):
    listing = list_latest(desk, outlet="Zzyzx Gazette", topic="Quantum otters", now=NOW)
    assert find_missing_in_list(listing) == (("quantum", "otters", "quantum otters"), ("zzyzx gazette",))


def test_a_list_without_articles_lacks_its_words(desk: Desk):
    assert find_missing_in_list(list_latest(desk, about="zorblatt", now=NOW)).subjects == ("zorblatt",)
    assert find_missing_in_list(list_latest(desk, about="lake", now=NOW)) == ((), ())


def test_a_story_that_is_not_found_is_missing(desk: Desk):
    assert find_missing_in_story(find_story(desk, "the zorblatt", now=NOW)).subjects == ("zorblatt",)
    assert find_missing_in_story(find_story(desk, "Lake Orla", now=NOW)) == ((), ())
