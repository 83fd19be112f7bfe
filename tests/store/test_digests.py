"""Digests come back as they were kept, and keep to themselves."""

from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from bot.digests.digest import Digest, new_run
from bot.digests.ports import Ledger, RunStart
from tests.support.digesting import START, daily
from tests.support.stores import NINE, active, there

IDS = st.integers(min_value=1, max_value=2**63 - 1)
# Neither database keeps NUL in a text, nor half a character; schedules and zones that can be parsed have neither.
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
CAREFUL = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@CAREFUL
@given(digest=DIGESTS)
def test_a_digest_comes_back_as_it_was_kept(books: Ledger, digest: Digest):
    added = books.digests.add(digest)
    assert added == replace(digest, id=added.id)
    assert books.digests.get(added.id) == added


@CAREFUL
@given(before=DIGESTS, after=DIGESTS)
def test_a_change_keeps_every_field_but_those_of_its_runs(books: Ledger, before: Digest, after: Digest):
    added = books.digests.add(before)
    assert books.digests.update(replace(after, id=added.id))
    runs = {name: asdict(added)[name] for name in ("id", "editions", "cursor", "since")}
    assert books.digests.get(added.id) == replace(after, **runs)


def test_a_digest_that_is_not_there_is_none(books: Ledger):
    assert books.digests.get(1) is None


def test_a_change_of_a_deleted_digest_is_refused_and_does_not_bring_it_back(books: Ledger):
    digest = books.digests.add(daily())
    books.digests.delete(digest.id)
    assert not books.digests.update(digest)
    assert books.digests.get(digest.id) is None


def test_a_change_touches_no_other_digest(books: Ledger):
    one, other = books.digests.add(daily()), books.digests.add(daily())
    books.digests.update(replace(one, channel=5, words="rivers"))
    assert books.digests.get(other.id) == other


def test_an_id_is_never_given_twice(books: Ledger):
    first = books.digests.add(daily())
    books.digests.delete(first.id)
    assert books.digests.add(daily()).id > first.id


def test_deleting_what_is_not_there_is_no_error(books: Ledger):
    books.digests.delete(99)


def test_the_digests_of_a_server_are_in_the_order_they_were_made(books: Ledger):
    made = [books.digests.add(daily(channel=channel)) for channel in (9, 3, 7)]
    books.digests.add(daily(server=8))
    books.digests.add(daily(server=None, creator=7))
    books.digests.update(replace(made[0], words="changed"))
    assert [digest.id for digest in books.digests.list_for_server(7)] == [digest.id for digest in made]


def test_a_persons_own_digests_are_not_those_they_made_for_servers(books: Ledger):
    mine = books.digests.add(daily(server=None, channel=0, creator=1))
    books.digests.add(daily(server=7, creator=1))
    books.digests.add(daily(server=None, channel=0, creator=2))
    assert books.digests.list_for_person(1) == [mine]


def test_a_zone_is_empty_until_it_is_named_and_may_be_changed(books: Ledger):
    assert books.digests.get_zone(7, 1) == ""
    books.digests.set_zone(7, 1, "Europe/Zurich")
    books.digests.set_zone(7, 1, "Asia/Tokyo")
    assert books.digests.get_zone(7, 1) == "Asia/Tokyo"


@pytest.mark.parametrize("number", [7, 2**63 - 1])
def test_a_servers_zone_is_no_persons_though_their_ids_be_the_same(books: Ledger, number: int):
    books.digests.set_zone(number, 1, "Europe/Zurich")
    books.digests.set_zone(None, number, "Asia/Tokyo")
    assert books.digests.get_zone(number, 99) == "Europe/Zurich"
    assert books.digests.get_zone(None, number) == "Asia/Tokyo"


def test_an_edit_does_not_take_back_what_a_run_came_to_meanwhile(books: Ledger):
    seen = active(books)
    run = replace(seen, editions=1, cursor=4, since=NINE)
    (begun,) = books.runs.begin([RunStart(seen, new_run(seen, NINE), [])], NINE)
    books.runs.record_end(replace(begun, state="sent", ended_at=NINE), run)
    books.digests.update(replace(seen, words="rivers"))
    after = there(books, seen)
    assert (after.words, after.editions, after.cursor, after.since) == ("rivers", 1, 4, NINE)


def test_drafts_that_nobody_saved_go_and_the_rest_stays(books: Ledger):
    old, new = (books.digests.add(daily(since=since)) for since in (START, START + timedelta(days=2)))
    saved = books.digests.add(daily(since=START, state="active"))
    assert books.digests.delete_drafts(START + timedelta(days=1)) == 1
    assert [books.digests.get(each.id) is not None for each in (old, new, saved)] == [False, True, True]


def test_those_whose_door_is_closed_are_told_apart(books: Ledger):
    books.digests.add(daily(server=None, channel=0, creator=5, state="paused", why="closed"))
    books.digests.add(daily(server=None, channel=0, creator=6, state="paused", why="asked"))
    assert books.digests.list_unreachable_people() == [5]
