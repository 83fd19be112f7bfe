"""A server of feeds on this machine, which answers as a test wants, and a resolver that leads every name to it."""

import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import ResolveResult
from aiohttp.test_utils import TestServer

from bot.feeds.fetching.fetch import Fetcher, open_session

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FeedServer:
    """`asked`: the requests so far, as `host/path`. `pages`: what is answered, by path."""

    port: int = 0
    asked: list[str] = field(default_factory=list[str])
    headers: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    pages: dict[str, Respond] = field(default_factory=dict[str, Respond])

    def url(self, path: str = "/feed", host: str = "news.example.org") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(
        self, path: str, body: str | bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> str:
        """Answer with a body from now on. Returns the URL."""

        async def respond(_: web.Request) -> web.StreamResponse:
            return web.Response(body=body.encode() if isinstance(body, str) else body, status=status, headers=headers)

        self.pages[path] = respond
        return self.url(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{(request.host or '').partition(':')[0]}{request.path}")
        self.headers.append(dict(request.headers))
        respond = self.pages.get(request.path)
        return web.Response(status=404) if respond is None else await respond(request)


class FixedResolver:
    """Leads every host to one address."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        found = ResolveResult(
            hostname=host, host=self.address, port=port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
        )
        return [found]

    async def close(self) -> None: ...


@asynccontextmanager
async def serve_feeds() -> AsyncGenerator[FeedServer]:
    """Run a server on a free port of this machine."""
    server = FeedServer()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.handle)
    async with TestServer(application) as running:
        server.port = running.port or 0
        yield server


@asynccontextmanager
async def open_fetcher(
    *, allows_private: bool = True, address: str = "127.0.0.1", patience: float = 30.0
) -> AsyncGenerator[Fetcher]:
    """Open a fetcher for which every host is at `address`."""
    session = open_session(
        "Nutgraf/test", resolver=FixedResolver(address), allows_private=allows_private, patience=patience
    )
    async with session as fetcher:
        yield fetcher
