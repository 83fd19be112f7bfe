"""Which run of a due digest starts, and which were missed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digests.delivery.due import resolve_due
from bot.digests.digest import Digest, create_run
from tests.support.digesting import daily

DUE = datetime(2024, 3, 1, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def build_due(**changes: object) -> Digest:
    return daily(id=3, state="active", due_at=DUE, **changes)


def test_a_digest_that_is_due_now_begins_and_gets_its_next_time() -> None:
    digest, run, missed = resolve_due(build_due(), DUE, HOUR)
    assert run == create_run(build_due(), DUE)
    assert missed == []
    assert digest.due_at == DUE + DAY


def test_a_runs_id_follows_from_its_due_time_not_from_when_it_began() -> None:
    assert resolve_due(build_due(), DUE + HOUR / 2, HOUR).run == resolve_due(build_due(), DUE, HOUR).run


def test_only_the_latest_of_several_due_times_is_run() -> None:
    now = DUE + 3 * DAY + HOUR / 2
    digest, run, missed = resolve_due(build_due(), now, HOUR)
    assert run is not None
    assert run.due_at == DUE + 3 * DAY
    assert [(run.due_at, run.state, run.reason, run.ended_at) for run in missed] == [
        (DUE + number * DAY, "missed", "down", now) for number in range(3)
    ]
    assert digest.due_at == DUE + 4 * DAY


@pytest.mark.parametrize(("late", "is_sent"), [(HOUR, True), (HOUR + timedelta(seconds=1), False)])
def test_the_latest_due_time_is_missed_after_the_grace_period(late: timedelta, is_sent: bool) -> None:  # noqa: FBT001
    _, run, missed = resolve_due(build_due(), DUE + late, HOUR)
    assert (run is not None) == is_sent
    assert len(missed) == (not is_sent)


def test_no_run_is_both_sent_and_missed() -> None:
    _, run, missed = resolve_due(build_due(schedule="every hour"), DUE + 5 * HOUR, HOUR)
    assert run is not None
    assert len({run.id, *(other.id for other in missed)}) == 6


def test_at_most_fifty_missed_runs_are_recorded() -> None:
    _, run, missed = resolve_due(build_due(schedule="every hour"), DUE + 365 * DAY, HOUR)
    assert run is not None
    assert run.due_at == DUE + 365 * DAY
    assert [other.due_at for other in missed] == [DUE + 365 * DAY - number * HOUR for number in range(50, 0, -1)]


@pytest.mark.parametrize(
    "unreadable", [{"schedule": "whenever"}, {"zone": "Nowhere/At_all"}, {"zone": ""}, {"zone": "America"}]
)
def test_an_unreadable_schedule_is_run_once_more_and_has_no_next_time(
    unreadable: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    digest, run, missed = resolve_due(build_due(**unreadable), DUE, HOUR)
    assert run is not None
    assert run.due_at == DUE
    assert missed == []
    assert digest.due_at is None
    assert "can't be read" in caplog.text


def test_the_next_time_may_be_years_away() -> None:
    digest, run, _ = resolve_due(
        build_due(zone="UTC", schedule="0 9 29 2 *"), datetime(2024, 3, 1, 9, 5, tzinfo=UTC), HOUR
    )
    assert run is not None
    assert digest.due_at == datetime(2028, 2, 29, 9, tzinfo=UTC)
