"""Images for the page."""

import io
import socket
from collections.abc import AsyncGenerator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from PIL import Image

from bot.sandbox.images import draw_avatar, fetch_images

pytestmark = pytest.mark.outside


class LocalResolver(AbstractResolver):
    """Resolves every name to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@pytest.fixture
async def port() -> AsyncGenerator[int]:
    async def serve(request: web.Request) -> web.Response:
        match request.path:
            case "/image":
                return web.Response(body=draw_avatar("P", "#336699"), content_type="image/png")
            case "/large":
                return web.Response(body=bytes(3_000_000), content_type="image/png")
            case "/moved":
                raise web.HTTPFound("/image")
            case "/page":
                return web.Response(text="<p>no image</p>", content_type="text/html")
            case _:
                raise web.HTTPNotFound

    app = web.Application()
    app.router.add_get("/{name}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_what_can_be_had_is_kept_and_the_rest_left_out(port: int):
    names = ("image", "large", "moved", "page", "missing")
    urls = [f"http://news.example:{port}/{name}" for name in names]
    unreachable = [f"http://127.0.0.1:{port}/image", "http://news.example:1/image", "not a url"]
    found = await fetch_images([*urls, *unreachable], LocalResolver())
    assert list(found) == urls[:1]
    name, image = found[urls[0]]
    assert name == "image.png"
    assert Image.open(io.BytesIO(image)).size == (96, 96)


async def test_no_article_makes_this_machine_read_from_its_own_network(port: int):
    assert await fetch_images([f"http://localhost:{port}/image"]) == {}
