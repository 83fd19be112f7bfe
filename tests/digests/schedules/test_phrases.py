"""What people type: `phrases.txt` has each phrase with its usual form, or the example that its refusal gives."""

from pathlib import Path

import pytest

from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule

_FILE = Path(__file__).with_name("phrases.txt")
ROWS = [row.split(" = ", 1) for row in _FILE.read_text("utf-8").splitlines() if row.strip() and not row.startswith("#")]


def describe_outcome(phrase: str) -> str:
    try:
        return parse_schedule(phrase).text
    except InvalidScheduleError as error:
        return f"? {error.example}"


@pytest.mark.parametrize(("phrase", "outcomes"), ROWS)
def test_a_phrase_is_understood_or_gets_an_example_near_it(phrase: str, outcomes: str):
    assert describe_outcome(phrase) in outcomes.split(" or ")
