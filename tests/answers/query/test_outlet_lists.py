"""Outlets that a question lists or compares."""

import pytest

from bot.answers.query.outlet_cues import NO_CUE
from bot.answers.query.outlet_lists import (
    LIMIT,
    MENTION,
    OutletCandidate,
    find_end_of_list,
    find_listed_before,
    is_compared,
    share_strength,
)
from bot.answers.query.outlet_spans import NameSpan, OutletQuestion, read_outlet_question
from tests.support.names import NEWSSTAND


def find_name(question: OutletQuestion, first: int) -> NameSpan:
    return next(span for span in question.list_spans(first) if span.keys)


def build_candidate(span: NameSpan, strength: int) -> OutletCandidate:
    return OutletCandidate(span, span.keys, strength, NO_CUE, NO_CUE)


@pytest.mark.parametrize(
    ("text", "end"),
    [("Reuters, ZDNet and Gulf News on robots", 5), ("Reuters on robots", 1), ("Reuters and robots", 1)],
)
def test_a_list_ends_with_its_last_outlet(text: str, end: int):
    assert find_end_of_list(find_name(read_outlet_question(text, NEWSSTAND), 0)) == end


@pytest.mark.parametrize(("text", "compared"), [("reuters vs zdnet on robots", True), ("reuters on robots", False)])
def test_outlets_may_be_compared(text: str, *, compared: bool):
    assert is_compared(find_name(read_outlet_question(text, NEWSSTAND), 0)) is compared


def test_the_names_before_the_last_one_of_a_list_are_found():
    question = read_outlet_question("robots Reuters and ZDNet", NEWSSTAND)
    last = build_candidate(find_name(question, 3), LIMIT)

    assert [candidate.span.typed for candidate in find_listed_before(last, 0)] == ["Reuters"]


def test_joined_names_share_the_best_strength():
    question = read_outlet_question("Reuters and ZDNet report", NEWSSTAND)
    candidates = [
        build_candidate(find_name(question, first), strength) for first, strength in ((0, LIMIT), (2, MENTION))
    ]

    assert [candidate.strength for candidate in share_strength(candidates)] == [LIMIT, LIMIT]
