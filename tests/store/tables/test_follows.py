"""Follows are stored with their digests, start each alert once, and continue after a restart."""

from datetime import timedelta
from typing import cast

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.digests.alerts.timing import AlertHistory
from bot.digests.digest import Digest, create_run, mark_paused
from bot.digests.follow import FollowRule, QuietHours
from bot.digests.store_ports.follows import BegunAlert, FollowMove
from bot.digests.store_ports.ledger import Ledger
from bot.store.open_store import build_ledger
from bot.store.schema import follows
from tests.support.stores import DAY, NINE, add_active, articles, edition, reload

RULE = FollowRule("story", ("0" * 16, "1" * 16), "A headline", breaking=3, cap=4, quiet=QuietHours(60, 120))


def add_follow(ledger: Ledger, **changes: object) -> Digest:
    return add_active(ledger, **{"schedule": "", "follow": RULE, "due_at": None, **changes})


def begin(ledger: Ledger, follow: Digest) -> str:
    run = replace(create_run(follow, NINE, requested=True), edition=edition(0, upto=2))
    alert = BegunAlert(run, replace(follow, due_at=NINE + DAY))
    assert ledger.follows.begin([alert]) == [alert]
    return run.id


def test_a_follow_is_stored_and_read_as_it_is(ledger: Ledger):
    follow = add_follow(ledger, due_at=NINE)
    assert reload(ledger, follow) == follow
    changed = replace(follow, follow=FollowRule("words"), due_at=NINE + DAY, words="dam")
    assert ledger.digests.update(changed)
    assert reload(ledger, follow) == changed


def test_a_follow_is_deleted_with_its_digest(ledger: Ledger, store_engine: Engine):
    ledger.digests.delete(add_follow(ledger).id)
    with store_engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(follows)).scalar_one() == 0


def test_a_follow_is_due_at_no_time_to_a_version_that_knows_no_follows(ledger: Ledger):
    add_follow(ledger, due_at=NINE)
    assert ledger.runs.list_due(NINE, 10) == []
    assert ledger.runs.get_next_due() == NINE


def test_follows_are_ready_when_their_alert_may_leave_or_something_arrived(ledger: Ledger):
    waiting = add_follow(ledger, due_at=NINE)
    add_follow(ledger, due_at=NINE + timedelta(seconds=1))
    behind = add_follow(ledger, cursor=2)
    add_follow(ledger, cursor=3)
    add_follow(ledger, state="paused", why="asked")
    muted = add_follow(ledger, state="paused", why="muted", due_at=NINE)
    add_active(ledger, due_at=NINE)
    assert [follow.id for follow in ledger.follows.list_ready(NINE, 3)] == [waiting.id, behind.id, muted.id]


def test_the_next_due_time_leaves_out_paused_follows(ledger: Ledger):
    add_follow(ledger, state="paused", why="asked", due_at=NINE)
    add_active(ledger, due_at=NINE + DAY)
    assert ledger.runs.get_next_due() == NINE + DAY
    add_follow(ledger, state="paused", why="muted", due_at=NINE + DAY / 2)
    assert ledger.runs.get_next_due() == NINE + DAY / 2


def test_an_alert_begins_with_its_edition_and_claim_in_one_transaction(ledger: Ledger):
    follow = add_follow(ledger)
    number = begin(ledger, follow)
    run = ledger.runs.get(number)
    assert run is not None
    assert run.edition == edition(0, upto=2)
    assert ledger.runs.is_claimed(number)
    assert reload(ledger, follow).due_at == NINE + DAY


def test_an_alert_does_not_begin_if_the_follow_changed_since_it_was_read(ledger: Ledger):
    follow = add_follow(ledger)
    ledger.digests.update(mark_paused(follow, "asked"))
    other = add_follow(ledger)
    alerts = [
        BegunAlert(create_run(each, NINE, requested=True), each) for each in (follow, replace(follow, id=99), other)
    ]
    assert ledger.follows.begin(alerts) == [alerts[2]]
    assert ledger.runs.get(alerts[0].run.id) is None


def test_an_alert_that_ended_is_what_the_follow_has_told(ledger: Ledger):
    follow = add_follow(ledger)
    run = ledger.runs.get(begin(ledger, follow))
    assert run is not None
    assert run.edition is not None
    (entry,) = run.edition.entries
    told = replace(run.edition, entries=(replace(entry, step=3),))
    assert ledger.runs.record_end(
        replace(run, state="sent", ended_at=NINE, edition=told), replace(follow, cursor=2, since=NINE)
    )
    (article,) = articles(0)
    assert ledger.follows.get_steps([follow.id, 99]) == {follow.id: {article.id: 3}}
    assert reload(ledger, follow).cursor == 2


def test_the_history_has_what_became_of_the_alerts(ledger: Ledger):
    follow = add_follow(ledger)
    outcomes = (("sent", 0), ("failed", 1), ("sent", 2), ("unknown", 3), ("missed", 4))
    for state, hours in outcomes:
        at = NINE + timedelta(hours=hours)
        run = create_run(follow, at, requested=True)
        assert ledger.follows.begin([BegunAlert(run, follow)])
        ledger.runs.record_end(replace(run, state=state, ended_at=at), follow)
    last = NINE + timedelta(hours=4)
    sent = [NINE + timedelta(hours=hours) for hours in (2, 3)]
    histories = ledger.follows.get_histories([follow.id, 99], NINE)
    assert histories == {follow.id: AlertHistory(sent, last, is_open=False)}
    ledger.follows.begin([BegunAlert(create_run(follow, last + DAY, requested=True), follow)])
    assert ledger.follows.get_histories([follow.id], last) == {follow.id: AlertHistory([], None, is_open=True)}


def test_follows_move_on_unless_they_changed_since_they_were_read(ledger: Ledger):
    many = [add_follow(ledger) for _ in range(3)]
    ledger.digests.update(mark_paused(many[1], "asked"))
    ledger.follows.move_on([FollowMove(many[2], NINE, 5), FollowMove(many[1], NINE, 5), FollowMove(many[0], None, 7)])
    assert [(reload(ledger, follow).due_at, reload(ledger, follow).cursor) for follow in many] == [
        (None, 7), (None, 0), (NINE, 5)
    ]  # fmt: skip


def test_a_follow_is_resumed_once_and_its_cursor_never_moves_back(ledger: Ledger):
    follow = add_follow(ledger, state="paused", why="muted", due_at=NINE, cursor=5, failures=2)
    assert ledger.follows.resume(follow.id, 3)
    assert reload(ledger, follow) == replace(follow, state="active", why="", failures=0, due_at=None)
    assert not ledger.follows.resume(follow.id, 9)


def test_limits_count_digests_and_follows_apart(ledger: Ledger):
    add_active(ledger)
    draft = ledger.digests.add(cast("Digest", replace(add_follow(ledger), id=0, state="draft")))
    assert ledger.digests.confirm_draft(replace(draft, state="active"), 1) == "full"
    assert ledger.digests.confirm_draft(replace(draft, state="active"), 2) == "saved"


def test_two_processes_do_not_begin_the_same_alert(store_engine: Engine):
    first, second = build_ledger(store_engine), build_ledger(store_engine)
    follow = add_follow(first)
    run = create_run(follow, NINE, requested=True)
    assert first.follows.begin([BegunAlert(run, follow)])
    assert not second.follows.begin([BegunAlert(run, follow)])
    assert first.runs.is_claimed(run.id)
