"""When the cache is due to be rewritten."""

import pytest

from bot.live_desk.compaction import (
    BUSY_SECONDS,
    MAX_AGE,
    MAX_CHANGED_FILES,
    RETRY_SECONDS,
    CompactionSchedule,
)
from tests.support.clocks import SettableClock


@pytest.fixture
def clock() -> SettableClock[float]:
    return SettableClock(1_000.0)


@pytest.fixture
def schedule(clock: SettableClock[float]) -> CompactionSchedule:
    return CompactionSchedule(clock)


def test_nothing_is_due_while_nothing_changes(schedule: CompactionSchedule, clock: SettableClock[float]):
    assert not schedule.is_due(0)
    clock.now += 10 * MAX_AGE
    assert not schedule.is_due(0)


def test_many_changes_are_due_at_once(schedule: CompactionSchedule):
    assert not schedule.is_due(MAX_CHANGED_FILES - 1)
    assert schedule.is_due(MAX_CHANGED_FILES)


def test_one_change_is_due_an_hour_after_it(schedule: CompactionSchedule, clock: SettableClock[float]):
    clock.now += 2 * MAX_AGE
    assert not schedule.is_due(1)
    clock.now += MAX_AGE - 1
    assert not schedule.is_due(1)
    clock.now += 1
    assert schedule.is_due(1)


def test_a_change_that_is_undone_is_not_due(schedule: CompactionSchedule, clock: SettableClock[float]):
    schedule.is_due(1)
    clock.now += MAX_AGE
    assert not schedule.is_due(0)
    assert not schedule.is_due(1)


def test_a_tenth_of_the_time_is_spent_on_it_at_most(schedule: CompactionSchedule, clock: SettableClock[float]):
    schedule.note_success(60, 0)
    clock.now += 539
    assert not schedule.is_due(MAX_CHANGED_FILES)
    clock.now += 1
    assert schedule.is_due(MAX_CHANGED_FILES)


def test_files_that_a_compaction_leaves_do_not_count(schedule: CompactionSchedule, clock: SettableClock[float]):
    schedule.note_success(0, MAX_CHANGED_FILES)
    clock.now += 2 * MAX_AGE
    assert not schedule.is_due(MAX_CHANGED_FILES)
    assert schedule.is_due(2 * MAX_CHANGED_FILES)


def test_the_pause_after_failures_doubles_up_to_an_hour(schedule: CompactionSchedule, clock: SettableClock[float]):
    pauses = [schedule.note_failure("no space left") for _ in range(8)]
    assert pauses[:3] == [RETRY_SECONDS, 2 * RETRY_SECONDS, 4 * RETRY_SECONDS]
    assert pauses[-1] == MAX_AGE
    assert not schedule.is_due(MAX_CHANGED_FILES)
    clock.now += MAX_AGE
    assert schedule.is_due(MAX_CHANGED_FILES)
    assert (schedule.runs, schedule.failures, schedule.error) == (8, 8, "no space left")


def test_a_success_ends_the_row_of_failures(schedule: CompactionSchedule):
    schedule.note_failure("no space left")
    schedule.note_success(1, 0)
    assert schedule.error == ""
    assert schedule.note_failure("no space left") == RETRY_SECONDS


def test_a_busy_cache_is_looked_at_again_soon(schedule: CompactionSchedule, clock: SettableClock[float]):
    schedule.note_busy()
    assert not schedule.is_due(MAX_CHANGED_FILES)
    clock.now += BUSY_SECONDS
    assert schedule.is_due(MAX_CHANGED_FILES)


def test_what_only_a_compaction_can_bring_is_due_at_once(schedule: CompactionSchedule):
    schedule.is_needed = True
    assert schedule.is_due(0)
