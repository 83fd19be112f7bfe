"""A cap of calls a day, which a restart does not lift."""

from datetime import date, timedelta
from pathlib import Path

from bot.judge.daily_cap import DailyCap

TODAY = date(2026, 11, 26)
TOMORROW = TODAY + timedelta(days=1)


def take(cap: DailyCap, day: date, times: int) -> list[bool]:
    return [cap.take(day) for _ in range(times)]


def test_calls_over_the_limit_are_refused(tmp_path: Path):
    assert take(DailyCap(tmp_path, 2), TODAY, 4) == [True, True, False, False]


def test_another_process_counts_too(tmp_path: Path):
    first, second = DailyCap(tmp_path, 3), DailyCap(tmp_path, 3)
    assert [first.take(TODAY), second.take(TODAY), first.take(TODAY), second.take(TODAY)] == [True, True, True, False]


def test_a_restart_does_not_lift_the_limit(tmp_path: Path):
    take(DailyCap(tmp_path, 2), TODAY, 2)
    assert not DailyCap(tmp_path, 2).take(TODAY)


def test_a_new_day_starts_a_new_count_and_deletes_the_old_one(tmp_path: Path):
    cap = DailyCap(tmp_path, 1)
    assert take(cap, TODAY, 2) == [True, False]
    assert take(cap, TOMORROW, 2) == [True, False]
    assert [file.name for file in tmp_path.iterdir()] == ["judge-2026-11-27.calls"]


def test_the_folder_is_made(tmp_path: Path):
    assert DailyCap(tmp_path / "cache", 1).take(TODAY)
    assert not DailyCap(tmp_path / "cache", 1).take(TODAY)


def test_where_nothing_can_be_written_a_process_counts_its_own_calls(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder", "utf-8")
    assert take(DailyCap(tmp_path / "file", 2), TODAY, 3) == [True, True, False]
