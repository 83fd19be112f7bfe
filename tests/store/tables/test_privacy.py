"""What is stored about servers and people can be shown and deleted."""

from datetime import timedelta

from msgspec.structs import replace

from bot.digests.digest import Digest, create_run
from bot.digests.follow import FollowRule
from bot.digests.store_ports.ledger import Ledger
from bot.digests.store_ports.privacy import StoredData
from tests.support.stores import DAY, NINE, add_active, edition, reload

NOTHING = StoredData(0, 0, 0, "")


def send_edition(ledger: Ledger, digest: Digest) -> None:
    run = create_run(digest, NINE, requested=True)
    ledger.runs.begin_requested(run)
    ledger.runs.record_end(replace(run, state="sent", ended_at=NINE, edition=edition(1, 2)), digest)


def add_data(ledger: Ledger) -> tuple[Digest, Digest]:
    """Store a digest of server 7 that person 1 created, and that person's own; each has sent two articles."""
    digests = add_active(ledger, server=7, creator=1), add_active(ledger, server=None, channel=0, creator=1)
    for digest in digests:
        send_edition(ledger, digest)
    ledger.digests.set_zone(7, 0, "Europe/Zurich")
    ledger.digests.set_zone(None, 1, "Asia/Tokyo")
    return digests


def test_data_about_a_server_is_counted(ledger: Ledger):
    add_data(ledger)
    add_active(ledger, server=8)
    assert ledger.privacy.get_stored_data(7, 1) == StoredData(1, 1, 2, "Europe/Zurich")


def test_data_about_a_person_is_counted(ledger: Ledger):
    add_data(ledger)
    add_active(ledger, server=8, creator=1)
    assert ledger.privacy.get_stored_data(None, 1) == StoredData(1, 1, 2, "Asia/Tokyo", created=2)


def test_nothing_is_stored_about_strangers(ledger: Ledger):
    add_data(ledger)
    assert ledger.privacy.get_stored_data(9, 9) == NOTHING
    assert ledger.privacy.get_stored_data(None, 9) == NOTHING


def test_forgetting_a_server_deletes_its_data_and_keeps_peoples_own(ledger: Ledger):
    add_data(ledger)
    mine = ledger.privacy.get_stored_data(None, 1)
    ledger.privacy.forget(7, 1)
    assert ledger.privacy.get_stored_data(7, 1) == NOTHING
    assert ledger.privacy.get_stored_data(None, 1) == mine._replace(created=0)


def test_forgetting_a_person_keeps_the_servers_digest_without_its_creator(ledger: Ledger):
    servers, own = add_data(ledger)
    ledger.privacy.forget(None, 1)
    assert ledger.privacy.get_stored_data(None, 1) == NOTHING
    assert ledger.digests.get(own.id) is None
    assert reload(ledger, servers) == replace(servers, creator=0)
    assert ledger.privacy.get_stored_data(7, 1) == StoredData(1, 1, 2, "Europe/Zurich")


def test_forgetting_changes_nobody_elses_data(ledger: Ledger):
    add_data(ledger)
    other = add_active(ledger, server=None, channel=0, creator=2)
    ledger.digests.set_zone(None, 2, "UTC")
    ledger.privacy.forget(None, 1)
    ledger.privacy.forget(7, 1)
    assert reload(ledger, other) == other
    assert ledger.privacy.get_stored_data(None, 2).zone == "UTC"


def test_a_server_that_the_bot_left_has_no_due_digests(ledger: Ledger):
    servers, own = add_data(ledger)
    waiting = add_active(ledger, server=7, state="paused", why="asked", due_at=None)
    ledger.privacy.record_departure(7, NINE)
    after = reload(ledger, servers)
    assert (after.state, after.why, after.due_at) == ("paused", "gone", None)
    assert reload(ledger, own) == own
    assert reload(ledger, waiting) == waiting


def test_the_data_of_a_departed_server_is_deleted_after_a_while(ledger: Ledger):
    add_data(ledger)
    ledger.privacy.record_departure(7, NINE)
    assert ledger.privacy.forget_departed(NINE) == []
    assert ledger.privacy.get_stored_data(7, 1).digests == 1
    assert ledger.privacy.forget_departed(NINE + timedelta(microseconds=1)) == [7]
    assert ledger.privacy.get_stored_data(7, 1) == NOTHING
    assert ledger.privacy.forget_departed(NINE + DAY) == []


def test_a_departure_counts_from_the_first_time_it_is_recorded(ledger: Ledger):
    add_data(ledger)
    ledger.privacy.record_departure(7, NINE)
    ledger.privacy.record_departure(7, NINE + 20 * DAY)
    assert ledger.privacy.forget_departed(NINE + DAY) == [7]


def test_a_server_that_the_bot_returned_to_is_not_forgotten(ledger: Ledger):
    servers, _ = add_data(ledger)
    ledger.privacy.record_departure(7, NINE)
    ledger.privacy.clear_departure(7)
    assert ledger.privacy.forget_departed(NINE + 100 * DAY) == []
    assert reload(ledger, servers).why == "gone"


def test_a_second_departure_counts_from_its_own_time(ledger: Ledger):
    add_data(ledger)
    ledger.privacy.record_departure(7, NINE)
    ledger.privacy.clear_departure(7)
    ledger.privacy.record_departure(7, NINE + 20 * DAY)
    assert ledger.privacy.forget_departed(NINE + 10 * DAY) == []


def test_several_departed_servers_are_forgotten_together(ledger: Ledger):
    for server in (9, 8, 7):
        add_active(ledger, server=server)
        ledger.privacy.record_departure(server, NINE)
    assert ledger.privacy.forget_departed(NINE + DAY) == [7, 8, 9]
    assert all(ledger.digests.list_for_server(server) == [] for server in (7, 8, 9))


def test_a_forgotten_server_is_not_forgotten_again_as_departed(ledger: Ledger):
    add_data(ledger)
    ledger.privacy.record_departure(7, NINE)
    ledger.privacy.forget(7, 1)
    assert ledger.privacy.forget_departed(NINE + DAY) == []


def test_servers_with_any_data_are_listed(ledger: Ledger):
    add_data(ledger)
    add_active(ledger, server=9)
    ledger.digests.set_zone(8, 0, "UTC")
    assert ledger.privacy.list_servers() == [7, 8, 9]


def test_follows_are_counted_apart_from_digests_and_deleted_with_them(ledger: Ledger):
    add_active(ledger)
    add_active(ledger, follow=FollowRule("words"))
    add_active(ledger, server=None, channel=0, follow=FollowRule("words"))
    assert ledger.privacy.get_stored_data(7, 1) == StoredData(1, 0, 0, "", follows=1)
    assert ledger.privacy.get_stored_data(None, 1) == StoredData(0, 0, 0, "", created=2, follows=1)
    ledger.privacy.forget(None, 1)
    ledger.privacy.forget(7, 1)
    assert ledger.privacy.get_stored_data(7, 1) == ledger.privacy.get_stored_data(None, 1) == NOTHING


def test_the_follows_of_a_server_that_the_bot_left_send_nothing(ledger: Ledger):
    add_active(ledger, follow=FollowRule("words"), due_at=NINE)
    ledger.privacy.record_departure(7, NINE)
    assert ledger.follows.list_ready(NINE, 5) == []
