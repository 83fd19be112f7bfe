"""Words of a question that may name an outlet."""

import pytest

from bot.answers.query.outlets.spans import NameSpan, read_outlet_question
from tests.support.names import NEWSSTAND


def list_spans(text: str, first: int) -> list[NameSpan]:
    return list(read_outlet_question(text, NEWSSTAND).named[first])


def test_the_before_a_name_is_no_part_of_it():
    (span,) = list_spans("robots in the Washington Post", 2)

    assert (span.typed, span.first) == ("Washington Post", 2)


def test_a_name_has_its_outlets_and_the_cues_beside_it():
    span = list_spans("what did Reuters report about robots", 2)[-1]

    assert set(span.keys) == {"reuters.com", "in.reuters.com"}
    assert (span.before.kind, span.after.kind) == ("question", "verb")
    assert (span.text_before, span.text_after) == ("what did ", " report about robots")


def test_capitals_make_a_name_clear_where_a_text_has_any():
    capital, small = (list_spans(text, 1)[-1] for text in ("What Time says of Oslo", "What time says of Oslo"))

    assert capital.is_clear
    assert not small.is_clear


def test_a_domain_name_is_an_address():
    assert list_spans("robots on theverge.com", 2)[-1].is_address
    assert not list_spans("robots on Reuters", 2)[-1].is_address


@pytest.mark.parametrize(
    ("text", "end"),
    [("Reuters, ZDNet and Gulf News on robots", 5), ("Reuters on robots", 1), ("Reuters and robots", 1)],
)
def test_a_list_ends_with_its_last_outlet(text: str, end: int):
    assert list_spans(text, 0)[0].end_of_list == end


@pytest.mark.parametrize(("text", "compared"), [("reuters vs zdnet on robots", True), ("reuters on robots", False)])
def test_outlets_may_be_compared(text: str, *, compared: bool):
    assert list_spans(text, 0)[0].is_compared is compared


@pytest.mark.parametrize(
    ("text", "joined"),
    [("Reuters and ZDNet", True), ("Reuters compared to the ZDNet", True), ("Reuters robots ZDNet", False)],
)
def test_names_are_joined_by_a_conjunction_alone(text: str, *, joined: bool):
    last = len(text.split()) - 1
    (name,) = list_spans(text, last) or list_spans(text, last - 1)

    assert (1 in name.joined_ends) is joined
