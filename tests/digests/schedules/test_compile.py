"""The usual form of a clause, and its cron lines."""

from datetime import date

import pytest

from bot.digests.schedules.clause import parse_clause
from bot.digests.schedules.compile import CompiledClause, compile_clause, join_list
from bot.digests.schedules.lexer import tokenize_schedule


def compile_text(text: str) -> CompiledClause:
    return compile_clause(parse_clause([token for token in tokenize_schedule(text) if token.kind != "filler"]))


@pytest.mark.parametrize(
    ("text", "crons"),
    [
        ("daily 18:00, 9:00", ("0 9,18 * * *",)),
        ("weekdays 9:00, 9:30", ("0 9 * * 1,2,3,4,5", "30 9 * * 1,2,3,4,5")),
        ("Sunday 9:00", ("0 9 * * 7",)),
        ("first Monday 9:00", ("0 9 * * 1#1",)),
        ("last Friday 9:00", ("0 9 * * 5L",)),
        ("1st and last day of the month 9:00", ("0 9 1,L * *",)),
        ("last weekday of the month 9:00", ("0 9 LW * *",)),
        ("hourly", ()),
    ],
)
def test_each_minute_of_the_hour_has_a_cron_line(text: str, crons: tuple[str, ...]):
    compiled = compile_text(text)
    assert compiled.error is None
    assert compiled.crons == crons


def test_a_clause_that_counts_hours_or_periods_is_exclusive():
    assert compile_text("hourly").is_exclusive
    assert compile_text("every other Monday 9:00").is_exclusive
    assert not compile_text("Mondays 9:00").is_exclusive


def test_the_date_from_which_periods_are_counted_is_kept():
    assert compile_text("every other Monday 9:00 from 2026-01-14").since == date(2026, 1, 14)


def test_hints_of_an_incomplete_clause_complete_it():
    compiled = compile_text("Mondays in the evening")
    assert compiled.error is not None
    assert (compiled.error.reason, compiled.text) == ("no-time", "Mondays")
    assert "Mondays 18:00" in compiled.hints


@pytest.mark.parametrize(
    ("parts", "joined"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_is_joined_with_commas_and_and(parts: list[str], joined: str):
    assert join_list(parts) == joined
