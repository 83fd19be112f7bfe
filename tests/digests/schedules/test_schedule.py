"""When a schedule is due, in particular when clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedules.parse import parse_schedule
from bot.digests.schedules.schedule import iterate_runs_between, list_upcoming_runs

BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
KOLKATA = ZoneInfo("Asia/Kolkata")
APIA = ZoneInfo("Pacific/Apia")

PHRASES = st.sampled_from(
    [
        *("daily 02:30", "daily 02:00 and 03:00", "weekdays 18:30", "hourly", "every 5 hours", "every 6 hours"),
        *("first Monday of the month 10:00", "every other Sunday 02:30", "last day of the month 01:30", "0 2 * * 0"),
        *("0 * * * *", "Sundays 01:15 and Mondays 09:00", "every 3 days 02:00", "every 700 hours"),
    ]
)
ZONES = st.sampled_from([BERLIN, LORD_HOWE, KOLKATA, APIA, ZoneInfo("America/New_York"), ZoneInfo("UTC")])
INSTANTS = st.integers(0, 28 * 365 * 86400).map(
    lambda seconds: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def local(phrase: str, after: datetime, zone: ZoneInfo, count: int) -> list[str]:
    return [
        f"{run.astimezone(zone):%d %H:%M %z}" for run in list_upcoming_runs(parse_schedule(phrase), after, zone, count)
    ]


def test_a_skipped_time_runs_right_after_the_gap():
    eve = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert local("daily 02:30", eve, BERLIN, 2) == ["29 03:00 +0200", "30 02:30 +0200"]


def test_a_skipped_time_and_the_one_after_the_gap_are_one_run():
    eve = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert local("daily 02:00 and 03:00", eve, BERLIN, 2) == ["29 03:00 +0200", "30 02:00 +0200"]


def test_a_repeated_time_runs_the_first_time_only():
    eve = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert local("daily 02:30", eve, BERLIN, 2) == ["25 02:30 +0200", "26 02:30 +0100"]


def test_a_repeated_time_is_not_due_again_after_its_first_occurrence():
    second = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    assert local("daily 02:30", second, BERLIN, 1) == ["26 02:30 +0100"]


def test_everything_due_on_apias_missing_day_is_one_run_at_the_start_of_the_next_day():
    eve = datetime(2011, 12, 29, 23, tzinfo=APIA)
    assert local("daily 06:00 and 18:00", eve, APIA, 2) == ["31 00:00 +1400", "31 06:00 +1400"]


def test_lord_howes_skipped_half_hour():
    eve = datetime(2026, 10, 3, 12, tzinfo=LORD_HOWE)
    assert local("daily 02:15", eve, LORD_HOWE, 2) == ["04 02:30 +1100", "05 02:15 +1100"]


def test_hourly_runs_in_each_of_the_25_hours_of_a_day():
    start = datetime(2026, 10, 25, tzinfo=BERLIN)
    runs = list(iterate_runs_between(parse_schedule("hourly"), start, start + timedelta(days=1), BERLIN))
    assert len(runs) == 25
    assert {later - earlier for earlier, later in pairwise(runs)} == {timedelta(hours=1)}


def test_hourly_follows_the_full_hours_of_the_local_clock_on_lord_howe_island():
    autumn, spring = datetime(2026, 4, 5, 0, 30, tzinfo=LORD_HOWE), datetime(2026, 10, 4, 0, 30, tzinfo=LORD_HOWE)
    assert local("hourly", autumn, LORD_HOWE, 3) == ["05 01:00 +1100", "05 02:00 +1030", "05 03:00 +1030"]
    assert local("hourly", spring, LORD_HOWE, 3) == ["04 01:00 +1030", "04 02:30 +1100", "04 03:00 +1100"]


def test_an_hourly_cron_line_runs_once_in_a_repeated_hour():
    start = datetime(2026, 10, 25, tzinfo=BERLIN)
    assert len(list(iterate_runs_between(parse_schedule("0 * * * *"), start, start + timedelta(days=1), BERLIN))) == 24


def test_elapsed_hours_begin_at_full_hours_of_the_local_clock():
    after = datetime(2026, 1, 1, tzinfo=KOLKATA)
    assert local("every 5 hours", after, KOLKATA, 3) == ["01 05:00 +0530", "01 10:00 +0530", "01 15:00 +0530"]


def test_a_clock_change_does_not_move_elapsed_hours():
    after = datetime(2026, 3, 28, 22, tzinfo=BERLIN)
    runs = list_upcoming_runs(parse_schedule("every 7 hours"), after, BERLIN, 10)
    assert {later - earlier for earlier, later in pairwise(runs)} == {timedelta(hours=7)}


def test_every_other_week_continues_across_a_year_of_53_weeks():
    runs = list_upcoming_runs(
        parse_schedule("every other Monday 09:00"), datetime(2026, 12, 1, tzinfo=UTC), ZoneInfo("UTC"), 5
    )
    assert {later - earlier for earlier, later in pairwise(runs)} == {timedelta(days=14)}


def test_a_date_selects_the_week_and_nothing_runs_before_it():
    runs = {
        start: list_upcoming_runs(
            parse_schedule(f"every other Monday 09:00 from {start}"),
            datetime(2026, 1, 1, tzinfo=UTC),
            ZoneInfo("UTC"),
            1,
        )
        for start in ("2026-03-02", "2026-03-09")
    }
    assert runs == {
        "2026-03-02": (datetime(2026, 3, 2, 9, tzinfo=UTC),),
        "2026-03-09": (datetime(2026, 3, 9, 9, tzinfo=UTC),),
    }


def test_a_run_is_strictly_after_the_given_instant():
    nine = datetime(2026, 1, 1, 9, tzinfo=UTC)
    daily = parse_schedule("daily 09:00")
    assert daily.next_after(nine, ZoneInfo("UTC")) == nine + timedelta(days=1)
    assert daily.next_after(nine - timedelta(microseconds=1), ZoneInfo("UTC")) == nine


def test_runs_between_excludes_its_start_and_includes_its_end():
    nine = datetime(2026, 1, 1, 9, tzinfo=UTC)
    runs = list(iterate_runs_between(parse_schedule("daily 09:00"), nine, nine + timedelta(days=2), ZoneInfo("UTC")))
    assert runs == [nine + timedelta(days=1), nine + timedelta(days=2)]


def test_runs_between_computes_no_more_runs_than_are_asked_for():
    long = iterate_runs_between(
        parse_schedule("hourly"), datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), ZoneInfo("UTC")
    )
    assert len(list(islice(long, 3))) == 3


def test_there_are_no_runs_after_the_end_of_the_calendar():
    assert parse_schedule("daily 09:00").next_after(datetime(9999, 12, 31, 23, tzinfo=UTC), BERLIN) is None


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        parse_schedule("daily 09:00").next_after(datetime(2026, 1, 1), BERLIN)  # noqa: DTZ001


@given(PHRASES, ZONES, INSTANTS)
def test_each_run_is_later_than_the_one_before(phrase: str, zone: ZoneInfo, after: datetime):
    runs = [after, *list_upcoming_runs(parse_schedule(phrase), after, zone, 5)]
    assert all(earlier < later for earlier, later in pairwise(runs))


@given(PHRASES, ZONES, INSTANTS, st.integers(0, 10**6))
def test_any_instant_between_two_runs_has_the_same_next_run(phrase: str, zone: ZoneInfo, after: datetime, part: int):
    schedule = parse_schedule(phrase)
    earlier, later = list_upcoming_runs(schedule, after, zone, 2)
    assert schedule.next_after(earlier + (later - earlier) * part // (10**6 + 1), zone) == later


@given(PHRASES, ZONES, INSTANTS)
def test_asking_for_one_run_at_a_time_gives_the_same_runs(phrase: str, zone: ZoneInfo, after: datetime):
    schedule = parse_schedule(phrase)
    found: list[datetime] = []
    for _ in range(4):
        run = schedule.next_after(found[-1] if found else after, zone)
        assert run is not None
        found.append(run)
    assert tuple(found) == list_upcoming_runs(schedule, after, zone, 4)
