"""Words that a reader excludes."""

import pytest

from bot.answers.pipeline import answer
from bot.answers.query.exclusion import find_exclusions
from tests.support.conversations import DESK, NOW


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ferries without diesel", ["diesel"]),
        ("harbor ferries -diesel", ["diesel"]),
        ("harbor -coal -diesel ferries", ["coal", "diesel"]),
        ('harbor -"blue line"', ["blue line"]),
        ("harbor NOT diesel", ["diesel"]),
        ("harbor AND NOT diesel", ["diesel"]),
        ("ferries except for diesel and coal ferries", ["diesel", "coal ferries"]),
        ("ferries excluding diesel", ["diesel"]),
        ("ferries (not diesel)", ["diesel"]),
        ("ferries, no diesel", ["diesel"]),
        ("ferries sans diesel", ["diesel"]),
        ("ferries but leave out diesel", ["diesel"]),
        ("ferries, leaving out the diesel", ["diesel"]),
        ("anything on ferries that isn't about diesel", ["diesel"]),
        ("ferries that have nothing to do with diesel", ["diesel"]),
        ("news on ferries but not the strike", ["strike"]),
        ("which company other than Blue Line sued", ["Blue Line"]),
        ("which company other than nimbus sued", ["nimbus"]),
        ("articles on ferries that don't mention diesel", ["diesel"]),
        ("ferries, not trains", ["trains"]),
    ],
)
def test_words_are_excluded(text: str, words: list[str]):
    assert [word for exclusion in find_exclusions(text) for word in exclusion.words] == words


@pytest.mark.parametrize(
    "text",
    [
        "can I sail without paying",
        "why did they buy coal instead of diesel",
        "who did NOT sign",
        "DO NOT ENTER",
        "state-of-the-art ferries - a review",
        "minus -5 degrees",
        "sailing without stopping",
        "is the harbor not open",
    ],
)
def test_a_negation_that_belongs_to_the_question_excludes_nothing(text: str):
    assert list(find_exclusions(text)) == []


@pytest.mark.parametrize(
    "text", ["ferries -diesel", "ferries NOT diesel", "ferries without diesel", "latest on ferries -diesel"]
)
def test_no_article_with_an_excluded_word_is_shown_and_the_reply_says_so(text: str):
    reply = answer(text, DESK, now=NOW)

    assert reply.quotes
    assert all("diesel" not in (hit.article.title + hit.article.excerpt).lower() for hit in reply.near_hits)
    assert "answer-without-words" in [remark.id for remark in reply.remarks]


def test_a_question_of_fact_excludes_headlines_and_sentences():
    reply = answer("who other than the council talks about diesel ferries", DESK, now=NOW)

    assert all("council" not in quote.text for quote in reply.quotes)
    assert all("council" not in hit.article.title for hit in reply.near_hits)


def test_an_excluded_word_that_leaves_nothing_is_a_limit_that_leaves_nothing():
    reply = answer("diesel ferries -diesel", DESK, now=NOW)

    assert (reply.verdict, reply.quotes) == ("nothing", ())
