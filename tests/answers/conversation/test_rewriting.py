"""Query rewriting: every function edits the parsed question and its text alike."""

import pytest

from bot.answers.conversation.rewriting import (
    change_kind,
    fill_subject,
    find_names,
    replace_name,
    resolve_pronoun,
)
from tests.support.conversations import parse


@pytest.mark.parametrize(
    ("text", "topic", "resolved"),
    [
        ("what did she say", "Ada Byron", "what did Ada Byron say"),
        ("what is its plan", "Stena", "what is Stena's plan"),
        ("what did they say about it", "diesel ban", "what did they say about diesel ban"),
        ("how often did he do it", "Stena", None),
        ("what did Reuters say about it", "said the lake rose", None),
        ("did Reuters report it", "diesel ban", "did Reuters report diesel ban"),
        ("it", "diesel ban", "diesel ban"),
        ("who said that", "diesel ban", None),
        ("who said that", "Stena", None),
        ("did they extend it", "diesel ban", None),
        ("why", "diesel ban", None),
    ],
)
def test_a_pronoun_is_resolved_where_a_person_would_say_so(text: str, topic: str, resolved: str | None):
    assert resolve_pronoun(text, topic) == resolved


@pytest.mark.parametrize(
    ("subject", "filled"),
    [
        ("said that", "said diesel ban"),
        ("percent is that", "diesel ban"),
        ("percent is", "diesel ban"),
        ("they extend it", "extend diesel ban"),
        ("that", "diesel ban"),
        ("", "diesel ban"),
        ("cost", "cost diesel ban"),
    ],
)
def test_the_topic_fills_the_subject_of_a_follow_up(subject: str, filled: str):
    assert fill_subject(subject, "diesel ban") == filled


def test_the_auxiliary_stays_when_the_kind_of_question_changes():
    question = parse("How long did Stena ban ferries in 2020?")
    why = change_kind(question, "why", "why", "Stena ban ferries")

    assert (why.text, why.kind, why.subject) == ("why did Stena ban ferries", "why", "Stena ban ferries")
    assert (why.dates, why.dates_explicit) == (None, False)


def test_a_verb_of_reporting_is_no_part_of_the_subject():
    why = change_kind(parse("who said Stena banned ferries"), "why", "why", "said Stena banned ferries")

    assert (why.text, why.subject) == ("why about Stena banned ferries", "Stena banned ferries")


@pytest.mark.parametrize(
    ("question", "name", "text", "subject"),
    [
        ("Why did Blue Line sue over ferries?", "Red Funnel", "Why did Red Funnel sue over ferries", "Red Funnel sue"),
        ("why did stena sue over ferries", "dfds", "why did dfds sue over ferries", "dfds sue"),
        ("What did Reuters say of Stena?", "DFDS", "What did Reuters say of DFDS", "DFDS"),
        ("diesel ferries", "the trams", "diesel ferries and the trams", "diesel ferries trams"),
    ],
)
def test_a_name_replaces_the_first_name_or_is_added(question: str, name: str, text: str, subject: str):
    renamed = replace_name(parse(question), name)

    assert renamed.text == text
    assert subject in renamed.subject


def test_names_are_runs_of_capitalized_words_without_question_words():
    assert find_names("Did Blue Line sue Stena's owner?") == ["Blue Line", "Stena"]
    assert find_names("who said that?") == []
