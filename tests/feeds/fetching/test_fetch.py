"""Fetching documents: conditionally, within limits, and never inside a private network."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.feeds.fetching import fetch as fetching
from bot.feeds.fetching.fetch import Fetcher, Response, Validators
from tests.support.feed_server import FeedServer, open_fetcher, serve_feeds

pytestmark = pytest.mark.outside

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serve_feeds() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with open_fetcher() as opened:
        yield opened


async def fetch(fetcher: Fetcher, url: str, validators: Validators | None = None) -> Response:
    return await fetcher.fetch(url, validators, now=NOW)


async def test_a_document_comes_with_what_the_server_says_of_it(server: FeedServer, fetcher: Fetcher) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT", "Cache-Control": "public, max-age=900"}
    url = server.serve("/feed", "<rss/>", headers={**headers, "Content-Type": "text/xml; charset=latin-1"})
    response = await fetch(fetcher, url)
    assert (response.outcome, response.data, response.charset, response.max_age) == (
        "document",
        b"<rss/>",
        "latin-1",
        900,
    )
    assert response.validators == Validators('"1"', "Sun, 01 Mar 2026 10:00:00 GMT")
    assert server.headers[0]["User-Agent"] == "Nutgraf/test"
    assert "If-None-Match" not in server.headers[0]


async def test_a_document_is_asked_for_only_if_it_has_changed(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/feed", "", status=304)
    response = await fetch(fetcher, url, Validators('"1"', "Sun, 01 Mar 2026 10:00:00 GMT"))
    assert response.outcome == "unchanged"
    assert server.headers[0]["If-None-Match"] == '"1"'
    assert server.headers[0]["If-Modified-Since"] == "Sun, 01 Mar 2026 10:00:00 GMT"


async def test_not_modified_is_no_answer_to_who_has_no_document(server: FeedServer, fetcher: Fetcher) -> None:
    response = await fetch(fetcher, server.serve("/feed", "", status=304))
    assert (response.outcome, response.reason) == ("failed", "the server answers 304 Not Modified")


async def test_a_redirect_to_what_is_no_url_is_said(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/feed", "", status=302, headers={"Location": "http://[news"})
    assert (await fetch(fetcher, url)).reason == "it redirects to a URL that is not valid"


async def test_an_answer_that_is_not_http_is_said(fetcher: Fetcher) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"\x00\xff\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        response = await fetch(fetcher, f"http://news.example.org:{port}/feed")
    assert (response.outcome, response.reason) == ("failed", "its server's answer can't be read")


async def test_a_feed_that_is_gone_is_gone(server: FeedServer, fetcher: Fetcher) -> None:
    assert (await fetch(fetcher, server.serve("/feed", "", status=410))).outcome == "gone"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("soon", 0),
        ("99999999999999", 2_592_000),
    ],
)
async def test_a_server_may_ask_to_be_left_alone(
    server: FeedServer, fetcher: Fetcher, value: str, seconds: int
) -> None:
    response = await fetch(fetcher, server.serve("/feed", "", status=429, headers={"Retry-After": value}))
    assert (response.outcome, response.retry_after) == ("failed", seconds)
    assert response.reason == "the server answers 429 Too Many Requests"


@pytest.mark.parametrize(
    ("statuses", "moves"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((302, 301), False)],
)
async def test_only_what_moves_for_good_has_moved(
    server: FeedServer, fetcher: Fetcher, statuses: tuple[int, ...], *, moves: bool
) -> None:
    for number, status in enumerate(statuses):
        server.serve(f"/{number}", "", status=status, headers={"Location": f"/{number + 1}"})
    end = server.serve(f"/{len(statuses)}", "<rss/>")
    response = await fetch(fetcher, server.url("/0"))
    assert (response.outcome, response.url) == ("document", end)
    assert (response.moved_to == end) is moves


async def test_a_circle_of_redirects_ends(server: FeedServer, fetcher: Fetcher) -> None:
    url = server.serve("/feed", "", status=302, headers={"Location": "/feed"})
    assert (await fetch(fetcher, url)).reason == "it redirects more than 5 times"
    assert len(server.asked) == 6


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
async def test_compressed_documents_are_read(server: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    data = b"<rss>" * 1_000
    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        "raw deflate": raw.compress(data) + raw.flush(),
    }
    url = server.serve("/feed", bodies[encoding], headers={"Content-Encoding": encoding.removeprefix("raw ")})
    response = await fetch(fetcher, url)
    assert response.data == data
    assert response.received < len(data)


async def test_a_decompression_bomb_is_not_inflated(server: FeedServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * (fetching.MAX_BYTES * 5), 9)
    response = await fetch(fetcher, server.serve("/feed", bomb, headers={"Content-Encoding": "gzip"}))
    assert (response.outcome, response.reason) == ("failed", "it is larger than 10 MB")


async def test_a_document_without_end_is_cut(server: FeedServer, fetcher: Fetcher) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 500_000)

    server.pages["/feed"] = respond
    assert (await fetch(fetcher, server.url())).reason == "it is larger than 10 MB"


async def test_a_slow_server_is_left_after_a_while(server: FeedServer) -> None:
    async def respond(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    server.pages["/feed"] = respond
    async with open_fetcher(patience=0.2) as fetcher:
        assert "did not answer" in (await fetch(fetcher, server.url())).reason


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/feed", "http://127.0.0.1:80/", "http://[::1]/", "http://169.254.169.254/latest"]
)
async def test_addresses_of_private_networks_are_refused(url: str) -> None:
    async with open_fetcher(allows_private=False) as fetcher:
        assert "is in a private network, which FEEDS_ALLOW_PRIVATE=1 allows" in (await fetch(fetcher, url)).reason


async def test_names_that_lead_into_private_networks_are_refused(server: FeedServer) -> None:
    async with open_fetcher(allows_private=False) as fetcher:
        response = await fetch(fetcher, server.serve("/feed", "<rss/>"))
    assert response.reason == "news.example.org is in a private network, which FEEDS_ALLOW_PRIVATE=1 allows"
    assert not server.asked


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://news.example.org/", "ftp://news.example.org/"])
async def test_redirects_to_other_schemes_are_refused(server: FeedServer, fetcher: Fetcher, location: str) -> None:
    url = server.serve("/feed", "", status=302, headers={"Location": location})
    assert (await fetch(fetcher, url)).reason == "its URL is not http or https"


async def test_a_redirect_into_a_private_network_is_refused(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.serve("/feed", "", status=302, headers={"Location": "http://10.0.0.1/admin"})
    monkeypatch.setattr("bot.feeds.fetching.private_networks.is_public", lambda _: True)  # type: ignore[reportUnknownLambdaType]
    async with open_fetcher(allows_private=False) as fetcher:
        assert "10.0.0.1 is in a private network" in (await fetch(fetcher, url)).reason
    assert server.asked == ["news.example.org/feed"]


async def test_failures_are_said(fetcher: Fetcher) -> None:
    assert (await fetch(fetcher, "http://news.example.org:1/")).reason == "its server can't be reached"
    assert (await fetch(fetcher, "http://127.1/")).reason == "its URL is not valid"
    assert (await fetch(fetcher, "not a URL")).reason == "its URL is not http or https"
