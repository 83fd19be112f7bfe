"""Follow-ups: which texts count as follow-ups, and the question that each one means."""

import pytest

from bot.answers.conversation.followups import interpret_follow_up
from bot.answers.conversation.previous import PreviousQuestion
from bot.answers.conversation.request import Request
from bot.answers.query.question import parse_typed_text
from bot.answers.query.typed_text import read_typed_text
from tests.support.conversations import (
    DESK,
    FIRST_ID,
    NOW,
    QUESTION,
    SECOND_ID,
    THIRD_ID,
    previous_question,
)


def interpret(text: str, previous: PreviousQuestion | None) -> Request | None:
    typed = read_typed_text(text)
    question = parse_typed_text(typed, DESK.names, now=NOW)
    return interpret_follow_up(typed, question, previous, DESK.names, now=NOW)


def interpret_after(text: str, before: str = QUESTION) -> str:
    """Return the question that a text means after another one, or the action it asks for; empty for a new question."""
    request = interpret(text, previous_question(before))
    if request is None:
        return ""
    return request.question.text if request.action == "ask" else request.action


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("and in 2021?", "How long will the council ban diesel ferries in 2021"),
        ("in 2021?", "How long will the council ban diesel ferries in 2021"),
        ("2021?", "How long will the council ban diesel ferries in 2021"),
        ("what about 2021?", "How long will the council ban diesel ferries in 2021"),
        ("ok and since June 2020?", "How long will the council ban diesel ferries since June 2020"),
        ("only Reuters", "How long will the council ban diesel ferries from Reuters"),
        ("from Reuters", "How long will the council ban diesel ferries from Reuters"),
        ("and from Northern Wire?", "How long will the council ban diesel ferries from Northern Wire"),
        ("not from Reuters", "How long will the council ban diesel ferries not from Reuters"),
        ("what about Reuters?", "How long will the council ban diesel ferries from Reuters"),
        ("who said that?", "who said that about council ban diesel ferries"),
        ("why?", "why about council ban diesel ferries"),
        ("but why?", "why about council ban diesel ferries"),
        ("when was that?", "when was that about council ban diesel ferries"),
        ("where is it?", "where is it about council ban diesel ferries"),
        ("how much is it?", "how much is it about council ban diesel ferries"),
        ("did they extend it?", "did they extend it about council ban diesel ferries"),
        ("before that?", "How long will the council ban diesel ferries until June 10, 2020"),
        ("and after that?", "How long will the council ban diesel ferries since June 12, 2020"),
        ("what about trams?", "How long will the council ban diesel ferries and trams"),
        ("and buses", "How long will the council ban diesel ferries and buses"),
    ],
)
def test_a_follow_up_stands_for_a_question(text: str, question: str):
    assert interpret_after(text) == question


