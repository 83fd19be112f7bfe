"""Whether the store answers: one question serves everybody who waits for it."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

from bot.digests.store_ports.errors import StoreError
from bot.digests.store_ports.ledger import Ledger
from bot.monitoring import store_probe
from bot.monitoring.store_probe import StoreProbe, StoreState
from bot.store.open_store import OpenStore
from tests.support.patience import PATIENCE


class _Runs:
    """A store of runs that answers, fails, or hangs until it is released."""

    def __init__(self) -> None:
        self.asked = 0
        self.fails = False
        self.free = threading.Event()
        self.free.set()

    def get_next_due(self) -> None:
        self.asked += 1
        self.free.wait(PATIENCE)
        if self.fails:
            raise StoreError("the disk is full")


@pytest.fixture
def runs() -> _Runs:
    return _Runs()


def probe_of(runs: _Runs, *, delivers: bool = True) -> StoreProbe:
    unused: object = None
    locks = SimpleNamespace(delivers=delivers)
    ledger = Ledger(unused, runs, unused, unused, unused, unused, unused)  # pyright: ignore[reportArgumentType]
    return StoreProbe(OpenStore(ledger, locks, unused, unused, unused))  # pyright: ignore[reportArgumentType]


async def test_a_store_that_answers_is_reachable(runs: _Runs):
    assert await probe_of(runs).check() == StoreState(is_reachable=True, delivers=True)


async def test_a_process_that_stands_by_does_not_deliver(runs: _Runs):
    assert await probe_of(runs, delivers=False).check() == StoreState(is_reachable=True, delivers=False)


async def test_a_store_that_fails_is_not_reachable(runs: _Runs):
    runs.fails = True
    assert await probe_of(runs).check() == store_probe.UNREACHABLE


async def test_many_who_ask_at_a_time_ask_the_store_once(runs: _Runs):
    probe = probe_of(runs)
    assert len({*await asyncio.gather(*(probe.check() for _ in range(20)))}) == 1
    assert runs.asked == 1


async def test_a_store_that_hangs_is_not_reachable_and_is_not_asked_again(runs: _Runs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store_probe, "TIMEOUT", 0.05)
    runs.free.clear()
    probe = probe_of(runs)
    assert [await probe.check() for _ in range(3)] == [store_probe.UNREACHABLE] * 3
    assert runs.asked == 1
    runs.free.set()
    await probe.close()
