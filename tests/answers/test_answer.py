"""An answer's views of its own hits."""

from datetime import UTC, date, datetime

import pytest

from bot.answers.answer import Quote, mark_cut, nest_marks
from bot.answers.pipeline import answer
from tests.support.desks import build_desk, build_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)
SAME = "The ferry crews went back to work on Monday after nine days."
DESK = build_desk(
    *(
        build_record(
            "Ferry strike ends", url=f"https://{site}/1", excerpt=SAME, outlet=site, published=date(2024, 3, day)
        )
        for day, site in enumerate(("a.example", "b.example", "c.example"), start=1)
    ),
    build_record("A lighthouse is painted", url="https://d.example/1", excerpt="It is red now.", outlet="d.example"),
)


def test_copies_are_folded_for_show_and_unfolded_for_counting():
    reply = answer("ferry strike", DESK, now=NOW)

    assert len(reply.near_hits) == 1
    assert len(reply.near_hits[0].also) == 2
    assert [hit.article.outlet for hit in reply.unfold_copies()][3:] == ["d.example"]
    assert {hit.article.outlet for hit in reply.unfold_copies()[:3]} == {"a.example", "b.example", "c.example"}


def test_what_has_nothing_to_do_with_the_question_fills_up_and_is_not_near():
    reply = answer("ferry strike", DESK, now=NOW)

    assert [hit.score for hit in reply.hits][1:] == [0.0]
    assert all(hit.score > 0 for hit in reply.near_hits)


def test_no_more_than_ten_are_unfolded():
    assert len(answer("ferry strike", DESK, now=NOW).unfold_copies(limit=2)) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is red now.", "It is red now."),
        ("It was a red tower,", "It was a red tower\u2026"),
        ("It was red \u2013", "It was red\u2026"),
        ("It was red ...", "It was red\u2026"),
        ("It is red now. \u201c", "It is red now."),
        ("It is red now. \u201c...", "It is red now."),
        ("The tower (", "The tower\u2026"),
        ("She says \u201cit is red\u201d", "She says \u2018it is red\u2019"),
    ],
)
def test_only_a_sentence_of_an_excerpt_that_was_cut_off_ends_in_an_ellipsis(text: str, shown: str):
    article = DESK.archive.articles[0]

    assert mark_cut(Quote(text, article, "excerpt")) == shown
    assert mark_cut(Quote(text, article, "title")) == nest_marks(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is red now.", "It is red now."),
        ('It is "red" now.', 'It is "red" now.'),
        ('"It is red now."', "It is red now."),
        ("\u201cIt is red,\u201d she said.", "\u2018It is red,\u2019 she said."),
        ('"It is red," she said.', "\u2018It is red,\u2019 she said."),
        ('She said: "It is red."', "She said: \u2018It is red.\u2019"),
        ('"It\u2019s red" ("not pink")', "\u2018It\u2019s red\u2019 (\u2018not pink\u2019)"),
        ('"It is red', "It is red"),
        ("it is red\u201d, she said\u2026", "it is red\u201d, she said\u2026"),
        ("", ""),
    ],
)
def test_no_two_quotation_marks_stand_side_by_side_where_a_text_is_shown_between_some(text: str, shown: str):
    assert nest_marks(text) == shown
