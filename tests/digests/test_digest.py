"""The values of a digest."""

from datetime import UTC, datetime, timedelta

from bot.digests.digest import create_run, mark_paused
from tests.support.digesting import daily

DUE = datetime(2024, 3, 1, 9, tzinfo=UTC)


def test_digests_with_the_same_readers_have_the_same_audience() -> None:
    assert daily(id=1, creator=1).audience == daily(id=2, creator=2).audience == "channel 70"
    assert daily(server=None, channel=0, creator=70).audience == "person 70"


def test_a_runs_id_follows_from_its_digest_and_its_due_time() -> None:
    digest = daily(id=3)
    assert create_run(digest, DUE).id == f"3@{int(DUE.timestamp())}"
    assert create_run(daily(id=3, schedule="hourly"), DUE).id == create_run(digest, DUE).id
    assert create_run(digest, DUE + timedelta(seconds=1)).id != create_run(digest, DUE).id


def test_a_requested_run_has_another_id_than_a_scheduled_one() -> None:
    first, second = (create_run(daily(id=3), DUE + timedelta(milliseconds=step), requested=True).id for step in (0, 1))
    assert len({first, second, create_run(daily(id=3), DUE).id}) == 3


def test_a_paused_digest_is_not_due() -> None:
    paused = mark_paused(daily(state="active", due_at=DUE), "failing")
    assert (paused.state, paused.why, paused.due_at) == ("paused", "failing", None)
