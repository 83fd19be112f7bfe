"""When a schedule is due: the rules for clocks that change, one by one."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedules.parse import parse_schedule
from bot.digests.schedules.schedule import runs_between, upcoming_runs

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
    return [f"{run.astimezone(zone):%d %H:%M %z}" for run in upcoming_runs(parse_schedule(phrase), after, zone, count)]


def test_a_skipped_time_runs_when_the_clock_has_skipped_it():
    eve = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert local("daily 02:30", eve, BERLIN, 2) == ["29 03:00 +0200", "30 02:30 +0200"]


def test_a_skipped_time_and_the_one_after_the_gap_are_one_run():
    eve = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert local("daily 02:00 and 03:00", eve, BERLIN, 2) == ["29 03:00 +0200", "30 02:00 +0200"]


def test_a_repeated_time_runs_the_first_time_only():
    eve = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert local("daily 02:30", eve, BERLIN, 2) == ["25 02:30 +0200", "26 02:30 +0100"]


def test_a_repeated_time_is_not_due_again_for_who_asks_between_the_two():
    second = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    assert local("daily 02:30", second, BERLIN, 1) == ["26 02:30 +0100"]


def test_all_that_was_due_on_apias_missing_day_is_one_run_at_the_next_days_start():
    eve = datetime(2011, 12, 29, 23, tzinfo=APIA)
    assert local("daily 06:00 and 18:00", eve, APIA, 2) == ["31 00:00 +1400", "31 06:00 +1400"]


def test_lord_howes_skipped_half_hour():
    eve = datetime(2026, 10, 3, 12, tzinfo=LORD_HOWE)
    assert local("daily 02:15", eve, LORD_HOWE, 2) == ["04 02:30 +1100", "05 02:15 +1100"]


def test_hourly_runs_in_each_of_the_25_hours_of_a_day():
    start = datetime(2026, 10, 25, tzinfo=BERLIN)
    runs = list(runs_between(parse_schedule("hourly"), start, start + timedelta(days=1), BERLIN))
    assert len(runs) == 25
    assert {later - earlier for earlier, later in pairwise(runs)} == {timedelta(hours=1)}


def test_hourly_at_lord_howes_half_hour_keeps_to_the_local_clocks_full_hours():
    autumn, spring = datetime(2026, 4, 5, 0, 30, tzinfo=LORD_HOWE), datetime(2026, 10, 4, 0, 30, tzinfo=LORD_HOWE)
    assert local("hourly", autumn, LORD_HOWE, 3) == ["05 01:00 +1100", "05 02:00 +1030", "05 03:00 +1030"]
    assert local("hourly", spring, LORD_HOWE, 3) == ["04 01:00 +1030", "04 02:30 +1100", "04 03:00 +1100"]


def test_a_cron_line_of_each_hour_runs_once_in_the_hour_that_comes_twice():
    start = datetime(2026, 10, 25, tzinfo=BERLIN)
    assert len(list(runs_between(parse_schedule("0 * * * *"), start, start + timedelta(days=1), BERLIN))) == 24


def test_elapsed_hours_begin_with_the_local_clocks_full_hours():
    after = datetime(2026, 1, 1, tzinfo=KOLKATA)
    assert local("every 5 hours", after, KOLKATA, 3) == ["01 05:00 +0530", "01 10:00 +0530", "01 15:00 +0530"]


def test_elapsed_hours_pass_over_a_clock_change_unmoved():
    after = datetime(2026, 3, 28, 22, tzinfo=BERLIN)
    runs = upcoming_runs(parse_schedule("every 7 hours"), after, BERLIN, 10)
    assert {later - earlier for earlier, later in pairwise(runs)} == {timedelta(hours=7)}


def test_every_other_week_goes_on_over_the_year_of_53_weeks():
    runs = upcoming_runs(
        parse_schedule("every other Monday 09:00"), datetime(2026, 12, 1, tzinfo=UTC), ZoneInfo("UTC"), 5
    )
    assert {later - earlier for earlier, later in pairwise(runs)} == {timedelta(days=14)}


def test_a_date_says_which_of_two_weeks_and_nothing_runs_before_it():
    runs = {
        start: upcoming_runs(
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


def test_a_run_is_strictly_after_the_instant_asked_about():
    nine = datetime(2026, 1, 1, 9, tzinfo=UTC)
    daily = parse_schedule("daily 09:00")
    assert daily.next_after(nine, ZoneInfo("UTC")) == nine + timedelta(days=1)
    assert daily.next_after(nine - timedelta(microseconds=1), ZoneInfo("UTC")) == nine


def test_due_between_excludes_its_start_and_includes_its_end():
    nine = datetime(2026, 1, 1, 9, tzinfo=UTC)
    runs = list(runs_between(parse_schedule("daily 09:00"), nine, nine + timedelta(days=2), ZoneInfo("UTC")))
    assert runs == [nine + timedelta(days=1), nine + timedelta(days=2)]


def test_due_between_reads_no_more_of_a_long_gap_than_is_asked_for():
    long = runs_between(
        parse_schedule("hourly"), datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), ZoneInfo("UTC")
    )
    assert len(list(islice(long, 3))) == 3


def test_nothing_comes_after_the_calendars_end():
    assert parse_schedule("daily 09:00").next_after(datetime(9999, 12, 31, 23, tzinfo=UTC), BERLIN) is None


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        parse_schedule("daily 09:00").next_after(datetime(2026, 1, 1), BERLIN)  # noqa: DTZ001


@given(PHRASES, ZONES, INSTANTS)
def test_each_run_is_later_than_the_one_before(phrase: str, zone: ZoneInfo, after: datetime):
    runs = [after, *upcoming_runs(parse_schedule(phrase), after, zone, 5)]
    assert all(earlier < later for earlier, later in pairwise(runs))


@given(PHRASES, ZONES, INSTANTS, st.integers(0, 10**6))
def test_whoever_asks_between_two_runs_hears_of_the_same_one(phrase: str, zone: ZoneInfo, after: datetime, part: int):
    schedule = parse_schedule(phrase)
    earlier, later = upcoming_runs(schedule, after, zone, 2)
    assert schedule.next_after(earlier + (later - earlier) * part // (10**6 + 1), zone) == later


@given(PHRASES, ZONES, INSTANTS)
def test_asking_run_by_run_is_the_same_as_asking_for_all(phrase: str, zone: ZoneInfo, after: datetime):
    schedule = parse_schedule(phrase)
    found: list[datetime] = []
    for _ in range(4):
        run = schedule.next_after(found[-1] if found else after, zone)
        assert run is not None
        found.append(run)
    assert tuple(found) == upcoming_runs(schedule, after, zone, 4)
