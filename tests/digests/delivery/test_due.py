"""What begins, what was missed, and in which order runs leave."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digests.delivery.due import resolve_due
from bot.digests.digest import Digest, new_run
from tests.support.digesting import daily

DUE = datetime(2024, 3, 1, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def due(**changes: object) -> Digest:
    return daily(id=3, state="active", due_at=DUE, **changes)


def test_what_is_due_now_begins_and_the_next_time_is_kept() -> None:
    digest, run, missed = resolve_due(due(), DUE, HOUR)
    assert run == new_run(due(), DUE)
    assert missed == []
    assert digest.due_at == DUE + DAY


def test_the_run_is_named_after_its_time_not_after_when_it_began() -> None:
    assert resolve_due(due(), DUE + HOUR / 2, HOUR).run == resolve_due(due(), DUE, HOUR).run


def test_of_what_was_missed_only_the_latest_is_sent() -> None:
    now = DUE + 3 * DAY + HOUR / 2
    digest, run, missed = resolve_due(due(), now, HOUR)
    assert run is not None
    assert run.due_at == DUE + 3 * DAY
    assert [(each.due_at, each.state, each.reason, each.ended_at) for each in missed] == [
        (DUE + number * DAY, "missed", "down", now) for number in range(3)
    ]
    assert digest.due_at == DUE + 4 * DAY


@pytest.mark.parametrize(("late", "is_sent"), [(HOUR, True), (HOUR + timedelta(seconds=1), False)])
def test_the_latest_is_sent_within_the_grace_and_missed_beyond(late: timedelta, is_sent: bool) -> None:  # noqa: FBT001
    _, run, missed = resolve_due(due(), DUE + late, HOUR)
    assert (run is not None) == is_sent
    assert len(missed) == (not is_sent)


def test_no_run_is_both_sent_and_missed() -> None:
    _, run, missed = resolve_due(due(schedule="every hour"), DUE + 5 * HOUR, HOUR)
    assert run is not None
    assert len({run.id, *(each.id for each in missed)}) == 6


def test_of_a_long_absence_the_latest_fifty_are_recorded() -> None:
    _, run, missed = resolve_due(due(schedule="every hour"), DUE + 365 * DAY, HOUR)
    assert run is not None
    assert run.due_at == DUE + 365 * DAY
    assert [each.due_at for each in missed] == [DUE + 365 * DAY - number * HOUR for number in range(50, 0, -1)]


@pytest.mark.parametrize(
    "unreadable", [{"schedule": "whenever"}, {"zone": "Nowhere/At_all"}, {"zone": ""}, {"zone": "America"}]
)
def test_what_cannot_be_read_any_more_is_sent_this_time_and_has_no_next(
    unreadable: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    digest, run, missed = resolve_due(due(**unreadable), DUE, HOUR)
    assert run is not None
    assert run.due_at == DUE
    assert missed == []
    assert digest.due_at is None
    assert "can't be read" in caplog.text


def test_the_next_time_may_be_years_away() -> None:
    digest, run, _ = resolve_due(due(zone="UTC", schedule="0 9 29 2 *"), datetime(2024, 3, 1, 9, 5, tzinfo=UTC), HOUR)
    assert run is not None
    assert digest.due_at == datetime(2028, 2, 29, 9, tzinfo=UTC)
