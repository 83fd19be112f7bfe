"""The shards of all processes take turns to connect."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.store.processes.identifies import INTERVAL, take_turn
from tests.support.stores import engine_of, execute


@pytest.fixture
def server(url: str) -> Iterator[Engine]:
    with engine_of(url) as engine:
        yield engine


def test_a_turn_is_taken_once_in_five_seconds(url: str, server: Engine):
    assert take_turn(server, 0) == 0
    assert 0 < take_turn(server, 0) <= INTERVAL.total_seconds()
    execute(url, "UPDATE identifies SET at = at - 5000000")
    assert take_turn(server, 0) == 0
    assert take_turn(server, 0) > 0


def test_other_rate_limit_keys_have_turns_of_their_own(server: Engine):
    assert [take_turn(server, key) for key in range(4)] == [0] * 4


def test_a_clock_that_was_set_back_holds_nobody_up(url: str, server: Engine):
    take_turn(server, 0)
    execute(url, "UPDATE identifies SET at = at + 3600000000")
    assert take_turn(server, 0) == 0
