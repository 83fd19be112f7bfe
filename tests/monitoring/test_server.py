"""The three pages over HTTP: status codes, reasons, bounds."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.health import Heartbeat
from bot.monitoring import server
from bot.monitoring.recorder import Recorder
from bot.monitoring.state import Parts
from bot.monitoring.store_probe import UNREACHABLE, StoreState
from bot.settings.checks import Address
from tests.monitoring.scrapes import get_value
from tests.support.postgres_keeper import find_free_port

pytestmark = pytest.mark.outside

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
REACHABLE = StoreState(is_reachable=True, delivers=True)


class _Probe:
    """A probe with a state that the test sets, which can be held back."""

    def __init__(self) -> None:
        self.state = REACHABLE
        self.free = asyncio.Event()
        self.free.set()
        self.asked = 0

    async def check(self) -> StoreState:
        self.asked += 1
        await self.free.wait()
        return self.state


class Monitored:
    """A server, the parts that it reads, and a client of it."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.probe = _Probe()
        self.parts = Parts(store=self.probe)  # pyright: ignore[reportArgumentType]
        self.recorder = Recorder()
        self.address = Address("127.0.0.1", port)
        self.session = session

    def connect(self, *, online: bool = True, since: datetime = NOW) -> None:
        heartbeat = Heartbeat(NOW, 7, online, since, 15)
        connection: Any = SimpleNamespace(
            heartbeat=heartbeat, is_online=online, open_runs=2, list_shards=lambda: [(0, online, 0.02, 3)]
        )
        self.parts.connection = connection

    async def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        async with self.session.request(method, f"http://{self.address}{path}") as response:
            return response.status, await response.text()

    async def get_json(self, path: str) -> tuple[int, Any]:
        async with self.session.get(f"http://{self.address}{path}") as response:
            return response.status, await response.json()


@pytest.fixture
async def monitored() -> AsyncIterator[Monitored]:
    async with aiohttp.ClientSession() as session:
        found = Monitored(find_free_port(), session)
        async with server.serve_monitoring(found.address, found.parts, found.recorder, lambda: NOW):
            yield found


async def test_a_bot_that_starts_is_healthy_and_not_ready(monitored: Monitored):
    assert await monitored.get_json("/healthz") == (200, {"healthy": True, "reason": "The bot is starting."})
    assert await monitored.get_json("/readyz") == (
        503,
        {"ready": False, "reasons": ["The bot is not connected to Discord.", "The archive is being loaded."]},
    )


async def test_a_bot_that_has_long_been_offline_is_not_healthy(monitored: Monitored):
    monitored.connect(online=False, since=datetime(2026, 1, 1, 11, tzinfo=UTC))
    assert await monitored.get_json("/healthz") == (
        503,
        {"healthy": False, "reason": "Not connected to Discord for 1 hour."},
    )


async def test_a_bot_without_its_database_is_not_ready_and_says_so(monitored: Monitored):
    monitored.connect()
    monitored.probe.state = UNREACHABLE
    status, answer = await monitored.get_json("/readyz")
    assert (status, "The database can't be reached." in answer["reasons"]) == (503, True)


async def test_metrics_are_there_before_the_bot_is(monitored: Monitored):
    monitored.recorder.count_answer("found")
    status, text = await monitored.get("/metrics")
    assert status == 200
    assert get_value(text, "nutgraf_questions_total", verdict="found") == 1
    assert get_value(text, "nutgraf_store_reachable") == 1
    assert "nutgraf_archive_articles" not in text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_only_get_is_answered(monitored: Monitored, method: str):
    assert (await monitored.get("/metrics", method))[0] == 405


@pytest.mark.parametrize("path", ["/", "/metrics/", "/health", "/metrics/../secrets"])
async def test_there_are_no_other_pages(monitored: Monitored, path: str):
    assert (await monitored.get(path))[0] == 404


async def test_more_requests_at_a_time_than_it_bears_are_refused(monitored: Monitored):
    monitored.probe.free.clear()
    held = [asyncio.create_task(monitored.get("/metrics")) for _ in range(server.AT_ONCE)]
    while monitored.probe.asked < server.AT_ONCE:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert (await monitored.get("/metrics"))[0] == 503
    monitored.probe.free.set()
    assert {status for status, _ in await asyncio.gather(*held)} == {200}


async def test_a_long_request_is_refused(monitored: Monitored):
    assert (await monitored.get("/metrics?" + "a" * 10_000))[0] == 400


async def test_an_address_in_use_raises_an_error(monitored: Monitored):
    with pytest.raises(OSError):  # noqa: PT011 - its number differs from system to system
        async with server.serve_monitoring(monitored.address, Parts(), Recorder(), lambda: NOW):
            pass


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
async def test_it_listens_on_an_ipv6_address_too():
    address = Address("::1", find_free_port())
    async with (
        server.serve_monitoring(address, Parts(), Recorder(), lambda: NOW),
        aiohttp.ClientSession() as session,
        session.get(f"http://{address}/healthz") as response,
    ):
        assert response.status == 200
