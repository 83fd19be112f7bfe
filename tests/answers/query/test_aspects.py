"""The noun that a question asks for, its polarity and its tense."""

import pytest

from bot.answers.query.aspects import (
    asks_for_advice,
    asks_for_task,
    find_focus,
    is_future,
    is_hedged,
    is_negated,
    is_past,
    is_personal,
    wants_latest,
)
from bot.answers.query.kinds import Kind


@pytest.mark.parametrize(
    ("text", "kind", "focus"),
    [
        ("how many people did the ferry carry", "how_many", "people"),
        ("How many countries signed the treaty?", "how_many", "countries"),
        ("how many electric cars were sold", "how_many", "electric cars"),
        ("how much footage leaked", "how_many", "footage"),
        ("number of ferries in the harbor", "how_many", "ferries"),
        ("how big is the harbor", "how_many", ""),
        ("how many weeks will it last", "how_long", "weeks"),
        ("percentage of cameras that failed", "percent", "cameras"),
        ("which class is not in the demo", "which", "class"),
        ("which graphics cards are failing", "which", "graphics cards"),
        ("which singer announced the tour", "which", "singer"),
        ("which harbor cafe gives you tea", "which", "harbor cafe"),
        ("which airline runs its ferries", "which", "airline"),
        ("how many users a day was it getting", "how_many", "users"),
        ("what kind of engine does it have", "which", "engine"),
        ("name of the first world boss", "which", "world boss"),
        ("which country banned ferries", "who", "country"),
        ("who banned ferries", "who", ""),
        ("when does the season start", "when", ""),
    ],
)
def test_the_focus_is_the_noun_that_is_counted_or_named(text: str, kind: Kind, focus: str):
    assert find_focus(text, kind) == focus


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("which ferry did not sink", True),
        ("who didn't sign the letter", True),
        ("which camera cannot see at night", True),
        ("who never signed", True),
        ("what does nimbus no longer sell", True),
        ("which of the ferries has no captain", True),
        ("who did sign", False),
        ("how long is it free for nothing", False),
        ("isn't the harbor open yet?", False),
        ("is it open or not", False),
        ("not only ferries but also trains", False),
    ],
)
def test_a_negation_is_seen(text: str, *, negated: bool):
    assert is_negated(text) is negated


@pytest.mark.parametrize(
    "text", ["who runs nimbus now", "current mayor", "is it still closed", "what's new with nimbus"]
)
def test_a_question_may_ask_how_things_are_now(text: str):
    assert wants_latest(text)
    assert not wants_latest("who ran nimbus in 2010")


@pytest.mark.parametrize(
    "text",
    ["when will it open", "when does it come out", "when is nimbus closing it", "is it coming to Oslo", "gonna rain?"],
)
def test_a_question_may_ask_about_what_is_to_come(text: str):
    assert is_future(text)


def test_a_question_about_the_past_is_not_about_what_is_to_come():
    assert not is_future("when did it open")
    assert not is_future("since when have will and ada lived apart")


@pytest.mark.parametrize("text", ["did they open it", "when was it built", "has the council voted"])
def test_a_question_may_ask_about_what_happened(text: str):
    assert is_past(text)
    assert not is_past("when will it open")


def test_a_question_may_ask_about_plans():
    assert is_hedged("who is in talks with the council")
    assert not is_hedged("who sued the council")


@pytest.mark.parametrize(
    "text", ["who left in May 2020", "what opened on may 6", "the fair of 3 May", "since May, who left"]
)
def test_the_month_of_may_is_no_hedge(text: str):
    assert not is_hedged(text)
    assert is_hedged(f"{text}; it may close")


@pytest.mark.parametrize("text", ["how do I stop my shoes from squeaking", "how to cook rice", "what should we do"])
def test_a_question_may_ask_for_advice(text: str):
    assert asks_for_advice(text)
    assert not asks_for_advice("how do ferries steer")


@pytest.mark.parametrize(
    ("text", "is_task"),
    [
        ("convert 40 euros to dollars", True),
        ("12 million over 3 billion in percent", True),
        ("whats 12% of 3 billion", True),
        ("20 percent of 80?", True),
        ("did they cut 12% of 300 jobs in May", False),
        ("how many minutes are in 90 hours", True),
        ("20 miles in km", True),
        ("write me a poem about ferries", True),
        ("tell me a joke", True),
        ("translate this to german", True),
        ("tell me about the ferry strike", False),
        ("how many hours does the ferry take", False),
        ("who will write the book on the harbor", False),
        ("what is a ferry", False),
        ("25,000 people over the age of 60 at the fair", False),
    ],
)
def test_a_text_that_asks_the_bot_to_compute_or_write_is_a_task(text: str, *, is_task: bool):
    assert asks_for_task(text) is is_task


@pytest.mark.parametrize("text", ["can I get a refund", "why do my ears pop"])
def test_who_asks_for_himself_is_known(text: str):
    assert is_personal(text)
    assert not is_personal("can ferries get a refund")
