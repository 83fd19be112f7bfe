"""The server of the sandbox's page. It stands between the browser and SimCord's own server.

SimCord refuses an action of the page while the clock moves or another action runs, and the page then says that the
outcome is uncertain. So each action waits here for the simulation's lock. If the page is a moment older than the last
change, its action is sent again with the current revision. The server also adds the sandbox's bar to the page, and
keeps the page's address while SimCord's changes with each conversation.
"""

import html
import json
import secrets
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

import aiohttp
import simcord
from aiohttp import web
from yarl import URL

from bot.monitoring.pages import PATH, DigestPages
from bot.sandbox.hints import Hint
from bot.sandbox.simulation import VIEWS, Simulation
from bot.sandbox.typed_commands import parse_command

_CAPABILITY: Final = "X-Simcord-Capability"
_CONTEXT: Final = "X-Simcord-Context"
# Headers of a response that belong to one connection, or that aiohttp writes itself.
_DROPPED: Final = frozenset(
    {"Connection", "Content-Encoding", "Content-Length", "Date", "Pragma", "Server", "Transfer-Encoding"}
)
# Fonts are 30 MB, and the version of each is in its name. So a browser may keep them while conversations change.
_KEPT_PATH: Final = "/fonts/"
_KEPT_HEADERS: Final = {"Cache-Control": "private, max-age=86400, immutable"}
_STALE: Final = frozenset({"stale-revision", "stale-generation"})

_RETRIES = 4
"""How often an action is sent again if its page has changed in the meantime."""

_CLOSE_TIMEOUT = 1.0
"""Seconds that requests have to end when the server closes."""


@dataclass(frozen=True, slots=True)
class PageServer:
    """What the handlers need. `key`: the secret part of the page's address. `hosts`: the names it is served under.

    `pages`: what digests have sent, outside Discord.
    """

    simulation: Simulation
    session: aiohttp.ClientSession
    hints: Sequence[Hint]
    pages: DigestPages | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    hosts: set[str] = field(default_factory=set[str])


Handler = Callable[[PageServer, web.Request], Awaitable[web.StreamResponse]]


def open_listener(port: int) -> socket.socket:
    """Take a port of the loopback address; 0 takes a free one. Raises `OSError`."""
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


def get_port(listener: socket.socket) -> int:
    """Return the port that was taken."""
    return listener.getsockname()[1]


@asynccontextmanager
async def open_page_server(
    simulation: Simulation, hints: Sequence[Hint], listener: socket.socket, pages: DigestPages | None = None
) -> AsyncGenerator[str]:
    """Serve the page, and yield its address. `listener`: see `open_listener`. Raises `OSError`."""
    async with aiohttp.ClientSession() as session:
        server = PageServer(simulation, session, hints, pages)
        app = web.Application()
        for method, path, handler in _ROUTES:
            app.router.add_route(method, path, _guard(server, handler))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSE_TIMEOUT)
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            port = get_port(listener)
            server.hosts.update(f"{host}:{port}" for host in ("127.0.0.1", "localhost"))
            yield f"http://127.0.0.1:{port}/#{server.key}"
        finally:
            await runner.cleanup()


