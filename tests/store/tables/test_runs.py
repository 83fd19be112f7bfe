"""Runs start once, end in the same transaction as their changes, and are kept for a while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from msgspec.structs import replace

from bot.digests.delivery.due import resolve_due
from bot.digests.digest import ArticleChange, Digest, Run, create_run, mark_paused
from bot.digests.store_ports.ledger import Ledger
from bot.digests.store_ports.runs import RunStart
from bot.store.tables.runs import StoredRuns
from tests.support.digesting import daily
from tests.support.stores import DAY, NINE, add_active, articles, edition, reload

HOUR = timedelta(hours=1)


def build_start(digest: Digest, *missed: Run) -> RunStart:
    """Return the start of the digest's run at nine; its next one is a day later."""
    return RunStart(replace(digest, due_at=NINE + DAY), create_run(digest, NINE), missed)


def begin(ledger: Ledger, digest: Digest) -> Run:
    (run,) = ledger.runs.begin([build_start(digest)], NINE)
    return run


def test_active_digests_that_are_due_are_listed_most_overdue_first(ledger: Ledger):
    late = add_active(ledger, due_at=NINE)
    later = add_active(ledger, due_at=NINE - HOUR)
    add_active(ledger, due_at=NINE + timedelta(microseconds=1))
    ledger.digests.add(daily())
    add_active(ledger, state="paused", due_at=None)
    assert ledger.runs.list_due(NINE, 10) == [later, late]
    assert ledger.runs.list_due(NINE, 1) == [later]


def test_nothing_is_due_a_moment_too_early(ledger: Ledger):
    # A timer may fire this early. If the digest counted as due, it would be due again and again.
    digest = add_active(ledger)
    early = NINE - timedelta(microseconds=1)
    assert ledger.runs.list_due(early, 10) == []
    assert ledger.runs.list_due(NINE, 10) == [digest]


def test_the_next_due_time_is_the_earliest(ledger: Ledger):
    assert ledger.runs.get_next_due() is None
    ledger.digests.add(daily())
    add_active(ledger, due_at=NINE + DAY)
    add_active(ledger, due_at=NINE)
    assert ledger.runs.get_next_due() == NINE


