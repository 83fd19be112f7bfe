"""Figures of answers made by hand, to true questions and to false ones."""

from bench.evaluation import targets
from bench.evaluation.counterfactual_questions import MadeQuestion, Swap
from bench.evaluation.counterfactual_scoring import (
    MadeReply,
    build_swap_table,
    build_true_table,
    compute_figures,
    describe_wrong,
)
from bench.evaluation.facts import Fact
from bench.evaluation.verbs import BY_BASE
from bot.answers.answer import Answer, Quote, Remark, Verdict
from tests.support.desks import build_desk, build_wire_record
from tests.support.tables import read_rows

TITLE = "Borealis buys Harbor Line"
ARTICLE = build_desk(build_wire_record("a", "2021-03-01", TITLE)).archive.articles[0]
FACT = Fact("Borealis", BY_BASE["buy"], "past", "Harbor Line", "", TITLE, ARTICLE, year=2021)


def made(swap: Swap | None, verdict: Verdict, quote: str) -> MadeReply:
    quotes = (Quote(quote, ARTICLE, "title"),)
    answer = Answer("", verdict, 0.9, Remark("answer-found"), quotes, (), (), (), None, 1.0)
    return MadeReply("diablo", MadeQuestion("did borealis buy harbor line", "yes or no", swap, FACT), answer)


REPLIES = [
    made(None, "found", TITLE),
    made(None, "weak", TITLE),
    made(None, "found", "Ferries run late"),
    made("name", "found", TITLE),
    made("name", "weak", TITLE),
]


def test_a_true_question_is_kept_if_it_is_found_and_right():
    assert compute_figures(REPLIES)[targets.TRUE_KEPT] == 1 / 3


def test_a_false_question_is_claimed_if_it_is_found():
    assert compute_figures(REPLIES)[targets.COUNTERFACTUALS_FOUND] == 1 / 2


def test_the_tables_show_each_kind_and_each_archive():
    assert read_rows(build_swap_table(REPLIES)) == [
        ("name", "2", "0.500", "0.500", "0.000"),
        ("all of diablo", "2", "0.500", "0.500", "0.000"),
    ]
    assert read_rows(build_true_table(REPLIES)) == [
        ("yes or no", "3", "0.333", "0.667", "0.000"),
        ("all of diablo", "3", "0.333", "0.667", "0.000"),
    ]


def test_a_reply_is_described_by_verdict_question_sentence_and_quotes():
    assert (
        describe_wrong(REPLIES[3]) == f"found   0.90 [diablo, name] did borealis buy harbor line ({TITLE}) -> {TITLE}"
    )
