"""The limits of a list."""

from datetime import UTC, date, datetime

import pytest

from bot.answers.browse.limits import read_filters
from bot.answers.browse.listing import ListingFilters
from bot.answers.desk.desk import Desk
from bot.answers.query.question import parse_question

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_question_has_the_limits_of_a_list(desk: Desk):
    question = parse_question("latest on cranes from Harbor Post since 2022", desk.names, now=NOW)
    filters = read_filters(question)
    assert filters == ListingFilters(outlet="harborpost.example", since=date(2022, 1, 1), about="cranes")


@pytest.mark.parametrize("text", ["cranes, not from Harbor Post", "cranes from Harbor Post and Northern Wire"])
def test_limits_that_no_list_has_are_not_left_out(desk: Desk, text: str):
    assert read_filters(parse_question(text, desk.names, now=NOW)) is None
