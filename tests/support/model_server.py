"""A server that stands in for a language model: it speaks the chat-completions protocol and answers as a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

Respond = Callable[["Asked"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """A request: its path, headers and body."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def data(self) -> Mapping[str, Any]:
        """The question and the sentences, as the model sees them."""
        return json.loads(self.body["messages"][-1]["content"])

    @property
    def instructions(self) -> str:
        return self.body["messages"][0]["content"]


@dataclass
class ModelServer:
    """What was asked, and how the next question is answered."""

    respond: Respond
    url: URL = field(default_factory=URL)
    asked: list[Asked] = field(default_factory=list[Asked])

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path, dict(request.headers), await request.json())
        self.asked.append(asked)
        return await self.respond(asked)


@asynccontextmanager
async def serve_model(respond: Respond) -> AsyncIterator[ModelServer]:
    """Run a server on a free port of this machine. `url` is what an operator would set."""
    model = ModelServer(respond)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", model.handle)
    async with TestServer(application) as server:
        model.url = server.make_url("/v1")
        yield model


@contextmanager
def serve_model_on_thread(respond: Respond) -> Iterator[ModelServer]:
    """Run a server on a thread of its own, for commands that run without an event loop."""
    started: Future[tuple[ModelServer, asyncio.Event]] = Future()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        stop = asyncio.Event()
        try:
            async with serve_model(respond) as model:
                started.set_result((model, stop))
                await stop.wait()
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    model, stop = started.result()
    try:
        yield model
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def write(content: object) -> Respond:
    """Answer with a completion whose text is `content`, as JSON unless it is a text already."""
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text}
    return send({"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]})


def choose(verdict: str, *numbers: int) -> Respond:
    """Answer as asked: with a verdict and numbers."""
    return write({"verdict": verdict, "numbers": list(numbers)})


def send(body: object, status: int = 200, **headers: str) -> Respond:
    """Answer with a body, as JSON unless it is a text already."""
    text = body if isinstance(body, str) else json.dumps(body)

    async def respond(_: Asked) -> web.StreamResponse:
        return web.Response(text=text, status=status, headers=headers, content_type="application/json")

    return respond


async def never(_: Asked) -> web.StreamResponse:
    """Answer only after the test has ended."""
    await asyncio.Event().wait()
    return web.Response()
