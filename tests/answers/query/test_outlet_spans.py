"""Words of a question that may name an outlet."""

from bot.answers.query.outlet_spans import NameSpan, read_outlet_question
from tests.support.names import NEWSSTAND


def list_spans(text: str, first: int) -> list[NameSpan]:
    return list(read_outlet_question(text, NEWSSTAND).list_spans(first))


def test_the_longest_words_come_first_and_the_before_a_name_is_no_part_of_it():
    spans = list_spans("robots in the Washington Post", 2)

    assert [span.typed for span in spans] == ["Washington Post", "Washington"]
    assert {span.first for span in spans} == {2}


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
