"""Figures of answers made by hand, to questions with and without an answer."""

import pytest

from bench.evaluation import targets
from bench.evaluation.abstention import AbstentionReplies, build_verdict_table, compute_figures
from bot.answers.answer import Answer, Remark, Verdict
from tests.support.tables import read_rows


def reply(verdict: Verdict, confidence: float) -> Answer:
    return Answer("", verdict, confidence, Remark("answer-found"), (), (), (), (), None, 1.0)


REPLIES = AbstentionReplies(
    long=[(reply("found", 0.9), True), (reply("weak", 0.4), False)],
    items=[(reply("found", 0.8), True)],
    null=[reply("nothing", 0.1)],
    everyday=[reply("nothing", 0.0), reply("found", 0.6)],
)


def test_the_figures_are_shares_of_each_kind_of_question():
    assert compute_figures(REPLIES) == {
        targets.OFF_TOPIC_NOTHING: 1 / 2,
        targets.LONG_ANSWERED: 1 / 2,
        targets.ITEMS_ANSWERED: 1.0,
        # Of nine pairs, only 0.4 against 0.6 is out of order.
        targets.ANSWERABLE_AUROC: pytest.approx(8 / 9),
    }


def test_the_table_shows_the_verdicts_on_each_kind_of_question():
    assert read_rows(build_verdict_table(REPLIES)) == [
        ("long, answerable", "2", "0.500", "0.500", "0.000", "0.500"),
        ("headline parts", "1", "1.000", "0.000", "0.000", "1.000"),
        ("long, unanswerable", "1", "0.000", "0.000", "1.000", ""),
        ("everyday", "2", "0.500", "0.000", "0.500", ""),
    ]