def test_a_run_begins_and_its_digest_gets_its_next_time_in_one_transaction(ledger: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    assert run == create_run(digest, NINE)
    assert ledger.runs.get(run.id) == run
    assert reload(ledger, digest).due_at == NINE + DAY


def test_a_run_begins_once(ledger: Ledger):
    digest = add_active(ledger)
    assert len(ledger.runs.begin([build_start(digest)], NINE)) == 1
    assert ledger.runs.begin([build_start(digest)], NINE) == []
    assert len(ledger.runs.list_history(digest.id, 10)) == 1


def test_a_run_does_not_begin_again_if_its_time_comes_again(ledger: Ledger):
    digest = add_active(ledger)
    ended = replace(begin(ledger, digest), state="sent", ended_at=NINE)
    ledger.runs.record_end(ended, digest)
    ledger.digests.update(digest)
    assert ledger.runs.begin([build_start(digest)], NINE) == []
    assert [run.state for run in ledger.runs.list_history(digest.id, 10)] == ["sent"]
    assert reload(ledger, digest).due_at == NINE + DAY


def test_of_two_processes_that_begin_a_run_one_succeeds(ledger: Ledger):
    many = [add_active(ledger) for _ in range(5)]
    together = Barrier(4)

    def begin(_: int) -> list[Run]:
        together.wait()
        return list(ledger.runs.begin([build_start(digest) for digest in many], NINE))

    with ThreadPoolExecutor(4) as threads:
        ids = [run.id for runs in threads.map(begin, range(4)) for run in runs]
    assert sorted(ids) == sorted(create_run(digest, NINE).id for digest in many)


def test_runs_begin_in_the_given_order(ledger: Ledger):
    many = [add_active(ledger) for _ in range(4)][::-1]
    assert [run.digest for run in ledger.runs.begin([build_start(digest) for digest in many], NINE)] == [
        digest.id for digest in many
    ]


def test_missed_runs_are_stored_with_the_run(ledger: Ledger):
    digest = add_active(ledger, due_at=NINE - 2 * DAY)
    start = resolve_due(digest, NINE + HOUR / 2, HOUR)
    ledger.runs.begin([start], NINE)
    states = [(run.state, run.reason, run.due_at) for run in ledger.runs.list_history(digest.id, 10)]
    assert states == [("begun", "", NINE), ("missed", "down", NINE - DAY), ("missed", "down", NINE - 2 * DAY)]


def test_a_digest_gets_its_next_time_even_if_it_is_too_late_for_a_run(ledger: Ledger):
    digest = add_active(ledger)
    begun = ledger.runs.begin([resolve_due(digest, NINE + 3 * HOUR, HOUR)], NINE + 3 * HOUR)
    assert [run.state for run in begun] == ["missed"]
    assert [run.state for run in ledger.runs.list_history(digest.id, 10)] == ["missed"]
    assert reload(ledger, digest).due_at == NINE + DAY


def test_a_digest_whose_due_time_was_changed_does_not_run_at_the_old_one(ledger: Ledger):
    digest = add_active(ledger)
    ledger.digests.update(replace(digest, schedule="daily 17:00", due_at=NINE + 8 * HOUR))
    assert ledger.runs.begin([build_start(digest)], NINE) == []
    assert reload(ledger, digest).due_at == NINE + 8 * HOUR


def test_a_digest_whose_schedule_was_changed_is_skipped_even_if_its_due_time_stays(ledger: Ledger):
    # Otherwise the old schedule would decide when the digest is due next.
    digest = add_active(ledger)
    ledger.digests.update(replace(digest, schedule="Mondays 9:00"))
    assert ledger.runs.begin([build_start(digest)], NINE) == []
    (again,) = ledger.runs.list_due(NINE, 10)
    assert again.schedule == "Mondays 9:00"
    assert len(ledger.runs.begin([build_start(again)], NINE)) == 1


def test_a_digest_that_was_just_paused_does_not_run(ledger: Ledger):
    digest = add_active(ledger)
    ledger.digests.update(mark_paused(digest, "asked"))
    assert ledger.runs.begin([build_start(digest)], NINE) == []
    assert reload(ledger, digest).due_at is None


def test_a_digest_that_was_just_deleted_does_not_run_and_does_not_stop_others(ledger: Ledger):
    gone, other = add_active(ledger), add_active(ledger)
    ledger.digests.delete(gone.id)
    assert [run.digest for run in ledger.runs.begin([build_start(gone), build_start(other)], NINE)] == [other.id]


def test_a_requested_run_begins_once_and_does_not_change_the_due_time(ledger: Ledger):
    digest = add_active(ledger)
    requested = create_run(digest, NINE, requested=True)
    assert ledger.runs.begin_requested(requested)
    assert not ledger.runs.begin_requested(requested)
    assert reload(ledger, digest) == digest


def test_no_run_of_a_deleted_digest_begins(ledger: Ledger):
    digest = add_active(ledger)
    ledger.digests.delete(digest.id)
    requested = create_run(digest, NINE, requested=True)
    assert ledger.runs.begin_requested(requested)
    assert ledger.runs.get(requested.id) is None


def test_unfinished_runs_have_begun_and_not_ended(ledger: Ledger):
    first, second, third = add_active(ledger, due_at=NINE), add_active(ledger, due_at=NINE - HOUR), add_active(ledger)
    late = create_run(second, NINE - HOUR)
    ledger.runs.begin([RunStart(second, late, [])], NINE)
    run, ended = begin(ledger, first), begin(ledger, third)
    ledger.runs.record_end(replace(ended, state="empty", ended_at=NINE), third)
    assert ledger.runs.list_unfinished() == [late, run]


def test_the_edition_and_the_attempt_of_a_run_outlive_the_process(ledger: Ledger):
    digest = add_active(ledger)
    chosen = replace(begin(ledger, digest), edition=edition(1, 2, more=3, since=NINE, upto=4, is_first=True))
    tried = replace(chosen, tried_at=NINE + timedelta(microseconds=123_457))
    ledger.runs.record_attempt(tried)
    assert ledger.runs.list_unfinished() == [tried]
    ledger.runs.record_attempt(replace(tried, tried_at=None))
    assert ledger.runs.get(tried.id) == chosen


def test_the_end_of_a_run_is_stored_with_its_message_and_its_digest(ledger: Ledger):
    digest = add_active(ledger)
    run = replace(begin(ledger, digest), edition=edition(1))
    ended = replace(run, state="sent", ended_at=NINE, channel=70, message=2**62)
    ledger.runs.record_end(ended, replace(digest, editions=1, cursor=6, since=NINE, failures=0))
    assert ledger.runs.get(run.id) == replace(ended, edition=None)
    after = reload(ledger, digest)
    assert (after.editions, after.cursor, after.since) == (1, 6, NINE)
    assert ledger.runs.list_unfinished() == []


def test_recording_an_end_twice_is_the_same_as_once(ledger: Ledger):
    # If the server's response is lost, nobody knows whether the end was stored.
    digest = add_active(ledger)
    ended = replace(begin(ledger, digest), state="sent", ended_at=NINE, edition=edition(1, 2))
    for _ in range(2):
        ledger.runs.record_end(ended, replace(digest, editions=1, cursor=6))
    assert reload(ledger, digest).editions == 1
    assert len(ledger.runs.list_history(digest.id, 10)) == 1


def test_an_edit_during_a_run_is_kept(ledger: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    edited = replace(digest, schedule="daily 17:00", words="rivers", channel=71, due_at=NINE + 8 * HOUR)
    ledger.digests.update(edited)
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1)), replace(digest, editions=1))
    assert reload(ledger, digest) == replace(edited, editions=1)


