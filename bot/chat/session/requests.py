"""What happens at every HTTP request to Discord: its right to leave is checked, and its answer tells the time."""

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
from discord.http import Route

from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.monitor import Monitor

Guard = Callable[[], Awaitable[None]]
"""Raises if the request must not leave."""

_LIMITED = 429


@dataclass(slots=True)
class _Rule:
    """What must be true of the requests of a block. `is_open`: a request may have taken effect."""

    guard: Guard
    once: bool
    is_open: bool = False


_rule: ContextVar[_Rule | None] = ContextVar("rule", default=None)


class RepeatedRequestError(Exception):
    """discord.py wanted to repeat a request that may have taken effect."""


@contextmanager
def guard_requests(guard: Guard, *, once: bool = False) -> Generator[None]:
    """Call `guard` right before each request of the block, including those that discord.py repeats by itself.

    `once`: the block has one request. If discord.py wants to repeat it, and Discord has not refused it because of a
    rate limit, `RepeatedRequestError` is raised.
    """
    token = _rule.set(_Rule(guard, once))
    try:
        yield
    finally:
        _rule.reset(token)


def build_trace(discord_time: DiscordTime, monitor: Monitor | None = None) -> aiohttp.TraceConfig:
    """Build the hooks of a client's HTTP session, for the client's option `http_trace`."""

    async def start(_: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
        if (rule := _rule.get()) is not None:
            if rule.once and rule.is_open:
                raise RepeatedRequestError
            await rule.guard()
            rule.is_open = True
        context.sent = discord_time.monotonic()

    async def end(
        _: aiohttp.ClientSession, context: SimpleNamespace, parameters: aiohttp.TraceRequestEndParams
    ) -> None:
        if (rule := _rule.get()) is not None and parameters.response.status == _LIMITED:
            rule.is_open = False
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
