"""Runs begin once, end with all that they change, and are remembered for a while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from msgspec.structs import replace

from bot.digests.delivery.due import resolve_due
from bot.digests.digest import ArticleChange, Digest, Run, new_run, pause_digest
from bot.digests.ports import Ledger, RunStart
from bot.store.runs import MAX_RUNS
from tests.support.digesting import daily
from tests.support.stores import DAY, NINE, active, articles, edition, there

HOUR = timedelta(hours=1)


def begins(digest: Digest, *missed: Run) -> RunStart:
    """Its run at nine, and from then on the next day's."""
    return RunStart(replace(digest, due_at=NINE + DAY), new_run(digest, NINE), missed)


def begun(books: Ledger, digest: Digest) -> Run:
    (run,) = books.runs.begin([begins(digest)], NINE)
    return run


def test_what_is_due_is_what_is_active_and_whose_time_has_come_the_longest_first(books: Ledger):
    late = active(books, due_at=NINE)
    later = active(books, due_at=NINE - HOUR)
    active(books, due_at=NINE + timedelta(microseconds=1))
    books.digests.add(daily())
    active(books, state="paused", due_at=None)
    assert books.runs.list_due(NINE, 10) == [later, late]
    assert books.runs.list_due(NINE, 1) == [later]


def test_nothing_is_due_a_moment_too_early(books: Ledger):
    # A timer may ring so early; what counted as due then would be due again and again.
    digest = active(books)
    early = NINE - timedelta(microseconds=1)
    assert books.runs.list_due(early, 10) == []
    assert books.runs.list_due(NINE, 10) == [digest]


def test_the_next_time_is_the_earliest(books: Ledger):
    assert books.runs.get_next_due() is None
    books.digests.add(daily())
    active(books, due_at=NINE + DAY)
    active(books, due_at=NINE)
    assert books.runs.get_next_due() == NINE


def test_a_run_begins_and_its_digest_moves_on_in_one_step(books: Ledger):
    digest = active(books)
    run = begun(books, digest)
    assert run == new_run(digest, NINE)
    assert books.runs.get(run.id) == run
    assert there(books, digest).due_at == NINE + DAY


def test_a_run_begins_once(books: Ledger):
    digest = active(books)
    assert len(books.runs.begin([begins(digest)], NINE)) == 1
    assert books.runs.begin([begins(digest)], NINE) == []
    assert len(books.runs.list_history(digest.id, 10)) == 1


def test_a_time_that_comes_again_does_not_begin_its_run_again(books: Ledger):
    digest = active(books)
    ended = replace(begun(books, digest), state="sent", ended_at=NINE)
    books.runs.record_end(ended, digest)
    books.digests.update(digest)
    assert books.runs.begin([begins(digest)], NINE) == []
    assert [run.state for run in books.runs.list_history(digest.id, 10)] == ["sent"]
    assert there(books, digest).due_at == NINE + DAY


def test_of_two_that_begin_a_run_at_once_one_does(books: Ledger):
    many = [active(books) for _ in range(5)]
    together = Barrier(4)

    def begin(_: int) -> list[Run]:
        together.wait()
        return list(books.runs.begin([begins(digest) for digest in many], NINE))

    with ThreadPoolExecutor(4) as threads:
        every = [run.id for runs in threads.map(begin, range(4)) for run in runs]
    assert sorted(every) == sorted(new_run(digest, NINE).id for digest in many)


def test_runs_begin_in_the_order_given(books: Ledger):
    many = [active(books) for _ in range(4)][::-1]
    assert [run.digest for run in books.runs.begin([begins(digest) for digest in many], NINE)] == [
        digest.id for digest in many
    ]


def test_missed_times_are_kept_with_the_run(books: Ledger):
    digest = active(books, due_at=NINE - 2 * DAY)
    start = resolve_due(digest, NINE + HOUR / 2, HOUR)
    books.runs.begin([start], NINE)
    states = [(run.state, run.reason, run.due_at) for run in books.runs.list_history(digest.id, 10)]
    assert states == [("begun", "", NINE), ("missed", "down", NINE - DAY), ("missed", "down", NINE - 2 * DAY)]


def test_where_it_is_too_late_for_any_the_digest_still_moves_on(books: Ledger):
    digest = active(books)
    assert books.runs.begin([resolve_due(digest, NINE + 3 * HOUR, HOUR)], NINE + 3 * HOUR) == []
    assert [run.state for run in books.runs.list_history(digest.id, 10)] == ["missed"]
    assert there(books, digest).due_at == NINE + DAY


def test_a_digest_whose_time_was_changed_meanwhile_does_not_run_at_the_old_one(books: Ledger):
    digest = active(books)
    books.digests.update(replace(digest, schedule="daily 17:00", due_at=NINE + 8 * HOUR))
    assert books.runs.begin([begins(digest)], NINE) == []
    assert there(books, digest).due_at == NINE + 8 * HOUR