def test_a_pause_during_a_run_is_kept(ledger: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    ledger.digests.update(mark_paused(digest, "asked"))
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE), replace(digest, editions=1))
    after = reload(ledger, digest)
    assert (after.state, after.why, after.due_at) == ("paused", "asked", None)


def test_resuming_a_digest_during_a_requested_run_is_kept(ledger: Ledger):
    digest = add_active(ledger, state="paused", why="asked", due_at=None)
    run = create_run(digest, NINE, requested=True)
    ledger.runs.begin_requested(run)
    ledger.digests.update(replace(digest, state="active", why="", due_at=NINE + DAY))
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE), digest)
    assert reload(ledger, digest).state == "active"


def test_a_run_that_pauses_its_digest_does_so_in_the_same_transaction(ledger: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    ledger.runs.record_end(
        replace(run, state="failed", reason="forbidden"), mark_paused(replace(digest, failures=3), "failing")
    )
    after = reload(ledger, digest)
    assert (after.state, after.why, after.failures, after.due_at) == ("paused", "failing", 3, None)


def test_the_end_of_a_run_whose_digest_was_deleted_is_ignored(ledger: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    ledger.digests.delete(digest.id)
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1)), digest)
    assert ledger.runs.get(run.id) is None
    assert ledger.digests.get(digest.id) is None


def test_the_cursor_never_moves_back(ledger: Ledger):
    digest = add_active(ledger, cursor=9)
    ledger.runs.record_end(replace(begin(ledger, digest), state="empty", ended_at=NINE), replace(digest, cursor=4))
    assert reload(ledger, digest).cursor == 9


def test_digests_can_be_deleted_while_their_runs_end(ledger: Ledger):
    many = [add_active(ledger) for _ in range(20)]
    runs = {run.digest: run for run in ledger.runs.begin([build_start(digest) for digest in many], NINE)}

    def end(digest: Digest) -> None:
        ledger.runs.record_end(replace(runs[digest.id], state="sent", ended_at=NINE, edition=edition(1, 2)), digest)

    with ThreadPoolExecutor(8) as threads:
        for digest in many:
            threads.submit(ledger.digests.delete, digest.id)
        list(threads.map(end, many))
    assert ledger.digests.list_for_server(7) == []
    assert ledger.runs.list_unfinished() == []


def test_history_is_newest_first_without_editions(ledger: Ledger):
    digest, other = add_active(ledger), add_active(ledger)
    for day in range(4):
        run = create_run(digest, NINE + day * DAY)
        ledger.runs.begin_requested(run)
        ledger.runs.record_attempt(replace(run, edition=edition(1)))
    ledger.runs.begin_requested(create_run(other, NINE))
    runs = ledger.runs.list_history(digest.id, 3)
    assert [run.due_at for run in runs] == [NINE + day * DAY for day in (3, 2, 1)]
    assert [run.edition for run in runs] == [None] * 3


def test_old_runs_are_deleted_unless_they_are_unfinished(ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.store.tables.runs.MAX_RUNS", 10)
    digest = add_active(ledger)
    for hour in range(15):
        run = create_run(digest, NINE + hour * HOUR)
        ledger.runs.begin_requested(run)
        if hour:
            ledger.runs.record_end(replace(run, state="empty", ended_at=NINE), digest)
    runs = ledger.runs.list_history(digest.id, 1_000)
    assert len(runs) == 11
    assert runs[-1] == create_run(digest, NINE)


def test_deleting_a_digest_deletes_its_runs_and_what_it_sent(ledger: Ledger):
    digest, reader = add_active(ledger), add_active(ledger)
    run = begin(ledger, digest)
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1)), digest)
    assert ledger.runs.get_sent_before(reader).received
    ledger.digests.delete(digest.id)
    assert ledger.runs.get(run.id) is None
    assert not ledger.runs.get_sent_before(reader).received


def send(ledger: Ledger, digest: Digest, *numbers: int, **fields: object) -> None:
    ledger.runs.record_end(
        replace(begin(ledger, digest), state="sent", ended_at=NINE, edition=edition(*numbers, **fields)), digest
    )


