"""`/metrics`, `/healthz`, `/readyz` and the pages of digests over HTTP.

Only the pages of digests have access control, so bind it to loopback.

It is bounded: few requests at a time, small ones, and no connection that stays open for long.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot import health
from bot.monitoring import pages
from bot.monitoring.families import render_state
from bot.monitoring.recorder import Recorder
from bot.monitoring.state import Parts, list_missing_parts
from bot.settings.checks import Address

AT_ONCE = 8
"""Requests that are answered at a time; others get 503. Prometheus asks every few seconds."""
_MAX_LINE = 2_048
"""Bytes of a request's first line, and of a header."""
_KEEP_ALIVE = 75.0
"""Seconds that a connection may be idle between two scrapes."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serve_monitoring(
    address: Address, parts: Parts, recorder: Recorder, clock: Callable[[], datetime]
) -> AsyncGenerator[None]:
    """Serve until the block ends. Raises `OSError` if the address can't be used."""
    runner = web.AppRunner(
        build_application(parts, recorder, clock),
        access_log=None,
        keepalive_timeout=_KEEP_ALIVE,
        max_line_size=_MAX_LINE,
        max_field_size=_MAX_LINE,
        shutdown_timeout=1.0,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, address.host, address.port, backlog=AT_ONCE).start()
        yield
    finally:
        await runner.cleanup()


def build_application(parts: Parts, recorder: Recorder, clock: Callable[[], datetime]) -> web.Application:
    """Build the application with its three pages, and those of digests."""
    busy = 0

    @web.middleware
    async def limit(request: web.Request, handler: _Handler) -> web.StreamResponse:
        nonlocal busy
        if busy >= AT_ONCE:
            return web.Response(status=503, text="Too many requests at a time.\n", headers={"Retry-After": "1"})
        busy += 1
        try:
            return await handler(request)
        finally:
            busy -= 1

    async def serve_metrics(_: web.Request) -> web.Response:
        state = await parts.read_state()
        body = await asyncio.to_thread(lambda: recorder.render() + render_state(state))
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def serve_health(_: web.Request) -> web.Response:
        heartbeat = parts.connection.heartbeat if parts.connection else None
        if heartbeat is None:
            return _answer({"healthy": True, "reason": "The bot is starting."}, is_good=True)
        is_well, reason = health.judge_heartbeat(heartbeat, now=clock())
        return _answer({"healthy": is_well, "reason": reason}, is_good=is_well)

    async def serve_readiness(_: web.Request) -> web.Response:
        missing = list_missing_parts(await parts.read_state())
        return _answer({"ready": not missing, "reasons": missing}, is_good=not missing)

    async def serve_page(request: web.Request) -> web.StreamResponse:
        if parts.pages is None:
            return web.Response(status=503, text="The bot is starting.\n", headers={"Retry-After": "10"})
        return await parts.pages.serve(request)

    application = web.Application(middlewares=[limit], client_max_size=1)
    for path, page in (("/metrics", serve_metrics), ("/healthz", serve_health), ("/readyz", serve_readiness)):
        application.router.add_get(path, page, allow_head=False)
    application.router.add_get(pages.PATH, serve_page)
    return application


def _answer(value: object, *, is_good: bool) -> web.Response:
    return web.json_response(
        value,
        status=200 if is_good else 503,
        headers={"Cache-Control": "no-store"},
        dumps=lambda found: json.dumps(found, ensure_ascii=False) + "\n",
    )
