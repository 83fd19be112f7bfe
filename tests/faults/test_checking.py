"""The checker of the fault tests finds each kind of fault in made-up histories."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.digests.digest import Step
from tests.faults.checking import (
    PostedMessage,
    RecordedRun,
    judge,
    judge_articles,
    judge_posts,
    read_articles,
    read_mark,
)

DUE = {"1@100": "70", "2@100": "71", "1@200": "70"}
ALL = [PostedMessage("901", "70", "1@100"), PostedMessage("902", "71", "2@100"), PostedMessage("903", "70", "1@200")]
RECORDED = {message.run: RecordedRun("sent", message.id) for message in ALL}


def count(posted: list[PostedMessage], recorded: Mapping[str, RecordedRun] = RECORDED) -> tuple[int, int, int, int]:
    return judge(DUE, posted, recorded)[:4]


def test_each_edition_once_is_no_fault():
    verdict = judge(DUE, ALL, RECORDED)
    assert (verdict.due, verdict.sent, verdict.lost, verdict.doubled, verdict.wrong) == (3, 3, 0, 0, ())


def test_an_edition_that_is_nowhere_counts_as_lost():
    verdict = judge(DUE, ALL[1:], RECORDED)
    assert verdict[:4] == (3, 2, 1, 0)
    assert verdict.wrong == ("1@100 is lost: no message, recorded as sent",)


def test_an_edition_that_is_there_twice_counts_as_doubled():
    verdict = judge(DUE, [*ALL, PostedMessage("904", "71", "2@100")], RECORDED)
    assert verdict[:4] == (3, 3, 0, 1)
    assert verdict.wrong == ("2@100 is there 2 times",)


def test_a_lost_edition_does_not_cancel_a_doubled_one():
    assert count([*ALL[1:], ALL[1]]) == (3, 2, 1, 1)


def test_an_edition_in_the_wrong_channel_is_lost_there_and_unexpected_here():
    assert count([*ALL[1:], PostedMessage("901", "71", "1@100")]) == (3, 2, 1, 1)


@pytest.mark.parametrize("run", ["", "1@300", "9@100"])
def test_a_message_for_nothing_due_is_unexpected(run: str):
    assert count([*ALL, PostedMessage("904", "70", run)]) == (3, 3, 0, 1)


@pytest.mark.parametrize("state", ["missed", "failed", "unknown", "empty", "begun"])
def test_a_sent_edition_that_is_recorded_as_not_sent_counts_as_lost(state: str):
    assert count(ALL, {**RECORDED, "2@100": RecordedRun(state, "0")}) == (3, 2, 1, 0)


def test_an_edition_that_is_recorded_as_another_message_counts_as_lost():
    assert count(ALL, {**RECORDED, "2@100": RecordedRun("sent", "905")}) == (3, 2, 1, 0)


def test_an_edition_without_a_record_counts_as_lost():
    assert count(ALL, {run: record for run, record in RECORDED.items() if run != "2@100"}) == (3, 2, 1, 0)


def test_an_edition_is_recognized_by_its_button_wherever_it_is():
    def message(*buttons: str) -> Mapping[str, Any]:
        row = {"type": 1, "components": [{"type": 2, "custom_id": custom_id} for custom_id in buttons]}
        return {"components": [{"type": 17, "components": [{"type": 10, "content": "News"}, row]}]}

    assert read_mark(message("n1:edition:5@1700000000")) == "5@1700000000"
    assert read_mark(message("n1:digest:pause:5")) == ""
    assert read_mark(message("n1:edition:5@1", "n1:edition:6@1")) == ""
    assert read_mark({"components": []}) == ""


FLOOD, FIRE = "https://herald.example/flood", "https://herald.example/fire"


def test_news_in_one_edition_of_each_digest_is_no_fault():
    posted = [PostedMessage("901", "70", f"{digest}@100", frozenset({FLOOD})) for digest in (1, 2)]
    assert judge_articles({1: {FLOOD}, 2: {FLOOD}}, posted).is_good


def test_news_that_is_in_no_edition_of_a_digest_is_lost():
    verdict = judge_articles({1: {FLOOD, FIRE}}, [PostedMessage("901", "70", "1@100", frozenset({FLOOD}))])
    assert (verdict.articles_lost, verdict.articles_doubled, verdict.is_good) == (1, 0, False)


def test_an_article_in_two_editions_of_a_digest_is_doubled():
    posted = [PostedMessage(number, "70", f"1@{number}", frozenset({FLOOD})) for number in ("901", "902", "903")]
    verdict = judge_articles({1: {FLOOD}}, posted)
    assert (verdict.articles_lost, verdict.articles_doubled, verdict.is_good) == (0, 2, False)


def test_articles_are_recognized_by_their_links():
    texts = [{"type": 10, "content": f"**[News]({FLOOD})** and [more]({FIRE}/)"}]
    assert read_articles({"components": texts}) == {FLOOD, FIRE}


STEPS = {"1@100": (Step("post", 0, state="sent", channel=901, message=901), Step("post", 1, state="sent", message=902))}
POSTS = [PostedMessage("901", "901", "1@100"), PostedMessage("902", "902", "1@100:1")]


def count_posts(posted: list[PostedMessage], state: str = "sent") -> tuple[int, int, int, int]:
    return judge_posts(["1@100"], {"1@100": state}, STEPS, posted)[:4]


def test_each_post_once_is_no_fault():
    assert count_posts(POSTS) == (2, 2, 0, 0)


def test_a_post_that_is_nowhere_and_one_that_is_there_twice_are_faults():
    assert count_posts(POSTS[:1]) == (2, 1, 1, 0)
    assert count_posts([*POSTS, PostedMessage("903", "903", "1@100:1")]) == (2, 2, 0, 1)
    assert count_posts([*POSTS, PostedMessage("903", "903", "2@100")]) == (2, 2, 0, 1)


def test_a_run_that_did_not_end_well_is_a_fault():
    assert count_posts(POSTS, "unknown")[2] == 1
