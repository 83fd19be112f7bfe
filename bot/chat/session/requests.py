"""What happens at every HTTP request to Discord: its right to leave is checked, and its answer tells the time."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp
from discord.http import Route

from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.monitor import Monitor

Guard = Callable[[], Awaitable[None]]
"""Raises if the request must not leave."""

_guard: ContextVar[Guard | None] = ContextVar("guard", default=None)


@contextmanager
def guard_requests(guard: Guard) -> Generator[None]:
    """Call `guard` right before each request of the block, including those that discord.py repeats by itself."""
    token = _guard.set(guard)
    try:
        yield
    finally:
        _guard.reset(token)


def build_trace(discord_time: DiscordTime, monitor: Monitor | None = None) -> aiohttp.TraceConfig:
    """Build the hooks of a client's HTTP session, for the client's option `http_trace`."""

    async def start(_: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
        if (guard := _guard.get()) is not None:
            await guard()
        context.sent = discord_time.monotonic()

    async def end(
        _: aiohttp.ClientSession, context: SimpleNamespace, parameters: aiohttp.TraceRequestEndParams
    ) -> None:
        # The session also fetches files, whose answers may come from a cache.
        if str(parameters.url).startswith(Route.BASE):
            headers = parameters.response.headers
            discord_time.learn_date(headers.get("Date"), context.sent)
            if monitor is not None:
                seconds = discord_time.monotonic() - context.sent
                status, scope = parameters.response.status, headers.get("X-RateLimit-Scope", "")
                monitor.record_request(parameters.method, status, seconds, scope)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(start)
    trace.on_request_end.append(end)
    return trace
