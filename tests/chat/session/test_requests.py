"""Each HTTP request is checked before it leaves, and its answer tells the time."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from discord.http import Route

from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.monitor import Monitor
from bot.chat.session.requests import build_trace, guard_requests
from tests.support.patience import PATIENCE
from tests.wire.buckets import Limit
from tests.wire.process import TOKEN
from tests.wire.standin import StandIn

pytestmark = pytest.mark.outside


@pytest.fixture
async def discord_time(monkeypatch: pytest.MonkeyPatch):
    async with StandIn.start(TOKEN) as standin:
        monkeypatch.setattr(Route, "BASE", standin.environment["WIRE_API"])
        yield DiscordTime(read_host_clock=lambda: datetime.now(UTC) + timedelta(hours=1))


async def fetch(discord_time: DiscordTime, path: str = "") -> int:
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with (
        aiohttp.ClientSession(trace_configs=[build_trace(discord_time)], headers=headers) as session,
        session.get(f"{Route.BASE}/users/@me{path}") as response,
    ):
        return response.status


async def test_an_answer_tells_the_time(discord_time: DiscordTime):
    assert await fetch(discord_time) == 200
    assert discord_time.is_fresh
    assert discord_time.skew is not None
    assert abs(discord_time.skew - timedelta(hours=1)) < timedelta(seconds=30)


async def test_answers_of_other_servers_tell_nothing(discord_time: DiscordTime, monkeypatch: pytest.MonkeyPatch):
    elsewhere = Route.BASE
    monkeypatch.setattr(Route, "BASE", "https://discord.example")
    async with (
        aiohttp.ClientSession(trace_configs=[build_trace(discord_time)]) as session,
        session.get(f"{elsewhere}/users/@me"),
    ):
        pass
    assert not discord_time.is_fresh


async def test_a_guard_is_called_at_each_request_of_its_block_alone(discord_time: DiscordTime):
    calls: list[int] = []

    async def guard() -> None:
        calls.append(1)

    with guard_requests(guard):
        await fetch(discord_time)
        await fetch(discord_time)
    await fetch(discord_time)
    assert len(calls) == 2


async def test_a_request_does_not_leave_if_its_guard_raises(discord_time: DiscordTime):
    async def refuse() -> None:
        raise LookupError

    with guard_requests(refuse), pytest.raises(LookupError):
        await fetch(discord_time)
    assert not discord_time.is_fresh


class _Requests(Monitor):
    """Keeps what it is told of requests."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int, str]] = []

    def record_request(self, method: str, status: int, seconds: float, scope: str) -> None:
        assert 0 <= seconds < PATIENCE
        self.seen.append((method, status, scope))


async def test_the_monitor_is_told_of_each_request_and_of_rate_limits(monkeypatch: pytest.MonkeyPatch):
    monitor = _Requests()
    async with StandIn.start(TOKEN) as standin:
        standin.buckets.limits["GET /users/@me"] = Limit(1, 60.0)
        monkeypatch.setattr(Route, "BASE", standin.environment["WIRE_API"])
        async with aiohttp.ClientSession(
            trace_configs=[build_trace(DiscordTime(), monitor)], headers={"Authorization": f"Bot {TOKEN}"}
        ) as session:
            for _ in range(2):
                await session.get(f"{Route.BASE}/users/@me")
    assert monitor.seen == [("GET", 200, ""), ("GET", 429, "user")]
