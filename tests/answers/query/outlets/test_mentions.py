"""The outlets that a question names, and which of them are limits."""

import pytest

from bot.answers.query.question import Question, parse_question
from tests.support.names import NEWSSTAND, NOW

REUTERS = {"reuters.com", "in.reuters.com"}


def parse(text: str) -> Question:
    return parse_question(text, NEWSSTAND, now=NOW)


def limits(question: Question) -> set[str]:
    return {key for outlet in question.outlets if outlet.explicit for key in outlet.keys}


def mentions(question: Question) -> set[str]:
    return {key for outlet in question.outlets if not outlet.explicit for key in outlet.keys}


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
        ("the verge on robots", {"theverge.com"}, "robots"),
        ("ZDNet: robots", {"zdnet.com"}, "robots"),
        ("What did TIME say about robots?", {"time.com"}, "robots"),
        ("what did marketplace say about robots", {"marketplace.org"}, "robots"),
        ("robots, only Reuters", REUTERS, "robots"),
        ("Which company, Reuters reported, built robots?", REUTERS, "company, , built robots"),
        ("the newspaper Gulf News about robots", {"gulfnews.com"}, "robots"),
    ],
)
def test_an_outlet_beside_a_cue_is_a_limit_and_no_part_of_the_subject(text: str, keys: set[str], subject: str):
    question = parse(text)
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
        ("what did reuters, zdnet and gulf news say about robots", REUTERS | {"zdnet.com", "gulfnews.com"}),
        ("zdnet vs reuters on robots", REUTERS | {"zdnet.com"}),
        ("wired vs verge on robots", {"wired.com", "theverge.com"}),
        ("robots: Reuters versus Gulf News", REUTERS | {"gulfnews.com"}),
        ("how did reuters and gulf news differ in covering robots", REUTERS | {"gulfnews.com"}),
        ("zdnet and wired on robots", {"zdnet.com", "wired.com"}),
    ],
)
def test_outlets_joined_by_and_or_or_a_comma_are_limits_together(text: str, keys: set[str]):
    assert limits(parse(text)) == keys


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
def test_an_excluded_outlet_is_not_among_the_outlets(text: str, keys: set[str]):
    question = parse(text)
    assert {key for outlet in question.excluded_outlets for key in outlet.keys} == keys
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
def test_a_name_that_may_be_the_subject_is_only_a_mention(text: str, keys: set[str]):
    question = parse(text)
    assert limits(question) == set()
    assert mentions(question) == keys
    assert question.subject


@pytest.mark.parametrize("text", ["reuters", "Reuters", "robots (Reuters)", "robots - zdnet", "robots, gulf news"])
def test_a_name_alone_or_set_off_at_the_end_is_a_limit(text: str):
    question = parse(text)
    assert limits(question)
    assert question.subject in ("", "robots")


def test_a_name_in_small_letters_is_found_beside_one_in_capitals():
    question = parse("reuters on robots since June 2020, not from ZDNet")
    assert limits(question) == REUTERS
    assert [outlet.keys for outlet in question.excluded_outlets] == [("zdnet.com",)]
    assert question.subject == "robots"


@pytest.mark.parametrize(
    ("text", "keys", "subject"),
    [
        ("compare reuters and zdnet on robots", REUTERS | {"zdnet.com"}, "robots"),
        ("compare wired and zdnet", {"wired.com", "zdnet.com"}, ""),
        ("difference between zdnet and the verge on robots", {"zdnet.com", "theverge.com"}, "robots"),
        ("does zdnet say the same as reuters about robots", REUTERS | {"zdnet.com"}, "robots"),
        ("do zdnet and reuters say the same about robots?", REUTERS | {"zdnet.com"}, "robots"),
        ("Does ZDNet agree with Reuters on robots?", REUTERS | {"zdnet.com"}, "robots"),
        ("how does zdnet's coverage of robots differ from reuters'", REUTERS | {"zdnet.com"}, "robots"),
        (
            "does the star say the same as the verge about robots",
            {"thestar.com", "thestar.com.my", "theverge.com"},
            "robots",
        ),
        ("contrast zdnet with wired on robots", {"zdnet.com", "wired.com"}, "robots"),
        ("robot reviews from zdnet, reuters and wired", REUTERS | {"zdnet.com", "wired.com"}, "robot"),
    ],
)
def test_outlets_that_are_compared_are_limits_together(text: str, keys: set[str], subject: str):
    question = parse(text)

    assert limits(question) == keys
    assert question.kind == "compare"
    assert question.subject == subject


@pytest.mark.parametrize(
    "text", ["compare time and effort", "compare robots and cameras", "is wired the same as cable"]
)
def test_words_that_are_compared_are_no_outlets(text: str):
    assert limits(parse(text)) == set()


def test_what_is_in_the_news_itself_is_no_outlet_after_in():
    assert limits(parse("can I skip the story in Nimbus")) == set()
    assert limits(parse("stories from Nimbus")) == {"blog.nimbus.example"}


def test_an_article_before_an_everyday_name_that_has_none_shows_a_word():
    assert limits(parse("what did the fox say")) == set()
    assert limits(parse("what did fox say")) == {"foxnews.com"}


def test_a_list_may_name_outlets_that_the_archive_lacks():
    question = parse("what did reuters, bbc and ap say about robots")
    assert [(outlet.typed, bool(outlet.keys)) for outlet in question.outlets] == [
        ("reuters", True),
        ("bbc", False),
        ("ap", False),
    ]
    assert question.subject == "robots"


def test_a_company_with_a_newsroom_is_a_limit_beside_a_clear_cue():
    assert limits(parse("articles from Nimbus about cameras")) == {"blog.nimbus.example"}
    assert limits(parse("blog.nimbus.example cameras")) == {"blog.nimbus.example"}


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
    question = parse(text)
    assert limits(question) == set()
    assert not mentions(question) - {"blog.nimbus.example"}
    assert not [outlet for outlet in question.outlets if not outlet.keys]


LONG = (
    "Which company, reported by Reuters as the maker of a robot and accused in a Washington Post article of hiding its "
    "price, was said by The Verge to plan a factory, while CNN reported that it had none and would not need one?"
)


def test_in_a_long_question_outlets_are_mentions_and_unknown_ones_are_ignored():
    question = parse(LONG)
    assert limits(question) == set()
    assert mentions(question) == REUTERS | {"washingtonpost.com", "theverge.com"}
    assert all(outlet.keys for outlet in question.outlets)
    assert question.subject == LONG


def test_an_outlet_is_listed_once_however_often_it_is_named():
    question = parse("What did Reuters say in the Reuters article about robots?")
    assert len(question.outlets) == 1
    assert question.outlets[0].explicit


def test_the_name_of_an_outlet_in_quotes_is_no_phrase():
    assert parse("Is 'The Verge' right about \u201csmart glasses\u201d?").phrases == ("smart glasses",)
