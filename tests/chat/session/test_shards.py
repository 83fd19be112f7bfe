"""Which servers a process answers, and how its shards are shown."""

import pytest

from bot.chat.session.shards import ALL_SHARDS, Shards, format_ids

# The ids of servers whose events come to shards 0 to 3, if there are four.
SERVERS = [number << 22 for number in (4, 9, 14, 3)]


def test_a_server_belongs_to_the_process_that_runs_its_shard():
    first, second = Shards(4, (0, 2)), Shards(4, (1, 3))
    assert [first.includes(server) for server in SERVERS] == [True, False, True, False]
    assert [second.includes(server) for server in SERVERS] == [False, True, False, True]


@pytest.mark.parametrize("shards", [ALL_SHARDS, Shards(4)])
def test_a_process_that_runs_all_shards_has_every_server(shards: Shards):
    assert all(map(shards.includes, SERVERS))


@pytest.mark.parametrize(
    ("ids", "text"), [([0], "0"), ([0, 1, 2, 3], "0-3"), ([0, 2], "0,2"), ([0, 1, 4, 7, 8, 9], "0-1,4,7-9"), ([], "")]
)
def test_ids_are_shown_as_they_are_set(ids: list[int], text: str):
    assert format_ids(ids) == text