@pytest.mark.parametrize(
    ("before", "text", "question"),
    [
        # Another name in the place of the one before
        ("Why did Blue Line sue over ferries?", "what about Red Funnel?", "Why did Red Funnel sue over ferries"),
        ("Why did Blue Line sue over ferries?", "and Red Funnel?", "Why did Red Funnel sue over ferries"),
        ("Why did Blue Line sue over ferries?", "how about Red Funnel instead?", "Why did Red Funnel sue over ferries"),
        ("why did stena sue over ferries", "what about dfds?", "why did dfds sue over ferries"),
        ("What did Reuters say of Stena?", "and DFDS?", "What did Reuters say of DFDS"),
        ("harbor strike stena", "and dfds?", "harbor strike dfds"),
        ("stena", "and dfds?", "dfds"),
        ("how many crews does stena have", "and the dfds?", "how many crews does the dfds have"),
        ("ferry strike in Oslo", "and in Bergen?", "ferry strike in Bergen"),
        ("when is the ferry out", "and on weekends?", "when is the ferry out on weekends"),
        ("ferries", "not police", "ferries without police"),
        ("What did Ada Byron say?", "and why?", "why did Ada Byron say"),
        ("tell me about Stena", "what about DFDS?", "tell me about DFDS"),
        # Another limit in the place of the one of its kind
        ("ferries in June 2020", "and in 2021?", "ferries in 2021"),
        ("ferries in June 2020", "and July?", "ferries in July 2020"),
        ("ferries on 11 June 2020", "and on the 12th of June?", "ferries on the 12th of June 2020"),
        ("ferries from Reuters in 2020", "what about Northern Wire?", "ferries from Northern Wire in 2020"),
        ("What did Reuters report on ferries?", "and Harbor Post?", "What did Harbor Post report on ferries"),
        ("What did Reuters report on ferries?", "and CNN?", "What did CNN report on ferries"),
        ("latest from Reuters", "not from Reuters", "latest not from Reuters"),
        ("ferries not from Reuters", "only Reuters", "ferries from Reuters"),
        ("Reuters", "from Northern Wire", "articles from Northern Wire"),
        ("harbor sales in the first quarter of 2020", "and in q4 2019?", "harbor sales in q4 2019"),
        ("ferries on the topic Floods", "topic Transport", "ferries on the topic Transport"),
        ("ferries", "without diesel", "ferries without diesel"),
        ("ferries", "-diesel", "ferries without diesel"),
        ("ferries", "not from Forbes", "ferries not from Forbes"),
        ("ferries", "but not Forbes", "ferries not from Forbes"),
        ("ferries", "and last week?", "ferries last week"),
        ("ferries", "on 11 June 2020?", "ferries on 11 June 2020"),
        ("ferries since 2020 from Reuters", "before 2019?", "ferries before 2019 from Reuters"),
        ("ferries", "from Reuters in 2021", "ferries in 2021 from Reuters"),
        ("ferries", "and Reuters or Northern Wire?", "ferries from Reuters and Northern Wire"),
        # Another question about the same
        ("Who is Ada Byron?", "what did she say?", "what did Ada Byron say"),
        ("Who is Ada Byron?", "and what is her plan?", "what is Ada Byron plan"),
        ("Who is Ada Byron?", "what is its plan?", "what is Ada Byron's plan"),
        ("How long did Stena ban ferries?", "why?", "why did Stena ban ferries"),
        ("How long did Stena ban ferries?", "how so?", "why did Stena ban ferries"),
        ("Did Stena ban ferries?", "why not?", "why didn\u2019t Stena ban ferries"),
        ("Can Stena ban ferries?", "why not", "why can\u2019t Stena ban ferries"),
        ("who said Stena banned ferries", "why?", "why about Stena banned ferries"),
        ("ferries in 2020", "who said that?", "who said that about ferries in 2020"),
        ("ferries in 2020 from Reuters", "why?", "why about ferries in 2020 from Reuters"),
        ("ferries in 2020", "and what did Reuters say about it?", "what did Reuters say about ferries in 2020"),
        ("ferries", "did Reuters report it?", "did Reuters report ferries"),
        ("latest news", "why?", "why about City council bans"),
        ("harbor strike", "what was the score?", "what was the score about harbor strike"),
        ("what did nimbus say about ferries", "and trams?", "what did nimbus say about trams"),
        ("what did nimbus ban", "who asked for it", "who asked for nimbus ban"),
        ("is it open to all", "who said that?", "who said that about it open to all"),
        ("ferries", "Reuters?", "ferries from Reuters"),
        ("ferries in Oslo", "vs bergen", "ferries in Oslo vs bergen"),
        # Names and places in small letters
        ("when was starfall 4 delayed", "and moonrise 2?", "when was moonrise 2 delayed"),
        ("when does starfall come out", "on gamebox pass?", "when does starfall come out on gamebox pass"),
        ("when does starfall come out", "what did nimbus do", "when does nimbus come out"),
        ("when does starfall 4 come out", "how much does it cost?", "how much does it cost about starfall 4"),
        ("who won game 3 of the final", "and game 4?", "who won game 4 of the final"),
        ("which class is the best", "and the worst?", "which class is the worst"),
        ("what classes are in starfall", "which one is new", "which class is new"),
        ("harbor strike", "how many crews", "how many crews about harbor strike"),
        ("harbor strike", "who was fired", "who was fired about harbor strike"),
        ("harbor strike", "what did Reuters say?", "harbor strike from Reuters"),
        ("ferries in 2020", "which outlets?", "which outlets reported ferries"),
        ("ferries", "who else reported it?", "which outlets reported ferries"),
        ("ferries", "any other outlets?", "which outlets reported ferries"),
        ("ferries", "how many articles?", "how many articles on ferries"),
        ("ferries", "any updates?", "latest on ferries"),
        ("ferries", "the latest on that?", "latest on ferries"),
        ("ferries", "anything older?", "oldest article on ferries"),
        # Before and after what was quoted
        ("who bans ferries?", "what happened next?", "bans ferries since June 12, 2020"),
        ("who bans ferries?", "and then?", "bans ferries since June 12, 2020"),
        ("who bans ferries in 2020?", "what happened before that?", "bans ferries until June 10, 2020"),
        ("latest on ferries in 2020", "since then?", "latest on ferries since June 12, 2020"),
    ],
)
def test_a_follow_up_changes_only_what_it_names(before: str, text: str, question: str):
    assert interpret_after(text, before) == question


@pytest.mark.parametrize(
    "text",
    [
        "more",
        "More!",
        "show me more",
        "next",
        "anything else?",
        "what else",
        "and more",
        "go on",
        "more of that",
        "the rest",
        "any more?",
        "more please",
        "give me some more",
    ],
)
def test_more_asks_for_further_articles(text: str):
    assert interpret_after(text) == "more"