def test_sent_articles_are_stored_with_their_headlines(ledger: Ledger):
    digest = add_active(ledger)
    send(ledger, digest, 1, 2)
    sent_before = ledger.runs.get_sent_before(digest)
    assert sent_before.headlines == {article.id: article.title for article in articles(1, 2)}
    assert sent_before.redated == frozenset()


def test_a_correction_is_stored_with_the_new_headline(ledger: Ledger):
    digest = add_active(ledger)
    send(ledger, digest, 1)
    (article,) = articles(1)
    run = create_run(digest, NINE + DAY)
    ledger.runs.begin_requested(run)
    changed = edition(2, changes=(ArticleChange(replace(article, title="Corrected"), was=article.title),))
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE + DAY, edition=changed), digest)
    assert ledger.runs.get_sent_before(digest).headlines[article.id] == "Corrected"


def test_an_empty_run_stores_nothing_as_sent(ledger: Ledger):
    digest = add_active(ledger)
    run = replace(begin(ledger, digest), edition=edition(1), state="failed", ended_at=NINE)
    ledger.runs.record_end(run, digest)
    assert ledger.runs.get_sent_before(digest).headlines == {}


def test_readers_received_what_any_digest_sent_to_their_channel(ledger: Ledger):
    sender, same, other = add_active(ledger), add_active(ledger), add_active(ledger, channel=71)
    send(ledger, sender, 1)
    (article,) = articles(1)
    assert ledger.runs.get_sent_before(same).received == {article.id}
    assert ledger.runs.get_sent_before(same).headlines == {}
    assert ledger.runs.get_sent_before(other).received == frozenset()


def test_a_person_and_a_channel_with_the_same_id_are_different_readers(ledger: Ledger):
    person = add_active(ledger, server=None, channel=0, creator=70)
    send(ledger, person, 1)
    assert ledger.runs.get_sent_before(add_active(ledger, channel=70)).received == frozenset()


@pytest.fixture
def other(ledger: Ledger) -> Ledger:
    """The same store, as another process has it open."""
    assert isinstance(ledger.runs, StoredRuns)
    return ledger._replace(runs=StoredRuns(ledger.runs.engine, owner="another process"))


def test_a_run_belongs_to_the_process_that_began_it(ledger: Ledger, other: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    assert ledger.runs.is_claimed(run.id)
    assert not other.runs.is_claimed(run.id)
    assert not other.runs.record_attempt(replace(run, tried_at=NINE))
    assert not other.runs.record_end(replace(run, state="missed", ended_at=NINE), replace(digest, failures=2))
    assert ledger.runs.get(run.id) == run
    assert reload(ledger, digest).failures == 0


def test_a_run_that_another_process_claims_is_no_longer_ours(ledger: Ledger, other: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    assert other.runs.claim_unfinished() == [run]
    assert other.runs.is_claimed(run.id)
    assert not ledger.runs.is_claimed(run.id)
    assert not ledger.runs.record_attempt(replace(run, tried_at=NINE))
    assert other.runs.record_attempt(replace(run, tried_at=NINE + HOUR))
    assert other.runs.record_end(replace(run, state="sent", message=7, ended_at=NINE), digest)
    assert not ledger.runs.record_end(replace(run, state="sent", message=8, ended_at=NINE), digest)
    ended = ledger.runs.get(run.id)
    assert ended is not None
    assert (ended.state, ended.message) == ("sent", 7)


def test_a_requested_run_belongs_to_the_process_that_was_asked(ledger: Ledger, other: Ledger):
    run = create_run(add_active(ledger), NINE, requested=True)
    ledger.runs.begin_requested(run)
    assert ledger.runs.is_claimed(run.id)
    assert not other.runs.is_claimed(run.id)


def test_runs_that_have_ended_are_not_claimed(ledger: Ledger, other: Ledger):
    digest = add_active(ledger)
    ledger.runs.record_end(replace(begin(ledger, digest), state="sent", ended_at=NINE), digest)
    assert other.runs.claim_unfinished() == []


def test_nobody_can_end_a_run_of_a_deleted_digest(ledger: Ledger):
    digest = add_active(ledger)
    run = begin(ledger, digest)
    ledger.digests.delete(digest.id)
    assert not ledger.runs.is_claimed(run.id)
    assert not ledger.runs.record_attempt(run)
    assert not ledger.runs.record_end(replace(run, state="sent", ended_at=NINE), digest)


def test_an_end_whose_storing_is_tried_again_is_ours(ledger: Ledger):
    digest = add_active(ledger)
    ended = replace(begin(ledger, digest), state="sent", message=7, ended_at=NINE)
    assert ledger.runs.record_end(ended, digest)
    assert ledger.runs.record_end(ended, digest)