def _guard(server: PageServer, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return a handler that refuses other hosts and origins, and requests that change something without the key."""

    async def handle(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if request.headers.get("Host") not in server.hosts or (origin and URL(origin).authority not in server.hosts):
            raise web.HTTPForbidden
        if request.path.startswith(("/api/", "/sandbox/")) and not _has_key(server, request):
            raise web.HTTPUnauthorized
        return await handler(server, request)

    return handle


def _has_key(server: PageServer, request: web.Request) -> bool:
    return secrets.compare_digest(request.headers.get(_CAPABILITY, "").encode(), server.key.encode())


async def _serve_file(_: PageServer, request: web.Request) -> web.Response:
    """Serve the script or the style of the bar."""
    name = request.path.removeprefix("/")
    return web.Response(
        text=(files("bot.sandbox") / "page" / name).read_text("utf-8"),
        content_type="text/css" if name.endswith(".css") else "application/javascript",
        headers={"Cache-Control": "no-store"},
    )


async def _serve_index(server: PageServer, request: web.Request) -> web.Response:
    """Serve SimCord's page with the sandbox's bar, script and style."""
    response = await _forward(server, request)
    page = response.text or ""
    for old, new in (
        ("<title>SimCord Preview</title>", f"<title>{html.escape(server.simulation.words('sandbox-title'))}</title>"),
        ("</head>", '<link rel="stylesheet" href="/sandbox.css"></head>'),
        ("<body>", f"<body>{_build_bar(server)}"),
        ("</body>", '<script type="module" src="/sandbox.js"></script></body>'),
    ):
        page = page.replace(old, new)
    response.text = page
    return response


def _build_bar(server: PageServer) -> str:
    """Return the HTML of the bar: the conversations, the clock, the hints."""
    words = server.simulation.words

    def build_button(label: str, **data: str) -> str:
        attributes = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items() if value)
        return f'<button type="button"{attributes}>{html.escape(label)}</button>'

    views = [build_button(words(f"sandbox-view-{view}"), action=view, view=view) for view in VIEWS]
    times = [build_button(words(f"sandbox-button-{action}"), action=action) for action in ("hour", "day", "restart")]
    hints = [build_button(hint.text, text=hint.text, target=hint.view or "") for hint in server.hints]
    return (
        f'<nav id="sandbox-bar" aria-label="{html.escape(words("sandbox-title"))}">'
        f'<span class="sandbox-group">{"".join(views)}</span>'
        f'<span class="sandbox-group sandbox-time"><span id="sandbox-clock"></span>{"".join(times)}</span>'
        f'<span class="sandbox-group sandbox-hints"><span>{html.escape(words("sandbox-bar-try"))}</span>'
        f"{''.join(hints)}</span></nav>"
    )


async def _serve_digest(server: PageServer, request: web.Request) -> web.StreamResponse:
    """Serve what a digest has sent to those who have its link, as the real bot does."""
    if server.pages is None:
        raise web.HTTPNotFound
    return await server.pages.serve(request)


async def _serve_state(server: PageServer, _: web.Request) -> web.Response:
    """Say which conversation is open, and what time it is."""
    simulation = server.simulation
    clock = simulation.words("sandbox-clock", {"now": f"{simulation.get_time():%Y-%m-%d %H:%M}"})
    return web.json_response({"view": simulation.view, "opened": simulation.opened, "clock": clock})


async def _serve_button(server: PageServer, request: web.Request) -> web.Response:
    """Do what a button of the bar says."""
    if not await server.simulation.run(str((await _read_body(request)).get("action"))):
        raise web.HTTPBadRequest
    return await _serve_state(server, request)


async def _serve_action(server: PageServer, request: web.Request) -> web.Response:
    """Do an action of the page while no other operation runs."""
    body = await _read_body(request)
    context = request.headers.get(_CONTEXT, "")
    async with server.simulation.lock:
        await server.simulation.catch_up()
        body = await _read_typed_command(server, context, body)
        response = await _send_action(server, context, body)
        for _ in range(_RETRIES):
            if not _is_stale(response):
                break
            state = _decode(await _send(server, context, "GET", URL("/api/state")))
            body |= {"published_revision": state.get("publishedRevision"), "bot_generation": state.get("botGeneration")}
            response = await _send_action(server, context, body)
    return response


def _is_stale(response: web.Response) -> bool:
    """Tell whether SimCord refused an action because the page has changed since the browser read it."""
    if response.status != web.HTTPOk.status_code:
        return False
    receipt = _decode(response)
    return bool(receipt["rejected"]) and any(item["code"] in _STALE for item in receipt["diagnostics"])


async def _read_typed_command(server: PageServer, context: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the action, or the command that it sends as a message."""
    content = body.get("content")
    if body.get("kind") != "send_message" or not isinstance(content, str) or not content.startswith("/"):
        return body
    catalog = _decode(await _send(server, context, "GET", URL("/api/commands")))
    ids = {name: str(channel.id) for name, channel in server.simulation.channels.items()}
    command = parse_command(content.strip(), catalog.get("entries", ()), ids)
    if command is None:
        return body
    return {name: value for name, value in body.items() if name not in {"content", "reply_to_id", "target_id"}} | {
        "kind": "run_command",
        "command_id": command.command_id,
        "path": command.path,
        "schema_fingerprint": command.schema_fingerprint,
        "options": command.options,
    }


async def _read_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body  # pyright: ignore[reportUnknownVariableType] - its values are checked where they are used


def _decode(response: web.Response) -> dict[str, Any]:
    """Return the JSON object in a response from SimCord's server."""
    return json.loads(response.text or "{}")


async def _send_action(server: PageServer, context: str, body: dict[str, Any]) -> web.Response:
    return await _send(server, context, "POST", URL("/api/action"), json.dumps(body).encode())


async def _forward(server: PageServer, request: web.Request) -> web.Response:
    """Pass a request on to SimCord's server. If the conversation is changing, get from the next one's server."""
    body = await request.read() or None
    context = request.headers.get(_CONTEXT, "")
    try:
        return await _send(server, context, request.method, request.rel_url, body)
    except web.HTTPGone:
        # Anything else may have been done already.
        if request.method != "GET":
            raise
        async with server.simulation.lock:
            return await _send(server, context, request.method, request.rel_url, body)


async def _send(server: PageServer, context: str, method: str, path: URL, body: bytes | None = None) -> web.Response:
    """Send a request to SimCord's server, with the secret of the conversation that is open now.

    Raises `HTTPGone` if none is open.
    """
    page = server.simulation.page
    if page is None:
        raise web.HTTPGone
    try:
        address = URL(page.url)
    except simcord.SetupError:
        # It is not open yet, or no longer.
        raise web.HTTPGone from None
    headers = {_CAPABILITY: address.raw_fragment, "Content-Type": "application/json"}
    if context:
        headers[_CONTEXT] = context
    try:
        async with server.session.request(
            method, address.with_fragment(None).join(path), data=body, headers=headers, allow_redirects=False
        ) as response:
            passed_headers = {name: value for name, value in response.headers.items() if name not in _DROPPED}
            if response.ok and path.path.startswith(_KEPT_PATH):
                passed_headers |= _KEPT_HEADERS
            return web.Response(status=response.status, body=await response.read(), headers=passed_headers)
    except aiohttp.ClientError:
        # The conversation was closed at this moment.
        raise web.HTTPGone from None


_ROUTES: Final[Sequence[tuple[str, str, Handler]]] = (
    ("GET", "/", _serve_index),
    ("GET", "/sandbox.js", _serve_file),
    ("GET", "/sandbox.css", _serve_file),
    ("GET", "/sandbox/state", _serve_state),
    ("GET", PATH, _serve_digest),
    ("POST", "/sandbox/do", _serve_button),
    ("POST", "/api/action", _serve_action),
    ("*", "/{path:.*}", _forward),
)
