"""Suggestions fit the question, and have answers."""

import pytest

from bot.answers.pipeline import answer
from bot.answers.replies.suggestions import MAX_SUGGESTIONS, suggest_topics
from tests.support.conversations import DESK, NOW
from tests.support.desks import build_desk, build_record


def suggest(question: str) -> tuple[str, ...]:
    return answer(question, DESK, now=NOW).suggestions


def test_the_words_of_a_question_that_the_archive_has_come_first():
    assert suggest("how much money did the ferries earn in japan")[0] == "latest on ferries"


@pytest.mark.parametrize(
    "question",
    ["is Lake Orla actually any better now", "does anyone think lake orla looks good"],
)
def test_words_that_say_nothing_of_a_subject_are_no_part_of_it(question: str):
    assert {suggestion.lower() for suggestion in suggest(question) if "orla" in suggestion.lower()} == {
        "latest on lake orla"
    }


def test_a_question_of_everyday_words_gets_no_suggestion_of_them():
    assert not any(
        "better" in suggestion or "think" in suggestion for suggestion in suggest("who do they think is better")
    )


def test_a_question_in_another_language_gets_the_names_in_it():
    assert suggest("cosa \u00e8 successo con Lake Orla?")[0] == "latest on Lake Orla"


def test_a_misspelled_word_is_suggested_as_the_archive_spells_it():
    assert suggest("who bought the obsrvatory and why")[0] == "latest on Observatory"


def test_an_outlet_that_the_archive_lacks_leaves_the_subject():
    suggestions = suggest("bbc on Lake Orla")
    assert suggestions[0] == "latest on Lake Orla"
    assert not any("BBC" in suggestion for suggestion in suggestions)


def test_an_outlet_that_may_have_been_meant_is_suggested():
    assert "latest from Harbor Post" in suggest("articles from the Harbor Postal about zebras")


def test_nothing_is_suggested_that_has_nothing_to_do_with_the_question():
    assert suggest("best pizza toppings") == ("latest news",)


def test_who_asks_nothing_gets_the_largest_topics():
    assert suggest("hello") == suggest_topics(DESK)
    assert suggest("hello")[1].startswith("latest on the topic")


def test_an_archive_without_topics_suggests_its_news():
    desk = build_desk(build_record("Bridge closed", url="https://news.example.org/1"))
    assert suggest_topics(desk) == ("latest news",)


@pytest.mark.parametrize("question", ["how much money did the ferries earn in japan", "bbc on Lake Orla", "hello"])
def test_every_suggestion_finds_something(question: str):
    suggestions = suggest(question)
    assert 1 <= len(suggestions) <= MAX_SUGGESTIONS
    assert [answer(suggestion, DESK, now=NOW).verdict for suggestion in suggestions] == ["found"] * len(suggestions)


def test_an_archive_without_articles_suggests_nothing():
    empty = build_desk()
    assert answer("what happened to the ferries", empty, now=NOW).suggestions == ()
    assert suggest_topics(empty) == ()