@pytest.mark.parametrize(
    ("text", "article_id"),
    [
        *((text, FIRST_ID) for text in ("the first one", "first", "1", "#1", "number one")),
        ("tell me more about the first one", FIRST_ID),
        *((text, SECOND_ID) for text in ("the second one", "what about the second?", "2nd", "open number 2")),
        ("story two", SECOND_ID),
        *((text, THIRD_ID) for text in ("the third article", "the last one", "last", "what does the third one say?")),
        *((text, FIRST_ID) for text in ("tell me more", "tell me more about it", "open it", "details please")),
        *((text, FIRST_ID) for text in ("is that true?", "really?", "says who?", "what does it say?", "link please")),
        ("source?", FIRST_ID),
        ("any sources?", FIRST_ID),
    ],
)
def test_an_article_that_was_shown_can_be_opened(text: str, article_id: str):
    assert interpret(text, previous_question()) == Request("open", article_id=article_id)


STANDING_ALONE = (
    "Who bans diesel ferries?",
    "How long did Amazon ban police use of facial recognition?",
    "and how long did the telescope on Mount Kell take to build?",
    "what about the new telescope on Mount Kell?",
    "latest from Reuters",
    "the latest on ferries",
    "is there news about the lake?",
    "is there anything on ferries in 2020?",
    "lake orla level",
    "diesel ferries",
    "companies that banned facial recognition",
    "ferries in June 2020",
    "floods from Northern Wire",
    "what did the council decide?",
    "what is the water level of that lake near Tarn?",
    "does the operator sue the council over it?",
    "Blue Line will sue",
    "what happened in March 2021?",
    "news since March 2021",
    "which outlets reported the flood?",
    "how many articles are there?",
    "list articles about floods",
    "show me coverage of the lake",
    "telescope",
    "Reuters",
    "https://wire.example/sue",
    "also reported: villagers return to Tarn",
    "or was the bridge closed after the flood?",
    "But the council votes again on ferries",
    "so what did the water board say about the lake?",
    "thank you",
    "then came the flood at Lake Orla",
    "more ferries for the lake",
    "the second flood at Tarn",
    "what else did the council ban?",
    "who is the mayor of Harbor?",
    "why did the lake rise?",
    "when did villagers return to Tarn?",
    "where is Mount Kell?",
    "how much did the telescope cost?",
    "who wrote this bot",
    "does this server have news on ferries",
)


@pytest.mark.parametrize("text", STANDING_ALONE)
def test_a_full_question_is_never_a_follow_up(text: str):
    assert interpret_after(text) == ""


def test_a_number_beyond_the_shown_articles_is_out_of_range():
    assert interpret_after("the fifth one") == "out_of_range"


@pytest.mark.parametrize(
    ("before", "text", "words", "topic"),
    [
        ("harbor strike", "who said that?", "who said that", "harbor strike"),
        ("harbor strike", "what percent is that", "what percent is that", "harbor strike"),
        ("harbor strike", "when", "when", "harbor strike"),
        ("harbor strike", "since when", "since when", "harbor strike"),
        ("who runs the harbor", "did they extend it?", "did they extend it", "runs the harbor"),
        ("who extended the ban", "which outlets reported it?", "which outlets reported it", "extended the ban"),
    ],
)
def test_a_question_about_the_same_subject_says_what_it_is_about(before: str, text: str, words: str, topic: str):
    request = interpret(text, previous_question(before))

    assert request is not None
    assert (request.words, request.topic) == (words, topic)
    assert topic in request.question.subject


@pytest.mark.parametrize(
    "text",
    [
        "for how much?",
        "on how many counts",
        "from which state",
        "to whom?",
        "who won",
        "who took over?",
        "does it run on Azure",
        "which hospital uses it",
        "how long will they stay in Oslo",
    ],
)
def test_a_text_without_a_subject_of_its_own_is_about_the_question_before(text: str):
    request = interpret(text, previous_question("why did stena sue over ferries"))

    assert request is not None
    assert "stena" in request.question.subject


@pytest.mark.parametrize("text", ["who won", "for how much?", "does it run on Azure"])
def test_without_a_question_before_such_a_text_is_none(text: str):
    request = interpret(text, None)

    assert request is None or request.action == "unresolved"


def test_a_verb_alone_may_also_be_a_question_of_its_own():
    request = interpret("who won", previous_question("why did stena sue over ferries"))

    assert request is not None
    assert request.alternative is not None
    assert request.alternative.text == "who won"


def test_a_name_in_the_subject_is_no_limit_of_the_next_question():
    previous = previous_question("Harbor Post sued over its ferries")
    request = interpret("who said that?", previous)

    assert request is not None
    assert request.question.outlets == ()


@pytest.mark.parametrize("text", ["more", "who said that?", "the second one", "tell me more about it", "did they?"])
def test_without_a_question_before_a_follow_up_is_unresolved(text: str):
    assert interpret(text, None) == Request("unresolved")


def test_another_name_has_the_text_itself_as_its_alternative():
    request = interpret("what about the telescope?", previous_question())

    assert request is not None
    assert request.alternative is not None
    assert request.alternative.text == "the telescope?"


def test_if_nothing_was_found_before_another_question_drops_the_limits():
    nothing_found = PreviousQuestion("diesel ferries from Harbor Post", "diesel ferries")
    request = interpret("why?", nothing_found)

    assert request is not None
    assert request.question.text == "why about diesel ferries"
