"""Outlets that a question lists or compares."""

from bot.answers.query.outlets.candidates import LIMIT, MENTION, OutletCandidate
from bot.answers.query.outlets.cues import NO_CUE
from bot.answers.query.outlets.lists import complete_lists, share_strength
from bot.answers.query.outlets.spans import NameSpan, OutletQuestion, read_outlet_question
from tests.support.names import NEWSSTAND


def find_name(question: OutletQuestion, first: int) -> NameSpan:
    return next(span for span in question.named[first] if span.keys)


def build_candidate(span: NameSpan, strength: int) -> OutletCandidate:
    return OutletCandidate(span, span.keys, strength, NO_CUE, NO_CUE)


def test_the_names_before_the_last_one_of_a_list_are_found():
    question = read_outlet_question("robots Reuters and ZDNet", NEWSSTAND)
    last = build_candidate(find_name(question, 3), LIMIT)

    assert [candidate.span.typed for candidate in complete_lists([last])] == ["Reuters", "ZDNet"]


def test_joined_names_share_the_best_strength():
    question = read_outlet_question("Reuters and ZDNet report", NEWSSTAND)
    candidates = [
        build_candidate(find_name(question, first), strength) for first, strength in ((0, LIMIT), (2, MENTION))
    ]

    assert [candidate.strength for candidate in share_strength(candidates)] == [LIMIT, LIMIT]
