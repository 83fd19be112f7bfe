"""The subject of a question: what is left without politeness and the words that tell its kind."""

import pytest

from bot.answers.query.requests import strip_request
from bot.answers.query.subject import extract_subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("What did Nimbus ban?", "Nimbus ban"),
        ("nimbus camera ban", "nimbus camera ban"),
        ("Can you please tell me what Nimbus banned?", "Nimbus banned"),
        ("Hi! I'd like to know about the camera ban, thanks!", "camera ban"),
        ("what do you know about cameras", "cameras"),
        ("Who called for new rules?", "called for new rules"),
        ("How long is the ban on cameras?", "ban on cameras"),
        ("What is the latest on Nimbus?", "Nimbus"),
        ("latest news about Nimbus", "Nimbus"),
        ("show me all articles about cameras", "cameras"),
        ("are there any stories on cameras?", "cameras"),
        ("Which outlets reported the ban?", "ban"),
        ("who reported on the ban", "ban"),
        ("who reported the ban first?", "ban"),
        ("news about cameras", "cameras"),
        ("camera news", "camera"),
        ("Sky News", "Sky News"),
        ("a timeline of the ban", "ban"),
        ("latest 3 articles about cameras", "cameras"),
        ("the report of the council", "council"),
        ("A report found nothing new", "report found nothing new"),
        ("articles about cameras that were", "cameras"),
        ("what happened to the cameras", "cameras"),
        ("whats going on with Nimbus", "Nimbus"),
        ("what's the deal with Nimbus", "Nimbus"),
        ("whats up with Nimbus", "Nimbus"),
        ("anything new about cameras", "cameras"),
        ("first quarter sales of Nimbus", "first quarter sales of Nimbus"),
        ("the last boss", "last boss"),
        ("first article about cameras", "cameras"),
        ("why'd Nimbus ban it", "Nimbus ban it"),
        ("why can't Nimbus ban it", "Nimbus ban it"),
        ("howlong is the ban", "ban"),
        ("What happened?", ""),
        ("what's new", ""),
        ("latest news", ""),
        ("how many articles are there", ""),
        ("the", ""),
        ("?!", ""),
        ("\u00bfcameras?", "cameras"),
        ("cameras\uff1f", "cameras"),
    ],
)
def test_the_subject_has_no_politeness_and_no_words_for_the_kind(text: str, subject: str):
    assert extract_subject(strip_request(text), short=True) == subject


def test_a_long_question_loses_only_its_politeness():
    long = "which company, said to have banned cameras in its shops, was also said by its own staff to have kept them?"
    assert extract_subject(strip_request(f"Could you please tell me {long}"), short=False) == long


def test_a_last_update_asks_for_news_unless_it_is_part_of_a_name():
    assert extract_subject("council ban on cameras update", short=True) == "council ban on cameras"
    assert extract_subject("Nimbus camera update", short=True) == "Nimbus camera update"
