"""Digests are read as they were stored, and do not affect each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from bot.digests.digest import Digest, create_run
from bot.digests.store_ports.ledger import Ledger
from bot.digests.store_ports.runs import RunStart
from tests.support.digesting import START, daily
from tests.support.properties import examples
from tests.support.stores import NINE, add_active, reload

IDS = st.integers(min_value=1, max_value=2**63 - 1)
# Neither database can store NUL or half a surrogate pair. No valid schedule or zone has them.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=64)
MOMENTS = st.datetimes(timezones=st.just(UTC))
KEYS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5).map(tuple)
DIGESTS = st.builds(
    Digest,
    id=st.just(0),
    server=st.none() | IDS,
    channel=IDS,
    creator=IDS,
    schedule=TEXTS,
    zone=TEXTS,
    topics=KEYS,
    outlets=KEYS,
    words=st.text(st.characters(exclude_categories=["Cs"])),
    count=st.integers(1, 25),
    order=st.sampled_from(["newest", "covered"]),
    empty=st.sampled_from(["skip", "archive"]),
    role=st.none() | IDS,
    locale=st.sampled_from(["", "en-US", "de"]),
    state=st.sampled_from(["draft", "active", "paused"]),
    why=st.sampled_from(["", "asked", "failing", "closed", "gone"]),
    failures=st.integers(0, 3),
    editions=st.integers(0, 100_000),
    cursor=st.integers(0, 2**63 - 1),
    since=st.none() | MOMENTS,
    due_at=st.none() | MOMENTS,
)
SETTINGS = settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(digest=DIGESTS)
def test_a_digest_is_read_as_it_was_stored(ledger: Ledger, digest: Digest):
    added = ledger.digests.add(digest)
    assert added == replace(digest, id=added.id)
    assert ledger.digests.get(added.id) == added


@SETTINGS
@given(before=DIGESTS, after=DIGESTS)
def test_an_update_stores_every_field_except_those_of_runs(ledger: Ledger, before: Digest, after: Digest):
    added = ledger.digests.add(before)
    assert ledger.digests.update(replace(after, id=added.id))
    runs = {name: asdict(added)[name] for name in ("id", "editions", "cursor", "since")}
    assert ledger.digests.get(added.id) == replace(after, **runs)


def test_a_missing_digest_is_none(ledger: Ledger):
    assert ledger.digests.get(1) is None


def test_updating_a_deleted_digest_does_not_bring_it_back(ledger: Ledger):
    digest = ledger.digests.add(daily())
    ledger.digests.delete(digest.id)
    assert not ledger.digests.update(digest)
    assert ledger.digests.get(digest.id) is None


def test_an_update_changes_no_other_digest(ledger: Ledger):
    first, other = ledger.digests.add(daily()), ledger.digests.add(daily())
    ledger.digests.update(replace(first, channel=5, words="rivers"))
    assert ledger.digests.get(other.id) == other


def test_an_id_is_never_used_twice(ledger: Ledger):
    first = ledger.digests.add(daily())
    ledger.digests.delete(first.id)
    assert ledger.digests.add(daily()).id > first.id


def test_deleting_a_missing_digest_is_not_an_error(ledger: Ledger):
    ledger.digests.delete(99)


def test_a_servers_digests_are_listed_oldest_first(ledger: Ledger):
    made = [ledger.digests.add(daily(channel=channel)) for channel in (9, 3, 7)]
    ledger.digests.add(daily(server=8))
    ledger.digests.add(daily(server=None, creator=7))
    ledger.digests.update(replace(made[0], words="changed"))
    assert [digest.id for digest in ledger.digests.list_for_server(7)] == [digest.id for digest in made]


def test_a_persons_own_digests_exclude_those_they_created_for_servers(ledger: Ledger):
    mine = ledger.digests.add(daily(server=None, channel=0, creator=1))
    ledger.digests.add(daily(server=7, creator=1))
    ledger.digests.add(daily(server=None, channel=0, creator=2))
    assert ledger.digests.list_for_person(1) == [mine]


def test_a_zone_is_empty_until_it_is_set_and_can_be_changed(ledger: Ledger):
    assert ledger.digests.get_zone(7, 1) == ""
    ledger.digests.set_zone(7, 1, "Europe/Zurich")
    ledger.digests.set_zone(7, 1, "Asia/Tokyo")
    assert ledger.digests.get_zone(7, 1) == "Asia/Tokyo"


@pytest.mark.parametrize("number", [7, 2**63 - 1])
def test_a_server_and_a_person_with_the_same_id_have_separate_zones(ledger: Ledger, number: int):
    ledger.digests.set_zone(number, 1, "Europe/Zurich")
    ledger.digests.set_zone(None, number, "Asia/Tokyo")
    assert ledger.digests.get_zone(number, 99) == "Europe/Zurich"
    assert ledger.digests.get_zone(None, number) == "Asia/Tokyo"


def test_an_edit_does_not_undo_what_a_run_has_changed(ledger: Ledger):
    seen = add_active(ledger)
    run = replace(seen, editions=1, cursor=4, since=NINE)
    (begun,) = ledger.runs.begin([RunStart(seen, create_run(seen, NINE), [])], NINE)
    ledger.runs.record_end(replace(begun, state="sent", ended_at=NINE), run)
    ledger.digests.update(replace(seen, words="rivers"))
    after = reload(ledger, seen)
    assert (after.words, after.editions, after.cursor, after.since) == ("rivers", 1, 4, NINE)


def test_only_drafts_that_nobody_confirmed_are_deleted(ledger: Ledger):
    old, new = (ledger.digests.add(daily(since=since)) for since in (START, START + timedelta(days=2)))
    saved = ledger.digests.add(daily(since=START, state="active"))
    assert ledger.digests.delete_drafts(START + timedelta(days=1)) == 1
    assert [ledger.digests.get(digest.id) is not None for digest in (old, new, saved)] == [False, True, True]


def test_people_with_closed_direct_messages_are_listed(ledger: Ledger):
    ledger.digests.add(daily(server=None, channel=0, creator=5, state="paused", why="closed"))
    ledger.digests.add(daily(server=None, channel=0, creator=6, state="paused", why="asked"))
    assert ledger.digests.list_unreachable_people() == [5]


@pytest.mark.parametrize("server", [7, None])
def test_drafts_that_are_confirmed_together_keep_the_limit(ledger: Ledger, server: int | None):
    for state in ("active", "paused"):
        ledger.digests.add(daily(server=server, state=state))
    ledger.digests.add(daily(server=8, creator=2, state="active"))
    drafts = [ledger.digests.add(daily(server=server)) for _ in range(6)]
    together = Barrier(len(drafts))

    def confirm(draft: Digest) -> str:
        together.wait()
        return ledger.digests.confirm_draft(replace(draft, state="active"), 4)

    with ThreadPoolExecutor(len(drafts)) as threads:
        outcomes = sorted(threads.map(confirm, drafts))
    assert outcomes == ["full"] * 4 + ["saved"] * 2


def test_what_is_no_draft_any_more_is_neither_confirmed_nor_deleted_as_one(ledger: Ledger):
    digest = add_active(ledger)
    assert ledger.digests.confirm_draft(replace(digest, words="rivers"), 10) == "changed"
    assert not ledger.digests.delete(digest.id, was="draft")
    assert not ledger.digests.update(replace(digest, words="rivers"), was="draft")
    assert ledger.digests.get(digest.id) == digest
    assert ledger.digests.delete(digest.id)
    assert not ledger.digests.delete(digest.id)