def test_a_digest_whose_schedule_was_changed_meanwhile_is_looked_at_again_though_its_time_stays(books: Ledger):
    # Else the old schedule would say when the new one is due.
    digest = active(books)
    books.digests.update(replace(digest, schedule="Mondays 9:00"))
    assert books.runs.begin([begins(digest)], NINE) == []
    (again,) = books.runs.list_due(NINE, 10)
    assert again.schedule == "Mondays 9:00"
    assert len(books.runs.begin([begins(again)], NINE)) == 1


def test_a_digest_that_was_paused_meanwhile_does_not_run(books: Ledger):
    digest = active(books)
    books.digests.update(pause_digest(digest, "asked"))
    assert books.runs.begin([begins(digest)], NINE) == []
    assert there(books, digest).due_at is None


def test_a_digest_that_was_deleted_meanwhile_does_not_run_and_holds_up_no_other(books: Ledger):
    gone, other = active(books), active(books)
    books.digests.delete(gone.id)
    assert [run.digest for run in books.runs.begin([begins(gone), begins(other)], NINE)] == [other.id]


def test_a_run_that_a_person_asks_for_begins_once_and_moves_nothing(books: Ledger):
    digest = active(books)
    asked = new_run(digest, NINE, requested=True)
    assert books.runs.begin_requested(asked)
    assert not books.runs.begin_requested(asked)
    assert there(books, digest) == digest


def test_no_run_begins_of_a_deleted_digest(books: Ledger):
    digest = active(books)
    books.digests.delete(digest.id)
    asked = new_run(digest, NINE, requested=True)
    assert books.runs.begin_requested(asked)
    assert books.runs.get(asked.id) is None


def test_unfinished_runs_are_those_that_were_begun_and_have_not_ended(books: Ledger):
    first, second, third = active(books, due_at=NINE), active(books, due_at=NINE - HOUR), active(books)
    late = new_run(second, NINE - HOUR)
    books.runs.begin([RunStart(second, late, [])], NINE)
    run, ended = begun(books, first), begun(books, third)
    books.runs.record_end(replace(ended, state="empty", ended_at=NINE), third)
    assert books.runs.list_unfinished() == [late, run]


def test_what_a_run_sends_and_when_it_was_tried_outlive_the_process(books: Ledger):
    digest = active(books)
    chosen = replace(begun(books, digest), edition=edition(1, 2, more=3, since=NINE, upto=4, is_first=True))
    tried = replace(chosen, tried_at=NINE + timedelta(microseconds=123_457))
    books.runs.record_attempt(tried)
    assert books.runs.list_unfinished() == [tried]
    books.runs.record_attempt(replace(tried, tried_at=None))
    assert books.runs.get(tried.id) == chosen


def test_the_end_of_a_run_keeps_where_it_went_and_how_that_leaves_its_digest(books: Ledger):
    digest = active(books)
    run = replace(begun(books, digest), edition=edition(1))
    ended = replace(run, state="sent", ended_at=NINE, channel=70, message=2**62)
    books.runs.record_end(ended, replace(digest, editions=1, cursor=6, since=NINE, failures=0))
    assert books.runs.get(run.id) == replace(ended, edition=None)
    after = there(books, digest)
    assert (after.editions, after.cursor, after.since) == (1, 6, NINE)
    assert books.runs.list_unfinished() == []


def test_an_end_that_is_kept_twice_is_the_same_as_once(books: Ledger):
    # After a server's answer was lost, nobody knows whether it was kept.
    digest = active(books)
    ended = replace(begun(books, digest), state="sent", ended_at=NINE, edition=edition(1, 2))
    for _ in range(2):
        books.runs.record_end(ended, replace(digest, editions=1, cursor=6))
    assert there(books, digest).editions == 1
    assert len(books.runs.list_history(digest.id, 10)) == 1


def test_an_edit_while_a_run_is_under_way_stays(books: Ledger):
    digest = active(books)
    run = begun(books, digest)
    edited = replace(digest, schedule="daily 17:00", words="rivers", channel=71, due_at=NINE + 8 * HOUR)
    books.digests.update(edited)
    books.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1)), replace(digest, editions=1))
    assert there(books, digest) == replace(edited, editions=1)


def test_a_pause_while_a_run_is_under_way_stays(books: Ledger):
    digest = active(books)
    run = begun(books, digest)
    books.digests.update(pause_digest(digest, "asked"))
    books.runs.record_end(replace(run, state="sent", ended_at=NINE), replace(digest, editions=1))
    after = there(books, digest)
    assert (after.state, after.why, after.due_at) == ("paused", "asked", None)


def test_a_resumption_while_a_paused_digest_is_run_by_hand_stays(books: Ledger):
    digest = active(books, state="paused", why="asked", due_at=None)
    run = new_run(digest, NINE, requested=True)
    books.runs.begin_requested(run)
    books.digests.update(replace(digest, state="active", why="", due_at=NINE + DAY))
    books.runs.record_end(replace(run, state="sent", ended_at=NINE), digest)
    assert there(books, digest).state == "active"


