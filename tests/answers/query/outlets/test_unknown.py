"""Outlets that the archive has under another spelling, or not at all."""

import pytest

from bot.answers.query.question import Question, parse_question
from tests.support.names import NEWSSTAND, NOW

REUTERS = {"reuters.com", "in.reuters.com"}


def parse(text: str) -> Question:
    return parse_question(text, NEWSSTAND, now=NOW)


def limits(question: Question) -> set[str]:
    return {key for outlet in question.outlets if outlet.explicit for key in outlet.keys}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("what did reutrs report about robots", REUTERS),
        ("robots from washingtn post", {"washingtonpost.com"}),
        ("articles from the guld news about robots", {"gulfnews.com"}),
        ("Reutres on robots", REUTERS),
        ("according to Zdnt, who built it", set[str]()),
    ],
)
def test_a_misspelt_outlet_is_found_beside_a_cue(text: str, keys: set[str]):
    assert limits(parse(text)) == keys


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("What did the New York Times say about robots?", "New York Times"),
        ("what did the new york times say about robots", "new york times"),
        ("anything from CNN about robots?", "CNN"),
        ("bbc.co.uk robots", "bbc.co.uk"),
        ("robots according to harborpost.example", "harborpost.example"),
        ("articles from Breitbart", "Breitbart"),
        ("What does the Springfield Gazette say about robots?", "Springfield Gazette"),
        ("what did the harbor herald report", "harbor herald"),
        ("robots from Le Monde", "Le Monde"),
        ("CNN coverage of robots", "CNN"),
        ("robots in the newspaper Zyxo", "Zyxo"),
        ("Has the Guardian reported on robots?", "Guardian"),
        ("robots from the new yrok times", "new yrok times"),
    ],
)
def test_an_outlet_that_the_archive_lacks_is_named_with_the_nearest(text: str, typed: str):
    (outlet,) = parse(text).outlets
    assert outlet.typed == typed
    assert outlet.keys == ()
    assert outlet.explicit
    assert len(outlet.nearest) == 3
