"""The kind of answer that a question wants."""

import pytest

from bot.answers.query.kinds import Kind, classify_kind
from bot.answers.query.requests import strip_request


def classify(text: str, *, has_subject: bool = True, outlets: int = 0) -> Kind:
    plain = strip_request(text)
    return classify_kind(text, plain, plain, has_subject=has_subject, outlets=outlets)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What did Nimbus ban?", "what"),
        ("nimbus camera ban", "open"),
        ("What did Nimbus do when protests began?", "what"),
        ("How did Nimbus respond?", "what"),
        ("When did Nimbus ban cameras?", "when"),
        ("when's the vote", "when"),
        ("What date was the ban?", "when"),
        ("On which day did it begin?", "when"),
        ("How long ago was the ban?", "when"),
        ("Nimbus camera ban when?", "when"),
        ("How long is the ban?", "how_long"),
        ("For how long did Nimbus stop?", "how_long"),
        ("How many months will it last?", "how_long"),
        ("What is the duration of the ban?", "how_long"),
        ("How many people were there?", "how_many"),
        ("how much did it cost", "how_much"),
        ("What percentage of cameras failed?", "percent"),
        ("Who banned cameras?", "who"),
        ("whose cameras were banned", "who"),
        ("Which company banned cameras?", "who"),
        ("Which law enforcement agency used it first?", "who"),
        ("Which organizations may use it?", "who"),
        ("Where is the factory?", "where"),
        ("In which city is it?", "where"),
        ("Why did Nimbus stop?", "why"),
        ("What caused the outage?", "why"),
        ("What was the reason for the ban?", "why"),
        ("How come it failed?", "why"),
        ("Did Nimbus ban cameras?", "whether"),
        ("is the ban over", "whether"),
        ("Hasn't the ban ended?", "whether"),
        ("Do you know whether the ban ended?", "whether"),
        ("Which outlets reported the ban?", "outlets"),
        ("what newspapers covered the ban", "outlets"),
        ("Who reported on the ban?", "outlets"),
        ("who else wrote about the ban", "outlets"),
        ("who wrote the music for the ferry film", "who"),
        ("Where was the ban reported?", "outlets"),
        ("How many outlets covered the ban?", "outlets"),
        ("What is the latest on Nimbus?", "latest"),
        ("latest news", "latest"),
        ("newest article about cameras", "latest"),
        ("Any recent coverage of cameras?", "latest"),
        ("What's new with Nimbus?", "open"),
        ("the most recent report on cameras", "latest"),
        ("oldest article", "oldest"),
        ("Who was first to report the ban?", "oldest"),
        ("earliest coverage of the ban", "oldest"),
        ("Which outlet reported the ban first?", "oldest"),
        ("first article about cameras", "oldest"),
        ("last news on cameras", "latest"),
        ("the last boss of the game", "open"),
        ("first quarter sales", "open"),
        ("how long did the first strike last", "how_long"),
        ("what is the oldest bridge in Oslo", "what"),
        ("List all articles about cameras", "list"),
        ("show me everything on cameras", "list"),
        ("articles about cameras", "list"),
        ("Is there anything about cameras?", "open"),
        ("any news on cameras?", "open"),
        ("What do you have on cameras?", "list"),
        ("Could you please show me all the articles on cameras?", "list"),
        ("Please tell me when Nimbus banned cameras", "when"),
        ("I'd like to know who banned cameras", "who"),
        ("\u00bfWho banned cameras?", "who"),
        ("Which tech giant is the latest to step back?", "which"),
        ("", "what"),
        ("\U0001f642", "what"),
    ],
)
def test_a_question_has_a_kind(text: str, kind: Kind):
    assert classify(text) == kind


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "when",
            [
                "nimbus phone release date",
                "nimbus 2 trailer date",
                "whens the vote",
                "what year was the harbor built",
                "until when is it closed",
                "how soon will it open",
                "what's the launch date of the ferry",
                "date of the vote",
            ],
        ),
        ("how_long", ["how many hours is the crossing", "length of the crossing", "how much time does it take"]),
        (
            "how_many",
            [
                "how big is the telescope",
                "harbor population",
                "howmany ferries sail",
                "how old is the harbor",
                "how far did shares fall",
                "how much ram does it need",
                "how often do ferries sail",
                "number of ferries",
                "by how much did fares rise",
                "how much did shares drop",
            ],
        ),
        (
            "how_much",
            [
                "whats the price of a ticket",
                "what does a ticket cost",
                "what did Nimbus pay for Stena",
                "how expensive is a ticket",
                "price of nimbus",
                "nimbus phone price",
                "what did it say, how much is it",
                "how much money did it lose",
                "what was the company's revenue",
                "cost of the bridge",
                "what is the ceo's salary",
            ],
        ),
        (
            "percent",
            ["what percent of fares", "percentage of cameras that failed", "what share of the market does it have"],
        ),
        (
            "who",
            [
                "whos the mayor",
                "nimbus ceo",
                "ceo of nimbus",
                "name of the captain",
                "who is running nimbus",
                "who is the mayor now",
                "what company built it",
                "founders of nimbus",
                "who is affected by the ban",
            ],
        ),
        (
            "which",
            [
                "which ferry sank",
                "first ship in the fleet with a sauna?",
                "what game is it",
                "what kind of engine does it have",
                "name of the first boss",
                "what is the ferry called",
                "which one is faster",
                "which of the ferries sank",
            ],
        ),
        (
            "where",
            [
                "wheres the harbor",
                "where is that boat they covered in flowers",
                "what city is the harbor in",
                "location of the wreck",
                "where the ferry sank",
            ],
        ),
        (
            "why",
            [
                "y did they ban ferries",
                "what's the reason for the delay",
                "reason for the delay",
                "why'd it fail",
                "why can't it sail",
            ],
        ),
        ("whether", ["any chance of a ferry", "ferries on the moon?", "nimbus for children?", "can i swim there"]),
        (
            "definition",
            [
                "who is Ada Byron",
                "whos ada byron",
                "what is a diesel ferry",
                "whats nimbus",
                "what does GPS stand for",
                "meaning of moratorium",
            ],
        ),
        (
            "open",
            [
                "news on ferries",
                "any updates on the strike?",
                "what happened to the captain",
                "what has happened with nimbus",
                "tell me about the harbor",
                "whats going on with nimbus",
                "hows the strike going",
                "anything about nimbus",
                "nimbus",
                "Blue Line",
                "what do you know about nimbus",
                "any news about the harbor",
            ],
        ),
        (
            "what",
            [
                "what was the verdict",
                "how does it work",
                "what does the telescope do",
                "harbour \u00e9tait ferm\u00e9 hier ?",
            ],
        ),
    ],
)
def test_everyday_forms_have_the_kind_of_the_full_question(kind: Kind, texts: list[str]):
    for text in texts:
        assert (text, classify(text)) == (text, kind)


def test_a_question_without_a_subject_is_not_open():
    assert classify("what's new", has_subject=False) == "latest"
    assert classify("any news", has_subject=False) == "list"
    assert classify("what happened", has_subject=False) == "what"


@pytest.mark.parametrize("text", ["Harbor Post vs Northern Wire on ferries", "how do the Post and the Wire differ?"])
def test_several_outlets_are_compared(text: str):
    assert classify(text, outlets=2) == "compare"
    assert classify("what about ferries", outlets=2) == "compare"
    assert classify("ferries", outlets=2) == "compare"
    assert classify("who sank the ferries", outlets=2) == "who"
    assert classify(text, outlets=1) != "compare"


def test_a_long_text_that_asks_nothing_is_a_headline():
    assert classify("Nimbus bans all cameras in its stores and schools from June") == "what"
