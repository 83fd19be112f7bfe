"""What people type: `phrases.txt` has each phrase with its usual form, or the example that its refusal gives."""

from pathlib import Path

from bot.digests.schedules.parse import InvalidScheduleError, parse_schedule

_FILE = Path(__file__).with_name("phrases.txt")
ROWS = [row.split(" = ", 1) for row in _FILE.read_text("utf-8").splitlines() if row.strip() and not row.startswith("#")]


def describe_outcome(phrase: str) -> str:
    try:
        return parse_schedule(phrase).text
    except InvalidScheduleError as error:
        return f"? {error.example}"


def test_each_phrase_is_understood_or_gets_an_example_near_it():
    assert len(ROWS) > 300
    found = {phrase: (describe_outcome(phrase), outcomes) for phrase, outcomes in ROWS}
    assert {phrase: row for phrase, row in found.items() if row[0] not in row[1].split(" or ")} == {}
