"""What the bot remembers of an answer for the next text."""

from msgspec.structs import replace

from bot.answers.answer import Remark
from bot.answers.conversation.previous import MAX_SHOWN, PreviousQuestion, remember_answer
from bot.answers.pipeline import answer
from tests.support.conversations import DESK, NOW


def ask(text: str, previous: PreviousQuestion | None = None) -> PreviousQuestion:
    remembered = remember_answer(answer(text, DESK, now=NOW, previous=previous), previous)
    assert remembered is not None
    return remembered


def test_an_answer_is_remembered_with_its_question_and_articles():
    reply = answer("Who bans diesel ferries in 2020?", DESK, now=NOW)
    remembered = remember_answer(reply, None)

    assert remembered is not None
    assert remembered.text == "Who bans diesel ferries in 2020?"
    assert remembered.topic == "bans diesel ferries"
    assert remembered.question == reply.query
    assert remembered.listed_ids[: len(reply.quotes)] == tuple(dict.fromkeys(q.article.id for q in reply.quotes))
    best = reply.quotes[0].article
    assert best.published is not None
    assert (remembered.quoted_id, remembered.quoted_title) == (best.id, best.title)
    assert remembered.quoted_day == best.published.day


def test_a_follow_up_is_remembered_as_the_whole_question():
    assert ask("and in 2021?", ask("Who bans diesel ferries?")).text == "Who bans diesel ferries in 2021"


def test_small_talk_leaves_the_question_before_it_as_it_was():
    previous = ask("Who bans diesel ferries?")

    for text in ("hi", "thanks!", "ok cool", "?", "the fifth one", "bye"):
        assert remember_answer(answer(text, DESK, now=NOW, previous=previous), previous) == previous
    assert remember_answer(answer("hi", DESK, now=NOW), None) is None


def test_opening_an_article_leaves_the_list_as_it_was():
    listed = ask("harbor bulletin tide tables for piers")
    opened = ask("the third one", listed)

    assert (opened.quoted_id, opened.listed_ids, opened.text) == (listed.listed_ids[2], listed.listed_ids, listed.text)
    second = answer("the second one", DESK, now=NOW, previous=opened)
    assert second.quotes[0].article.id == listed.listed_ids[1]


def test_a_pasted_url_makes_its_article_the_topic():
    remembered = ask("https://wire.example/sue")

    assert (remembered.text, remembered.topic) == ("Blue Line to sue over ban on diesel ferries",) * 2
    assert remembered.question is None


def test_more_adds_to_the_articles_that_were_shown():
    first = ask("harbor bulletin tide tables for piers")
    more = ask("more", first)

    assert (more.text, more.topic, more.question) == (first.text, first.topic, first.question)
    assert more.shown_ids == (*first.shown_ids, *more.listed_ids)


def test_not_too_many_articles_are_remembered():
    shown = tuple(f"{number:016x}" for number in range(MAX_SHOWN - 1))
    first = replace(ask("harbor bulletin tide tables for piers"), shown_ids=shown)

    assert len(ask("more", first).shown_ids) == MAX_SHOWN


def test_each_follow_up_in_turn_remembers_the_question_that_named_the_subject():
    first = ask("which harbor bulletin has the tide tables for piers")
    second = ask("when was that", first)
    third = ask("who said that", second)

    assert first.origin == ""
    assert second.origin == third.origin == first.text


def test_more_of_a_follow_up_repeats_what_was_typed_and_its_topic():
    second = ask("when was that", ask("harbor bulletin tide tables for piers"))
    more = answer("more", DESK, now=NOW, previous=second)

    assert second.words == "when was that"
    (remark,) = more.remarks
    assert remark == Remark(
        "answer-continued-about",
        {"question": second.words, "topic": second.topic, "origin": second.topic, "repeats": "yes"},
    )
    assert ask("more", second).words == second.words
