"""The meaning of each phrase, and the errors of invalid ones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedules.parse import MAX_SCHEDULE, InvalidScheduleError, parse_schedule
from bot.digests.schedules.schedule import list_upcoming_runs
from bot.digests.schedules.vocabulary import VOCABULARY

# A phrase, its usual form, and its next runs after Thursday 1 January 2026 00:00.
VALID = [
    ("daily 09:00", "daily 09:00", "Thu 01 09:00, Fri 02 09:00"),
    ("every day at 9", "daily 09:00", "Thu 01 09:00, Fri 02 09:00"),
    ("DAILY, 9!", "daily 09:00", "Thu 01 09:00, Fri 02 09:00"),
    ("daily 09:00 and 18:00", "daily 09:00 and 18:00", "Thu 01 09:00, Thu 01 18:00"),
    ("8am, 1pm", "daily 08:00 and 13:00", "Thu 01 08:00, Thu 01 13:00"),
    ("8 in the morning and 6 in the evening", "daily 08:00 and 18:00", "Thu 01 08:00, Thu 01 18:00"),
    ("evenings at 7", "daily 19:00", "Thu 01 19:00, Fri 02 19:00"),
    ("sunday night at 11", "Sundays 23:00", "Sun 04 23:00, Sun 11 23:00"),
    ("daily at noon", "daily 12:00", "Thu 01 12:00, Fri 02 12:00"),
    ("12 noon", "daily 12:00", "Thu 01 12:00, Fri 02 12:00"),
    ("midnight", "daily 00:00", "Fri 02 00:00, Sat 03 00:00"),
    ("12am", "daily 00:00", "Fri 02 00:00, Sat 03 00:00"),
    ("12:15 p.m.", "daily 12:15", "Thu 01 12:15, Fri 02 12:15"),
    ("9 o'clock", "daily 09:00", "Thu 01 09:00, Fri 02 09:00"),
    ("daily 0930", "daily 09:30", "Thu 01 09:30, Fri 02 09:30"),
    ("18h30 on weekdays", "weekdays 18:30", "Thu 01 18:30, Fri 02 18:30, Mon 05 18:30"),
    ("weekdays 18.30", "weekdays 18:30", "Thu 01 18:30, Fri 02 18:30, Mon 05 18:30"),
    ("weekends 10", "weekends 10:00", "Sat 03 10:00, Sun 04 10:00, Sat 10 10:00"),
    ("Mon-Fri 7:30", "weekdays 07:30", "Thu 01 07:30, Fri 02 07:30, Mon 05 07:30"),
    ("Sat \N{EN DASH} Mon 7:30", "Mondays, Saturdays and Sundays 07:30", "Sat 03 07:30, Sun 04 07:30, Mon 05 07:30"),
    ("Mondays and Thursdays 8am", "Mondays and Thursdays 08:00", "Thu 01 08:00, Mon 05 08:00"),
    ("every Tuesday at 17:00", "Tuesdays 17:00", "Tue 06 17:00, Tue 13 17:00"),
    ("weekly on Friday 9", "Fridays 09:00", "Fri 02 09:00, Fri 09 09:00"),
    ("Mondays 9:00 and Thursdays 17:00", "Mondays 09:00 and Thursdays 17:00", "Thu 01 17:00, Mon 05 09:00"),
    ("9:00 on Mondays, 17:00 on Thursdays", "Mondays 09:00 and Thursdays 17:00", "Thu 01 17:00, Mon 05 09:00"),
    ("weekdays 9:00, weekends 11:00", "weekdays 09:00 and weekends 11:00", "Thu 01 09:00, Fri 02 09:00, Sat 03 11:00"),
    ("daily except Sunday 9", "daily except Sundays 09:00", "Thu 01 09:00, Fri 02 09:00, Sat 03 09:00, Mon 05 09:00"),
    ("every day 9:00 except weekends", "weekdays 09:00", "Thu 01 09:00, Fri 02 09:00, Mon 05 09:00"),
    ("hourly", "hourly", "Thu 01 01:00, Thu 01 02:00"),
    ("every hour", "hourly", "Thu 01 01:00, Thu 01 02:00"),
    ("every 6 hours", "every 6 hours", "Thu 01 06:00, Thu 01 12:00"),
    ("every 6h", "every 6 hours", "Thu 01 06:00, Thu 01 12:00"),
    ("every two hours", "every 2 hours", "Thu 01 02:00, Thu 01 04:00"),
    ("every 120 minutes", "every 2 hours", "Thu 01 02:00, Thu 01 04:00"),
    ("every other hour", "every 2 hours", "Thu 01 02:00, Thu 01 04:00"),
    ("every 6 hours from 8:30", "every 6 hours from 08:30", "Thu 01 02:30, Thu 01 08:30"),
    ("every 24 hours", "daily 00:00", "Fri 02 00:00, Sat 03 00:00"),
    ("every 36 hours", "every 36 hours", "Fri 02 12:00, Sun 04 00:00"),
    ("every 5 hours between 8 and 20", "every 5 hours from 08:00 to 20:00", "Thu 01 08:00, Thu 01 13:00, Thu 01 18:00"),
    ("weekdays hourly from 9 to 10", "weekdays hourly from 09:00 to 10:00", "Thu 01 09:00, Thu 01 10:00, Fri 02 09:00"),
    ("first Monday of the month 10:00", "first Monday of the month 10:00", "Mon 05 10:00, Mon 02 10:00"),
    ("last Friday 17:00", "last Friday of the month 17:00", "Fri 30 17:00, Fri 27 17:00"),
    ("2nd and 4th Tuesday 9:00", "second Tuesday and fourth Tuesday of the month 09:00", "Tue 13 09:00, Tue 27 09:00"),
    (
        "first Monday and third Thursday 9",
        "first Monday and third Thursday of the month 09:00",
        "Mon 05 09:00, Thu 15 09:00",
    ),
    ("1st and 15th of the month 9am", "1st and 15th of the month 09:00", "Thu 01 09:00, Thu 15 09:00, Sun 01 09:00"),
    ("monthly on the 1st 09:00", "1st of the month 09:00", "Thu 01 09:00, Sun 01 09:00"),
    ("last day of the month 18:00", "last day of the month 18:00", "Sat 31 18:00, Sat 28 18:00"),
    ("last weekday of the month 18:00", "last weekday of the month 18:00", "Fri 30 18:00, Fri 27 18:00"),
    ("31st of the month 9:00", "31st of the month 09:00", "Sat 31 09:00, Tue 31 09:00"),
    ("every other Monday 9am", "every other Monday 09:00", "Mon 05 09:00, Mon 19 09:00"),
    ("fortnightly on Monday 9", "every other Monday 09:00", "Mon 05 09:00, Mon 19 09:00"),
    ("every second Monday 9am", "every other Monday 09:00", "Mon 05 09:00, Mon 19 09:00"),
    ("every second Monday of the month 9am", "second Monday of the month 09:00", "Mon 12 09:00, Mon 09 09:00"),
    ("every third Monday 9am", "every 3 weeks on Mondays 09:00", "Mon 05 09:00, Mon 26 09:00"),
    (
        "every other Monday 9 from 2026-01-14",
        "every other Monday 09:00 from 2026-01-14",
        "Mon 26 09:00, Mon 09 09:00",
    ),
    ("every other day 9", "every other day 09:00", "Thu 01 09:00, Sat 03 09:00"),
    ("every 3 days 9", "every 3 days 09:00", "Fri 02 09:00, Mon 05 09:00"),
    ("mondy 9", "Mondays 09:00", "Mon 05 09:00, Mon 12 09:00"),
    ("evry wensday 9", "Wednesdays 09:00", "Wed 07 09:00, Wed 14 09:00"),
    ("thrusday 9", "Thursdays 09:00", "Thu 01 09:00, Thu 08 09:00"),
    ("0 9 * * 1-5", "0 9 * * 1-5", "Thu 01 09:00, Fri 02 09:00, Mon 05 09:00"),
    ("@hourly", "hourly", "Thu 01 01:00"),
]

# An invalid phrase, the reason, the word, what was understood, and a similar example.
INVALID = [
    ("", "empty", "", "", "daily 09:00"),
    ("?!", "empty", "", "", "daily 09:00"),
    ("daily " * 40, "too-long", "", "", "daily 09:00"),
    ("blursday 9", "unknown-word", "blursday", "09:00", "daily 09:00"),
    ("Mondays and Blursdays 8am", "unknown-word", "Blursdays", "Mondays 08:00", "Mondays 08:00"),
    ("twice a day", "no-time", "twice a day", "", "daily 09:00 and 18:00"),
    ("every other weekday 9", "unknown-word", "other", "09:00", "daily 09:00"),
    ("weekdays 9-17", "unknown-word", "-", "weekdays", "weekdays hourly from 09:00 to 17:00"),
    ("20th Monday of the month 9", "unknown-word", "20th", "09:00", "daily 09:00"),
    ("Monday the 1st 9:00", "unknown-word", "1st", "1st of the month 09:00", "1st of the month 09:00"),
    ("daily 9 from 2026-01-01", "unknown-word", "2026-01-01", "daily 09:00", "daily 09:00"),
    ("every 6 hours 9:00", "unknown-word", "9:00", "every 6 hours", "every 6 hours from 09:00"),
    ("Mondays", "no-time", "", "Mondays", "Mondays 09:00"),
    ("every morning", "no-time", "", "", "daily 08:00"),
    ("every monday evening", "no-time", "", "Mondays", "Mondays 18:00"),
    ("weekly 9", "no-day", "weekly", "09:00", "Mondays 09:00"),
    ("every other week 9", "no-day", "other week", "09:00", "every other Monday 09:00"),
    ("monthly 9", "no-day", "monthly", "09:00", "1st of the month 09:00"),
    ("Tuesdays 25:00", "bad-time", "25:00", "Tuesdays", "Tuesdays 09:00"),
    ("daily 9:75", "bad-time", "9:75", "daily", "daily 09:00"),
    ("daily 13am", "bad-time", "13am", "daily", "daily 09:00"),
    ("hourly from 20 to 8", "bad-time", "8", "hourly from 20:00 to 08:00", "hourly from 08:00 to 20:00"),
    ("every 0 hours", "bad-number", "0 hours", "", "hourly"),
    ("every 90 minutes", "bad-number", "90 minutes", "", "every 2 hours"),
    ("every 3 days except Sundays 9", "bad-number", "", "every 3 days 09:00", "every 3 days 09:00"),
    # The usual form would have more than 200 characters.
    ("2nd, 3rd, 4th Mon, Tue, Wed, Thu, Fri, Sat of the month 9", "too-long", "", "", "daily 09:00"),
    ("every 7 hours from 9", "bad-number", "9", "every 7 hours", "every 7 hours"),
    ("daily except daily 9", "never", "", "09:00", "daily 09:00"),
    ("every 30 minutes", "too-often", "30 minutes", "", "hourly"),
    ("daily 9:00 and 9:20", "too-often", "", "daily 09:00 and 09:20", "daily 09:00"),
    ("daily 23:40 and 00:20", "too-often", "", "daily 00:20 and 23:40", "daily 00:20"),
    ("*/5 * * * *", "too-often", "", "*/5 * * * *", "0 * * * *"),
]

WORDS = st.one_of(
    st.sampled_from(sorted(VOCABULARY)),
    st.sampled_from(
        ["9", "18:30", "8am", "1st", "15th", "-", "2026-03-02", "*", "0 9 * * 1-5", "6", "25:00", "tusday"]
    ),
    st.text(max_size=6),
)
PHRASES = st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=MAX_SCHEDULE + 50))


def format_runs(phrase: str, count: int) -> str:
    runs = list_upcoming_runs(parse_schedule(phrase), datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"), count)
    return ", ".join(f"{run:%a %d %H:%M}" for run in runs)


@pytest.mark.parametrize(("phrase", "text", "runs"), VALID)
def test_a_phrase_is_understood(phrase: str, text: str, runs: str):
    assert parse_schedule(phrase).text == text
    assert format_runs(phrase, len(runs.split(","))) == runs


@pytest.mark.parametrize("phrase", [phrase for phrase, _, _ in VALID])
def test_the_usual_form_of_a_phrase_is_the_same_schedule(phrase: str):
    schedule = parse_schedule(phrase)
    assert parse_schedule(schedule.text) == schedule


@pytest.mark.parametrize(("phrase", "reason", "word", "understood", "example"), INVALID)
def test_an_invalid_phrase_gives_what_was_understood_and_an_example(
    phrase: str, reason: str, word: str, understood: str, example: str
):
    with pytest.raises(InvalidScheduleError) as raised:
        parse_schedule(phrase)
    error = raised.value
    assert (error.reason, error.word, error.understood, error.example) == (reason, word, understood, example)
    assert parse_schedule(error.example).text == example


def test_each_clause_has_its_own_times():
    assert format_runs("Mondays 9:00 and every second Tuesday of the month 17:00", 4) == (
        "Mon 05 09:00, Mon 12 09:00, Tue 13 17:00, Mon 19 09:00"
    )


@given(PHRASES)
def test_any_text_is_a_schedule_or_gives_an_example_of_one(text: str):
    try:
        schedule = parse_schedule(text)
    except InvalidScheduleError as error:
        assert parse_schedule(error.example).text == error.example  # noqa: PT017 - most texts are invalid, not all
    else:
        assert parse_schedule(schedule.text) == schedule
