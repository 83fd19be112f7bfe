"""What is stored of servers and people can be told, and deleted."""

from datetime import timedelta

from msgspec.structs import replace

from bot.digests.digest import Digest, new_run
from bot.digests.ports import Ledger, StoredData
from tests.support.stores import DAY, NINE, active, edition, there

NOTHING = StoredData(0, 0, 0, "")


def sends(books: Ledger, digest: Digest) -> None:
    run = new_run(digest, NINE, requested=True)
    books.runs.begin_requested(run)
    books.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1, 2)), digest)


def settled(books: Ledger) -> tuple[Digest, Digest]:
    """A digest of server 7 that person 1 made, and their own; each sent two articles."""
    both = active(books, server=7, creator=1), active(books, server=None, channel=0, creator=1)
    for digest in both:
        sends(books, digest)
    books.digests.set_zone(7, 0, "Europe/Zurich")
    books.digests.set_zone(None, 1, "Asia/Tokyo")
    return both


def test_what_is_held_of_a_server_is_counted(books: Ledger):
    settled(books)
    active(books, server=8)
    assert books.privacy.get_stored_data(7, 1) == StoredData(1, 1, 2, "Europe/Zurich")


def test_what_is_held_of_a_person_is_counted(books: Ledger):
    settled(books)
    active(books, server=8, creator=1)
    assert books.privacy.get_stored_data(None, 1) == StoredData(1, 1, 2, "Asia/Tokyo", created=2)


def test_of_strangers_nothing_is_held(books: Ledger):
    settled(books)
    assert books.privacy.get_stored_data(9, 9) == NOTHING
    assert books.privacy.get_stored_data(None, 9) == NOTHING


def test_forgetting_a_server_leaves_nothing_of_it_and_all_of_the_person(books: Ledger):
    settled(books)
    mine = books.privacy.get_stored_data(None, 1)
    books.privacy.forget(7, 1)
    assert books.privacy.get_stored_data(7, 1) == NOTHING
    assert books.privacy.get_stored_data(None, 1) == mine._replace(created=0)


def test_forgetting_a_person_leaves_the_servers_digest_without_their_name(books: Ledger):
    servers, own = settled(books)
    books.privacy.forget(None, 1)
    assert books.privacy.get_stored_data(None, 1) == NOTHING
    assert books.digests.get(own.id) is None
    assert there(books, servers) == replace(servers, creator=0)
    assert books.privacy.get_stored_data(7, 1) == StoredData(1, 1, 2, "Europe/Zurich")


def test_forgetting_touches_nobody_else(books: Ledger):
    settled(books)
    other = active(books, server=None, channel=0, creator=2)
    books.digests.set_zone(None, 2, "UTC")
    books.privacy.forget(None, 1)
    books.privacy.forget(7, 1)
    assert there(books, other) == other
    assert books.privacy.get_stored_data(None, 2).zone == "UTC"


def test_a_server_that_the_bot_left_is_sent_nothing(books: Ledger):
    servers, own = settled(books)
    waiting = active(books, server=7, state="paused", why="asked", due_at=None)
    books.privacy.record_departure(7, NINE)
    after = there(books, servers)
    assert (after.state, after.why, after.due_at) == ("paused", "gone", None)
    assert there(books, own) == own
    assert there(books, waiting) == waiting


def test_what_a_server_set_is_kept_for_a_while_and_then_deleted(books: Ledger):
    settled(books)
    books.privacy.record_departure(7, NINE)
    assert books.privacy.forget_departed(NINE) == []
    assert books.privacy.get_stored_data(7, 1).digests == 1
    assert books.privacy.forget_departed(NINE + timedelta(microseconds=1)) == [7]
    assert books.privacy.get_stored_data(7, 1) == NOTHING
    assert books.privacy.forget_departed(NINE + DAY) == []


def test_leaving_is_counted_from_the_first_time_that_it_is_noticed(books: Ledger):
    settled(books)
    books.privacy.record_departure(7, NINE)
    books.privacy.record_departure(7, NINE + 20 * DAY)
    assert books.privacy.forget_departed(NINE + DAY) == [7]


def test_a_server_that_the_bot_came_back_to_is_not_forgotten(books: Ledger):
    servers, _ = settled(books)
    books.privacy.record_departure(7, NINE)
    books.privacy.clear_departure(7)
    assert books.privacy.forget_departed(NINE + 100 * DAY) == []
    assert there(books, servers).why == "gone"


def test_leaving_again_is_counted_anew(books: Ledger):
    settled(books)
    books.privacy.record_departure(7, NINE)
    books.privacy.clear_departure(7)
    books.privacy.record_departure(7, NINE + 20 * DAY)
    assert books.privacy.forget_departed(NINE + 10 * DAY) == []


def test_several_servers_are_forgotten_at_once(books: Ledger):
    for server in (9, 8, 7):
        active(books, server=server)
        books.privacy.record_departure(server, NINE)
    assert books.privacy.forget_departed(NINE + DAY) == [7, 8, 9]
    assert all(books.digests.list_for_server(server) == [] for server in (7, 8, 9))


def test_a_server_that_asks_to_be_forgotten_is_not_forgotten_twice(books: Ledger):
    settled(books)
    books.privacy.record_departure(7, NINE)
    books.privacy.forget(7, 1)
    assert books.privacy.forget_departed(NINE + DAY) == []


def test_servers_are_those_of_which_anything_is_stored(books: Ledger):
    settled(books)
    active(books, server=9)
    books.digests.set_zone(8, 0, "UTC")
    assert books.privacy.list_servers() == [7, 8, 9]
