"""The tokens that the words and numbers of a phrase become."""

import pytest

from bot.digests.schedules.lexer import read_bare_time, tokenize_schedule
from bot.digests.schedules.vocabulary import LAST, WEEKDAYS


@pytest.mark.parametrize(
    ("text", "kind", "value", "name"),
    [
        ("Tuesdays", "day", 1, ""),
        ("tue", "day", 1, ""),
        ("Monday's", "day", 0, ""),
        ("2nd", "ordinal", 2, ""),
        ("last", "ordinal", LAST, ""),
        ("two", "number", 2, ""),
        ("18:30", "time", 18 * 60 + 30, ""),
        ("18.30", "time", 18 * 60 + 30, ""),
        ("6 p.m.", "time", 18 * 60, "pm"),
        ("12am", "time", 0, "am"),
        ("12 noon", "time", 12 * 60, "pm"),
        ("18:30pm", "time", 18 * 60 + 30, "pm"),
        ("18:30am", "bad-time", 0, ""),
        ("24:00", "bad-time", 24 * 60, ""),
        ("1970-01-02", "date", 719_164, ""),
        ("2026-02-30", "unknown", 0, ""),
        ("fortnightly", "interval", 2, "week"),
        ("evenings", "part", 0, "pm"),
        ("\N{EN DASH}", "range", 0, ""),
        ("blursday", "unknown", 0, ""),
    ],
)
def test_a_word_becomes_a_token(text: str, kind: str, value: int, name: str):
    (token,) = tokenize_schedule(text)
    assert (token.kind, token.value, token.name) == (kind, value, name)


def test_a_number_is_separated_from_its_unit():
    assert [(token.kind, token.raw) for token in tokenize_schedule("6hrs")] == [("number", "6"), ("unit", "hrs")]


def test_other_characters_are_skipped():
    tokens = list(tokenize_schedule("(weekdays), 9!"))
    assert [token.raw for token in tokens if token.kind != "filler"] == ["weekdays", "9"]
    assert tokens[0].days == WEEKDAYS


@pytest.mark.parametrize(("typed", "corrected"), [("mondy", 0), ("wensday", 2), ("thrusday", 3)])
def test_a_misspelt_word_becomes_the_closest_known_one(typed: str, corrected: int):
    (token,) = tokenize_schedule(typed)
    assert (token.kind, token.value, token.raw) == ("day", corrected, typed)


@pytest.mark.parametrize("typed", ["man", "sin", "xonxay"])
def test_a_word_that_is_too_short_or_too_different_is_not_corrected(typed: str):
    (token,) = tokenize_schedule(typed)
    assert token.kind == "unknown"


@pytest.mark.parametrize(("typed", "minute"), [("9", 540), ("0930", 570), ("930", 570)])
def test_a_number_without_a_unit_is_a_time(typed: str, minute: int):
    (token,) = tokenize_schedule(typed)
    assert read_bare_time(token).value == minute
