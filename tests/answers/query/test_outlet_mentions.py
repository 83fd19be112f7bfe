"""Which outlets a free question names, and which of them it sets off as a limit."""

import pytest

from bot.answers.query.question import Question, parse_question
from tests.support.naming import NEWSSTAND, NOW

REUTERS = {"reuters.com", "in.reuters.com"}


def asked(text: str) -> Question:
    return parse_question(text, NEWSSTAND, now=NOW)


def limits(question: Question) -> set[str]:
    return {key for one in question.outlets if one.explicit for key in one.keys}


def mentions(question: Question) -> set[str]:
    return {key for one in question.outlets if not one.explicit for key in one.keys}


@pytest.mark.parametrize(
    ("text", "keys", "subject"),
    [
        ("What did Reuters report on the strike?", REUTERS, "strike"),
        ("what did the washington post say about robots", {"washingtonpost.com"}, "robots"),
        ("What has ZDNet written about chips?", {"zdnet.com"}, "chips"),
        ("Did Gulf News cover the election?", {"gulfnews.com"}, "election"),
        ("How did The Verge describe the phone?", {"theverge.com"}, "phone"),
        ("strike news from Reuters", REUTERS, "strike"),
        ("articles from the register", {"theregister.com"}, ""),
        ("Reuters articles about the strike", REUTERS, "strike"),
        ("Reuters\u2019 coverage of the strike", REUTERS, "strike"),
        ("the Washington Post's article on robots", {"washingtonpost.com"}, "robots"),
        ("according to Wired, who built it?", {"wired.com"}, "built it"),
        ("Who built it, as reported by The Verge?", {"theverge.com"}, "built it"),
        ("robots reuters.com", REUTERS, "robots"),
        ("theverge.com robots", {"theverge.com"}, "robots"),
        ("latest from WSJ", {"wsj.com"}, ""),
        ("anything by Reuters on robots?", REUTERS, "robots"),
        ("robots in The Verge", {"theverge.com"}, "robots"),
        ("ZDNet on robots", {"zdnet.com"}, "robots"),
        ("ZDNet: robots", {"zdnet.com"}, "robots"),
        ("What did TIME say about robots?", {"time.com"}, "robots"),
        ("what did marketplace say about robots", {"marketplace.org"}, "robots"),
        ("robots, only Reuters", REUTERS, "robots"),
        ("Which company, Reuters reported, built robots?", REUTERS, "company, , built robots"),
        ("the newspaper Gulf News about robots", {"gulfnews.com"}, "robots"),
    ],
)
def test_an_outlet_that_is_set_off_is_a_limit_and_no_part_of_the_subject(text: str, keys: set[str], subject: str):
    question = asked(text)
    assert limits(question) == keys
    assert question.subject == subject


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("robots from Reuters and ZDNet", REUTERS | {"zdnet.com"}),
        ("What did Reuters, ZDNet or The Verge report about robots?", REUTERS | {"zdnet.com", "theverge.com"}),
        ("Reuters and ZDNet articles about robots", REUTERS | {"zdnet.com"}),
        ("articles by both Reuters and Gulf News", REUTERS | {"gulfnews.com"}),
        ("Reuters or ZDNet on robots", REUTERS | {"zdnet.com"}),
    ],
)
def test_outlets_that_are_listed_are_limits_together(text: str, keys: set[str]):
    assert limits(asked(text)) == keys


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
def test_a_misspelt_outlet_is_found_beside_a_sign(text: str, keys: set[str]):
    assert limits(asked(text)) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("robots not from Reuters", REUTERS),
        ("anything but not from the Washington Post about robots", {"washingtonpost.com"}),
        ("robots except ZDNet", {"zdnet.com"}),
        ("robots other than The Verge and Wired", {"theverge.com", "wired.com"}),
        ("who covered robots, excluding articles from Gulf News?", {"gulfnews.com"}),
        ("robots without reuters.com", REUTERS),
    ],
)
def test_an_outlet_that_is_ruled_out_is_no_outlet_asked_for(text: str, keys: set[str]):
    question = asked(text)
    assert {key for one in question.excluded_outlets for key in one.keys} == keys
    assert question.outlets == ()
    assert "robots" in question.subject


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Washington Post robots", {"washingtonpost.com"}),
        ("washington post robots", {"washingtonpost.com"}),
        ("ZDNet robots", {"zdnet.com"}),
        ("Is 'The Verge' right about robots?", {"theverge.com"}),
        ("What is new in robots from Nimbus?", {"blog.nimbus.example"}),
        ("What did Nimbus say about its cameras?", {"blog.nimbus.example"}),
    ],
)
def test_a_name_that_may_be_the_subject_is_a_mention(text: str, keys: set[str]):
    question = asked(text)
    assert limits(question) == set()
    assert mentions(question) == keys
    assert question.subject


def test_a_company_with_a_newsroom_is_limited_to_by_a_clear_sign():
    assert limits(asked("articles from Nimbus about cameras")) == {"blog.nimbus.example"}
    assert limits(asked("blog.nimbus.example cameras")) == {"blog.nimbus.example"}


@pytest.mark.parametrize(
    "text",
    [
        "What did Nimbus ban?",
        "the time it takes",
        "from time to time",
        "on the verge of collapse",
        "a start from the verge of bankruptcy",
        "wired and wireless phones",
        "in the marketplace for software",
        "a star is born",
        "is the Washington Monument open",
        "What did Baroness Hale say?",
        "What did the police say?",
        "what is the latest news",
        "photos from Thorn",
        "a report by the council",
        "What did civil rights groups want from Nimbus cameras?",
        "How long is it, from start to end?",
        "letters from John Smith",
        "messages from the president",
    ],
)
def test_ordinary_words_and_people_are_no_outlets(text: str):
    question = asked(text)
    assert limits(question) == set()
    assert not mentions(question) - {"blog.nimbus.example"}
    assert not [one for one in question.outlets if not one.keys]


@pytest.mark.parametrize(
    ("text", "said"),
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
def test_an_outlet_that_the_archive_has_not_is_named_with_the_nearest(text: str, said: str):
    (named,) = asked(text).outlets
    assert named.typed == said
    assert named.keys == ()
    assert named.explicit
    assert len(named.nearest) == 3


LONG = (
    "Which company, reported by Reuters as the maker of a robot and accused in a Washington Post article of hiding its "
    "price, was said by The Verge to plan a factory, while CNN reported that it had none and would not need one?"
)


def test_in_a_long_question_outlets_are_mentions_and_absent_ones_are_left():
    question = asked(LONG)
    assert limits(question) == set()
    assert mentions(question) == REUTERS | {"washingtonpost.com", "theverge.com"}
    assert all(one.keys for one in question.outlets)
    assert question.subject == LONG


def test_an_outlet_is_listed_once_however_often_it_is_named():
    question = asked("What did Reuters say in the Reuters article about robots?")
    assert len(question.outlets) == 1
    assert question.outlets[0].explicit


def test_the_name_of_an_outlet_in_quotes_is_no_phrase():
    assert asked("Is 'The Verge' right about \u201csmart glasses\u201d?").phrases == ("smart glasses",)
