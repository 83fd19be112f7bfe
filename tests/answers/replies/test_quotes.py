"""Replies that quote: evidence, opened articles, and "more"."""

import pytest
from msgspec.structs import replace

from bot.answers.conversation.previous import MAX_SHOWN, PreviousQuestion, remember_answer
from bot.answers.pipeline import answer
from tests.support.conversations import DESK, NOW, previous_question


def ask(text: str) -> PreviousQuestion:
    remembered = remember_answer(answer(text, DESK, now=NOW), None)
    assert remembered is not None
    return remembered


def test_evidence_is_quoted_with_its_confidence():
    reply = answer("Who bans diesel ferries?", DESK, now=NOW)

    assert (reply.verdict, reply.lead.id) == ("found", "answer-found")
    assert "diesel ferries" in reply.quotes[0].text
    assert not reply.suggestions


def test_weak_evidence_is_quoted_with_suggestions():
    reply = answer("Who bans diesel ferries on the Danube?", DESK, now=NOW)

    assert (reply.verdict, reply.lead.id) == ("weak", "answer-weak")
    assert reply.quotes
    assert reply.suggestions


def test_an_opened_article_is_quoted():
    previous = ask("Who bans diesel ferries?")
    opened = answer("tell me more about it", DESK, now=NOW, previous=previous)

    assert {quote.article.id for quote in opened.quotes} == {previous.quoted_id}
    assert len(opened.quotes) > 1


@pytest.mark.parametrize("text", ["latest news", "oldest articles", "news from Harbor Post", "articles in 2018"])
def test_more_of_a_list_goes_on_in_its_order(text: str):
    reply = answer(text, DESK, now=NOW)
    previous = remember_answer(reply, None)
    days = [quote.article.published.day for quote in reply.quotes if quote.article.published]
    shown_ids = {quote.article.id for quote in reply.quotes}
    for _ in range(2):
        reply = answer("more", DESK, now=NOW, previous=previous)
        ids = {quote.article.id for quote in reply.quotes}
        assert ids
        assert not ids & shown_ids
        shown_ids |= ids
        days += [quote.article.published.day for quote in reply.quotes if quote.article.published]
        previous = remember_answer(reply, previous)

    assert days == sorted(days, reverse="oldest" not in text)


def test_more_shows_each_article_once_until_there_is_no_more():
    previous = ask("harbor bulletin tide tables for piers")
    shown_ids = set(previous.shown_ids)
    for _ in range(30):
        reply = answer("more", DESK, now=NOW, previous=previous)
        if reply.lead.id == "answer-no-more":
            break
        ids = {quote.article.id for quote in reply.quotes}
        assert ids
        assert not ids & shown_ids
        shown_ids |= ids
        previous = remember_answer(reply, previous)
    else:
        raise AssertionError("there is always more")

    assert len(shown_ids) >= 20


def test_after_many_articles_more_asks_for_a_narrower_question():
    shown_ids = tuple(f"{number:016x}" for number in range(MAX_SHOWN))
    previous = replace(previous_question(), shown_ids=shown_ids)

    assert answer("more", DESK, now=NOW, previous=previous).lead.id == "answer-enough"
