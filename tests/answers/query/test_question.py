"""Questions as a whole: limits, subject, phrases, URLs and topics; and odd texts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.query.question import Question, parse_question
from bot.answers.query.typed_text import MAX_QUESTION_LENGTH
from tests.support import conversations
from tests.support.names import NEWSSTAND, NOW


def parse(text: str) -> Question:
    return parse_question(text, NEWSSTAND, now=NOW)


def test_no_limit_is_part_of_the_subject():
    question = parse("What did Reuters report about cameras on the topic AI between 12 and 30 June 2020?")
    assert question.subject == "cameras"
    assert question.outlets[0].keys == ("in.reuters.com", "reuters.com")
    assert question.topics[0].keys == ("ai",)
    assert question.dates is not None
    assert (question.dates.first, question.dates.last) == (date(2020, 6, 12), date(2020, 6, 30))
    assert question.dates_explicit


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("camera news in june 2020", "camera"),
        ("cameras since 2021", "cameras"),
        ("cameras before 2021", "cameras"),
        ("cameras 2020", "cameras"),
        ("What happened in August 2021?", ""),
        ("What was reported on 15 June 2020?", ""),
        ("camera news yesterday", "camera"),
        ("today's news about cameras", "cameras"),
        ("articles from June 2020 about cameras", "cameras"),
        ("In June 2020, who banned cameras?", "banned cameras"),
        ("Starfall 4 news in June 2022", "Starfall 4"),
    ],
)
def test_the_date_of_a_short_question_is_a_limit(text: str, subject: str):
    question = parse(text)
    assert question.dates_explicit
    assert question.subject == subject


@pytest.mark.parametrize(
    "text",
    [
        "Starfall 4 arrives in June 2023 on consoles",
        "starfall 4 arrives june 2023",
        "Is Starfall 4 due in June 2023?",
        "consoles arrives 2023",
    ],
)
def test_a_date_that_a_title_names_in_the_same_words_is_part_of_the_subject(text: str):
    later = parse_question(text, NEWSSTAND, now=NOW.replace(year=2024))
    assert later.date_ranges
    assert not later.dates_explicit
    assert "2023" in later.subject


def test_the_dates_of_a_long_question_are_mentions():
    question = parse(
        "After a report of June 11, 2020 said that the company would ban the use of its cameras, did a later report, "
        "of June 15, 2020, say that a cloud outage had hit the banks that used them?"
    )
    assert not question.dates_explicit
    assert [dates.first for dates in question.date_ranges] == [date(2020, 6, 11), date(2020, 6, 15)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("topic AI", "ai"),
        ("#AI", "ai"),
        ("cameras #ComputerVision", "computer vision"),
        ("latest on the topic Computer Vision", "computer vision"),
        ("about the topic computer vison", "computer vision"),
        ("cameras in the AI section", "ai"),
        ("articles tagged Transport", "transport"),
        ("category: Natural Language Processing", "natural language processing"),
    ],
)
def test_a_topic_that_is_called_one_is_a_limit(text: str, key: str):
    (topic,) = parse(text).topics
    assert topic.keys == (key,)
    assert topic.explicit


@pytest.mark.parametrize(
    "text", ["what is AI", "computer vision cameras", "transport strike", "a #1 hit", "section 230"]
)
def test_words_that_are_topics_too_stay_words(text: str):
    question = parse(text)
    assert question.topics == ()
    assert question.subject


def test_a_topic_that_the_archive_lacks_is_named_with_the_nearest():
    (topic,) = parse("latest on the topic Transprotation").topics
    assert topic.keys == ()
    assert "Transport" in topic.nearest


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('who said "too early to tell"?', ("too early to tell",)),
        ("who said \u201ctoo early\u201d and \u201ctoo late\u201d", ("too early", "too late")),
        ("wer sagte \u201ezu fr\u00fch\u201c?", ("zu fr\u00fch",)),
        ("qui a dit \u00ab trop t\u00f4t \u00bb ?", ("trop t\u00f4t",)),
        ("who said 'too early'?", ("too early",)),
        ("who said \u2018it isn\u2019t early\u2019?", ("it isn\u2019t early",)),
        ("Nimbus' cameras and the council's ban", ()),
        ("a 6' fence and a 5\" screen", ()),
        ('an unclosed "quote', ()),
        ('nothing in ""', ()),
    ],
)
def test_text_in_quotation_marks_is_a_phrase(text: str, phrases: tuple[str, ...]):
    assert parse(text).phrases == phrases


@pytest.mark.parametrize(
    ("text", "urls", "subject"),
    [
        ("https://www.zdnet.com/a/b?c=1#d", ("https://www.zdnet.com/a/b?c=1#d",), ""),
        ("what is this? <https://zdnet.com/a>", ("https://zdnet.com/a",), ""),
        ("is (https://zdnet.com/a) right about cameras?", ("https://zdnet.com/a",), "right about cameras"),
        ("www.zdnet.com/a and zdnet.com/b", ("https://www.zdnet.com/a", "https://zdnet.com/b"), ""),
        ("cameras, see https://zdnet.com/a_(b).", ("https://zdnet.com/a_(b)",), "cameras, see"),
    ],
)
def test_urls_are_no_part_of_the_subject(text: str, urls: tuple[str, ...], subject: str):
    question = parse(text)
    assert question.urls == urls
    assert question.subject.strip("() ") in {subject, "and"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("<@123456> what did Nimbus ban?", "Nimbus ban"),
        ("**Nimbus** ||cameras|| `ban`", "Nimbus cameras ban"),
        ("> cameras <:smile:1234>", "cameras"),
        ("came\u202eras\u200b ban\x07", "cameras ban"),
        ("Thatâ€™s the ban", "That\u2019s the ban"),
        ("\uff43\uff41\uff4d\uff45\uff52\uff41\uff53\uff1f", "\uff43\uff41\uff4d\uff45\uff52\uff41\uff53"),
    ],
)
def test_chat_markup_and_broken_letters_are_removed(text: str, subject: str):
    assert parse(text).subject == subject


def test_a_question_is_cut_to_the_maximal_length():
    question = parse("camera " * 5000)
    assert len(question.text) <= MAX_QUESTION_LENGTH
    assert question.subject.startswith("camera camera")


@given(st.text(max_size=500) | st.text("aA1 .,'\"#<>@/\u2019-\u00bf", max_size=500))
def test_any_text_can_be_parsed(text: str):
    question = parse(text)
    assert len(question.text) <= MAX_QUESTION_LENGTH
    assert all(
        entity.keys or entity.nearest for entity in (*question.outlets, *question.excluded_outlets, *question.topics)
    )
    assert question.dates_explicit <= (question.dates is not None)


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "a.", "a.a ", "'", '"', "from Reuters and ", "the ", "2020 ", "June ", "1-", "#a ", "http://", "?",
     ", ", "\u202e", "| ", "not from ", "what ", "-", "\u4e16", "<@1>", "news ", "@a.b/", "in the "],
)  # fmt: skip
def test_six_thousand_characters_of_anything_are_read(piece: str):
    question = parse(piece * (MAX_QUESTION_LENGTH // len(piece)))
    assert len(question.text) <= MAX_QUESTION_LENGTH


def test_a_topic_without_a_name_is_no_topic():
    question = parse("news on the topic http://a.example/c ?")
    assert question.topics == ()
    assert question.urls == ("http://a.example/c",)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("ferries", False),
        ("ferries in 2020", True),
        ("ferries from Reuters", True),
        ("ferries not from Reuters", True),
        ("ferries on the topic Transport", True),
        ("ferries from Forbes", False),
    ],
)
def test_a_limit_counts_if_the_archive_can_apply_it(text: str, *, limits: bool):
    assert conversations.parse(text).has_limits == limits


def test_unknown_names_are_those_that_the_question_is_limited_to():
    assert [entity.typed for entity in conversations.parse("ferries from Forbes").unknown_names] == ["Forbes"]
    assert conversations.parse("ferries from Reuters").unknown_names == ()
