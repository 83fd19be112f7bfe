"""What follows up a question and what stands on its own; each follow-up as the question that it means."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.answers.conversation.followups import interpret_follow_up
from bot.answers.conversation.previous import MAX_SHOWN, PreviousQuestion, remember_answer
from bot.answers.conversation.request import Request
from bot.answers.pipeline import answer
from bot.answers.query.question import parse_question
from tests.support.desks import FILES, desk_of, many, record

NOW = datetime(2022, 5, 20, tzinfo=UTC)
DESK = desk_of(
    *FILES,
    many(20),
    record(
        "Blue Line to sue over ban on diesel ferries",
        url="https://wire.example/sue",
        excerpt="Blue Line said on Friday that it will sue the council over the ban on diesel ferries.",
        outlet="Northern Wire",
        published=date(2020, 6, 13),
    ),
    record("Reuters on ferries", url="https://www.reuters.com/a", outlet="Reuters", published=date(2021, 2, 1)),
)
ONE, TWO, THREE = "1" * 16, "2" * 16, "3" * 16


def before(asked: str = "How long will the council ban diesel ferries?") -> PreviousQuestion:
    """What is remembered of a question that was answered with three articles."""
    topic = parse_question(asked, DESK.names, now=NOW).subject
    return PreviousQuestion(
        asked, topic, (ONE, TWO, THREE), (ONE, TWO, THREE), ONE, "City council bans", date(2020, 6, 11)
    )


def read(text: str, asked: str = "How long will the council ban diesel ferries?") -> str:
    """The question that a text means after another; empty where it stands on its own."""
    meant = interpret_follow_up(text, before(asked), DESK.names, now=NOW)
    if meant is None:
        return ""
    return meant.question.text if meant.action == "ask" else meant.action


@pytest.mark.parametrize(
    ("text", "meant"),
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
        ("who said that?", "who said council ban diesel ferries"),
        ("why?", "why council ban diesel ferries"),
        ("but why?", "why council ban diesel ferries"),
        ("when was that?", "when was council ban diesel ferries"),
        ("where is it?", "where is council ban diesel ferries"),
        ("how much is it?", "how much is council ban diesel ferries"),
        ("did they extend it?", "did extend council ban diesel ferries"),
        ("before that?", "How long will the council ban diesel ferries until 2020-06-10"),
        ("and after that?", "How long will the council ban diesel ferries since 2020-06-12"),
        ("what about trams?", "How long will the council ban diesel ferries trams"),
        ("and buses", "How long will the council ban diesel ferries buses"),
    ],
)
def test_a_follow_up_is_the_question_that_it_means(text: str, meant: str):
    assert read(text) == meant


@pytest.mark.parametrize(
    ("asked", "text", "meant"),
    [
        # Another name in the place of the one before
        ("Why did Blue Line sue over ferries?", "what about Red Funnel?", "Why did Red Funnel sue over ferries"),
        ("Why did Blue Line sue over ferries?", "and Red Funnel?", "Why did Red Funnel sue over ferries"),
        ("Why did Blue Line sue over ferries?", "how about Red Funnel instead?", "Why did Red Funnel sue over ferries"),
        ("why did stena sue over ferries", "what about dfds?", "why did dfds sue over ferries"),
        ("What did Reuters say of Stena?", "and DFDS?", "What did Reuters say of DFDS"),
        # Another limit in the place of the one of its kind
        ("ferries in June 2020", "and in 2021?", "ferries in 2021"),
        ("ferries in June 2020", "and July?", "ferries in July 2020"),
        ("ferries on 11 June 2020", "and on the 12th of June?", "ferries on the 12th of June 2020"),
        ("ferries from Reuters in 2020", "what about Northern Wire?", "ferries from Northern Wire in 2020"),
        ("What did Reuters report on ferries?", "and Harbor Post?", "What did Harbor Post report on ferries"),
        ("What did Reuters report on ferries?", "and CNN?", "What did CNN report on ferries"),
        ("latest from Reuters", "not from Reuters", "latest not from Reuters"),
        ("ferries not from Reuters", "only Reuters", "ferries from Reuters"),
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
        ("who said Stena banned ferries", "why?", "why Stena banned ferries"),
        ("ferries in 2020", "who said that?", "who said ferries in 2020"),
        ("ferries in 2020 from Reuters", "why?", "why ferries in 2020 from Reuters"),
        ("ferries in 2020", "and what did Reuters say about it?", "what did Reuters say about ferries in 2020"),
        ("ferries", "did Reuters report it?", "did Reuters report ferries"),
        ("latest news", "why?", "why City council bans"),
        ("ferries in 2020", "which outlets?", "which outlets reported ferries"),
        ("ferries", "who else reported it?", "which outlets reported ferries"),
        ("ferries", "how many articles?", "how many articles on ferries"),
        ("ferries", "any updates?", "latest on ferries"),
        ("ferries", "the latest on that?", "latest on ferries"),
        ("ferries", "anything older?", "oldest article on ferries"),
        # Before and after what was quoted
        ("who bans ferries?", "what happened next?", "bans ferries since 2020-06-12"),
        ("who bans ferries?", "and then?", "bans ferries since 2020-06-12"),
        ("who bans ferries in 2020?", "what happened before that?", "bans ferries until 2020-06-10"),
        ("latest on ferries in 2020", "since then?", "latest on ferries since 2020-06-12"),
    ],
)
def test_a_follow_up_changes_but_what_it_says(asked: str, text: str, meant: str):
    assert read(text, asked) == meant


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
def test_more_is_the_same_question_again(text: str):
    assert read(text) == "more"


@pytest.mark.parametrize(
    ("text", "article"),
    [
        *(
            (text, ONE)
            for text in ("the first one", "first", "tell me more about the first one", "1", "#1", "number one")
        ),
        *((text, TWO) for text in ("the second one", "what about the second?", "2nd", "open number 2", "story two")),
        *((text, THREE) for text in ("the third article", "the last one", "last", "what does the third one say?")),
        *((text, ONE) for text in ("tell me more", "tell me more about it", "open it", "details please", "source?")),
        *((text, ONE) for text in ("is that true?", "really?", "says who?", "what does it say?", "link please")),
    ],
)
def test_an_article_that_was_shown_can_be_opened(text: str, article: str):
    assert interpret_follow_up(text, before(), DESK.names, now=NOW) == Request("open", article_id=article)


def test_an_article_beyond_those_shown_is_said_to_be():
    reply = answer("the fifth one", DESK, now=NOW, previous=before())
    assert (reply.lead.id, reply.lead.args) == ("answer-beyond", {"count": 3})


ALONE = (
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
)


@pytest.mark.parametrize("text", ALONE)
def test_a_full_question_is_never_touched_by_the_one_before(text: str):
    assert read(text) == ""


@pytest.mark.parametrize("text", ["more", "who said that?", "the second one", "tell me more about it", "did they?"])
def test_what_points_at_nothing_is_lost(text: str):
    meant = interpret_follow_up(text, None, DESK.names, now=NOW)
    assert meant is not None
    assert meant.action == "unresolved"
    reply = answer(text, DESK, now=NOW)
    assert (reply.verdict, reply.lead.id) == ("nothing", "answer-lost")


def test_a_conversation_goes_on():
    first = answer("Who bans diesel ferries?", DESK, now=NOW)
    earlier = remember_answer(first, None)
    second = answer("and from Northern Wire?", DESK, now=NOW, previous=earlier)
    assert {quote.article.outlet for quote in second.quotes} == {"wire.example"}
    assert second.question == "and from Northern Wire?"
    assert second.remarks[0].id == "answer-continued"
    third = answer("who said that?", DESK, now=NOW, previous=remember_answer(second, earlier))
    assert "ferries" in third.asked
    assert third.quotes


def test_small_talk_leaves_the_question_before_it_as_it_was():
    earlier = remember_answer(answer("Who bans diesel ferries?", DESK, now=NOW), None)
    for text in ("hi", "thanks!", "ok cool", "?", "the fifth one", "bye"):
        assert remember_answer(answer(text, DESK, now=NOW, previous=earlier), earlier) == earlier
    assert remember_answer(answer("hi", DESK, now=NOW), None) is None


def test_what_was_opened_leaves_the_list_as_it_was():
    earlier = remember_answer(answer("harbor bulletin tide tables for piers", DESK, now=NOW), None)
    assert earlier is not None
    third = remember_answer(answer("the third one", DESK, now=NOW, previous=earlier), earlier)
    assert third is not None
    assert (third.quoted_id, third.listed_ids, third.text) == (earlier.listed_ids[2], earlier.listed_ids, earlier.text)
    assert answer("the second one", DESK, now=NOW, previous=third).quotes[0].article.id == earlier.listed_ids[1]


def test_a_name_that_the_question_before_does_not_fit_is_asked_about_alone():
    first = answer("How long will Blue Line sue?", DESK, now=NOW)
    made = answer("what about the telescope?", DESK, now=NOW, previous=remember_answer(first, None))
    assert made.verdict == "found"
    assert made.asked == "what about the telescope?"
    assert all(remark.id != "answer-continued" for remark in made.remarks)


def test_what_limits_hid_is_looked_for_without_them_when_another_question_follows():
    first = answer("diesel ferries from Harbor Post", DESK, now=NOW)
    assert first.verdict == "nothing"
    assert answer("why?", DESK, now=NOW, previous=remember_answer(first, None)).quotes


@pytest.mark.parametrize("text", ["latest news", "oldest articles", "news from Harbor Post", "articles in 2018"])
def test_more_of_a_list_goes_on_in_its_order(text: str):
    reply = answer(text, DESK, now=NOW)
    days = [quote.article.published.day for quote in reply.quotes if quote.article.published]
    earlier, told = remember_answer(reply, None), {quote.article.id for quote in reply.quotes}
    for _ in range(2):
        assert earlier is not None
        reply = answer("more", DESK, now=NOW, previous=earlier)
        ids = {quote.article.id for quote in reply.quotes}
        assert ids
        assert not ids & told
        told |= ids
        days += [quote.article.published.day for quote in reply.quotes if quote.article.published]
        earlier = remember_answer(reply, earlier)
    assert days == sorted(days, reverse="oldest" not in text)


def test_more_has_an_end_that_is_said():
    shown = replace(before(), shown_ids=tuple(f"{n:016x}" for n in range(MAX_SHOWN)))
    assert answer("more", DESK, now=NOW, previous=shown).lead.id == "answer-enough"


def test_more_tells_each_article_once_until_there_is_no_more():
    reply = answer("harbor bulletin tide tables for piers", DESK, now=NOW)
    earlier = remember_answer(reply, None)
    assert earlier is not None
    told = set(earlier.shown_ids)
    for _ in range(30):
        reply = answer("more", DESK, now=NOW, previous=earlier)
        if reply.lead.id == "answer-no-more":
            break
        ids = {quote.article.id for quote in reply.quotes}
        assert ids
        assert not ids & told
        told |= ids
        earlier = remember_answer(reply, earlier)
    else:
        raise AssertionError("there is always more")
    assert len(told) >= 20


def test_an_article_that_is_gone_is_lost_and_not_an_error():
    earlier = PreviousQuestion("ferries", "ferries", ("0" * 16,), ("0" * 16,), "0" * 16)
    assert answer("the first one", DESK, now=NOW, previous=earlier).lead.id == "answer-lost"


def test_what_is_opened_is_quoted():
    first = answer("Who bans diesel ferries?", DESK, now=NOW)
    opened = answer("tell me more about it", DESK, now=NOW, previous=remember_answer(first, None))
    assert {quote.article.id for quote in opened.quotes} == {first.quotes[0].article.id}
    assert len(opened.quotes) > 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_are_answered(first: str, then: str):
    earlier = remember_answer(answer(first, DESK, now=NOW), None)
    made = answer(then, DESK, now=NOW, previous=earlier)
    assert made.question == then
    remember_answer(made, earlier)