def test_a_run_that_pauses_its_digest_does_so_in_the_same_step(books: Ledger):
    digest = active(books)
    run = begun(books, digest)
    books.runs.record_end(
        replace(run, state="failed", reason="forbidden"), pause_digest(replace(digest, failures=3), "failing")
    )
    after = there(books, digest)
    assert (after.state, after.why, after.failures, after.due_at) == ("paused", "failing", 3, None)


def test_the_end_of_a_run_whose_digest_was_deleted_meanwhile_is_no_error(books: Ledger):
    digest = active(books)
    run = begun(books, digest)
    books.digests.delete(digest.id)
    books.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1)), digest)
    assert books.runs.get(run.id) is None
    assert books.digests.get(digest.id) is None


def test_news_are_never_gone_back_to(books: Ledger):
    digest = active(books, cursor=9)
    books.runs.record_end(replace(begun(books, digest), state="empty", ended_at=NINE), replace(digest, cursor=4))
    assert there(books, digest).cursor == 9


def test_deleting_digests_while_their_runs_end_stops_neither(books: Ledger):
    many = [active(books) for _ in range(20)]
    runs = {run.digest: run for run in books.runs.begin([begins(digest) for digest in many], NINE)}

    def end(digest: Digest) -> None:
        books.runs.record_end(replace(runs[digest.id], state="sent", ended_at=NINE, edition=edition(1, 2)), digest)

    with ThreadPoolExecutor(8) as threads:
        for digest in many:
            threads.submit(books.digests.delete, digest.id)
        list(threads.map(end, many))
    assert books.digests.list_for_server(7) == []
    assert books.runs.list_unfinished() == []


def test_history_is_newest_first_without_editions(books: Ledger):
    digest, other = active(books), active(books)
    for day in range(4):
        run = new_run(digest, NINE + day * DAY)
        books.runs.begin_requested(run)
        books.runs.record_attempt(replace(run, edition=edition(1)))
    books.runs.begin_requested(new_run(other, NINE))
    runs = books.runs.list_history(digest.id, 3)
    assert [run.due_at for run in runs] == [NINE + day * DAY for day in (3, 2, 1)]
    assert [run.edition for run in runs] == [None] * 3


def test_old_runs_are_deleted_and_those_under_way_are_not(books: Ledger):
    digest = active(books)
    for hour in range(MAX_RUNS + 5):
        run = new_run(digest, NINE + hour * HOUR)
        books.runs.begin_requested(run)
        if hour:
            books.runs.record_end(replace(run, state="empty", ended_at=NINE), digest)
    runs = books.runs.list_history(digest.id, 1_000)
    assert len(runs) == MAX_RUNS + 1
    assert runs[-1] == new_run(digest, NINE)


def test_deleting_a_digest_deletes_its_runs_and_what_it_sent(books: Ledger):
    digest, reader = active(books), active(books)
    run = begun(books, digest)
    books.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1)), digest)
    assert books.runs.get_sent_before(reader).received
    books.digests.delete(digest.id)
    assert books.runs.get(run.id) is None
    assert not books.runs.get_sent_before(reader).received


def sent(books: Ledger, digest: Digest, *numbers: int, **fields: object) -> None:
    books.runs.record_end(
        replace(begun(books, digest), state="sent", ended_at=NINE, edition=edition(*numbers, **fields)), digest
    )


def test_what_was_sent_is_remembered_with_its_headline(books: Ledger):
    digest = active(books)
    sent(books, digest, 1, 2)
    had = books.runs.get_sent_before(digest)
    assert had.headlines == {article.id: article.title for article in articles(1, 2)}
    assert had.redated == frozenset()


def test_a_correction_is_remembered_with_the_headline_that_readers_know_now(books: Ledger):
    digest = active(books)
    sent(books, digest, 1)
    (article,) = articles(1)
    run = new_run(digest, NINE + DAY)
    books.runs.begin_requested(run)
    changed = edition(2, changes=(ArticleChange(replace(article, title="Corrected"), was=article.title),))
    books.runs.record_end(replace(run, state="sent", ended_at=NINE + DAY, edition=changed), digest)
    assert books.runs.get_sent_before(digest).headlines[article.id] == "Corrected"


def test_an_empty_edition_is_not_remembered_as_sent(books: Ledger):
    digest = active(books)
    run = replace(begun(books, digest), edition=edition(1), state="failed", ended_at=NINE)
    books.runs.record_end(run, digest)
    assert books.runs.get_sent_before(digest).headlines == {}


def test_readers_of_a_place_had_what_any_digest_sent_there(books: Ledger):
    here, beside, elsewhere = active(books), active(books), active(books, channel=71)
    sent(books, here, 1)
    (article,) = articles(1)
    assert books.runs.get_sent_before(beside).received == {article.id}
    assert books.runs.get_sent_before(beside).headlines == {}
    assert books.runs.get_sent_before(elsewhere).received == frozenset()


def test_a_person_and_a_channel_of_one_number_are_two_places(books: Ledger):
    person = active(books, server=None, channel=0, creator=70)
    sent(books, person, 1)
    assert books.runs.get_sent_before(active(books, channel=70)).received == frozenset()
