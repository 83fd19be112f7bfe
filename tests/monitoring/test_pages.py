"""The pages of digests over HTTP: who gets them, and what a reader that asks again gets."""

import io
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
import pytest
from msgspec.structs import replace

from bot.catalogue import Catalogue
from bot.digests.digest import Digest, create_run
from bot.digests.service import DigestService
from bot.exports.page import build_page_url, create_key
from bot.monitoring import server
from bot.monitoring.pages import DigestPages
from bot.monitoring.recorder import Recorder
from bot.monitoring.state import Parts
from bot.settings.checks import Address
from bot.store.open_store import Ledger, open_store
from bot.store.urls import parse_url
from tests.support.desks import build_desk
from tests.support.digesting import story
from tests.support.postgres_keeper import find_free_port
from tests.support.stores import NINE, add_active, create_tables, edition

pytestmark = pytest.mark.outside

CATALOGUE = Catalogue.load()


class Served:
    """A digest with a page, which has sent two articles, and a reader."""

    def __init__(self, ledger: Ledger, digest: Digest, base: str, session: aiohttp.ClientSession) -> None:
        self.ledger = ledger
        self.digest = digest
        self.base = base
        self.session = session

    async def get(self, path: str = "", method: str = "GET", **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
        url = self.base + path if path else build_page_url(self.base, self.digest, "rss")
        async with self.session.request(method, url, headers=headers) as response:
            return response.status, await response.read(), response.headers


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    desk = build_desk(story(1), story(2))
    url = f"sqlite:///{tmp_path}/digests.db"
    create_tables(parse_url(url))
    with open_store(url) as store:
        digest = add_active(store.ledger, page_key=create_key(), words="falcon")
        run = create_run(digest, NINE)
        store.ledger.runs.begin_requested(run)
        ended = replace(run, state="sent", ended_at=NINE, edition=edition(1, 2))
        store.ledger.runs.record_end(ended, digest)
        address = Address("127.0.0.1", find_free_port())
        parts = Parts(pages=DigestPages(DigestService(store.ledger, lambda: desk), CATALOGUE, f"http://{address}"))
        async with (
            aiohttp.ClientSession() as session,
            server.serve_monitoring(address, parts, Recorder(), lambda: datetime(2026, 1, 1, tzinfo=UTC)),
        ):
            yield Served(store.ledger, digest, f"http://{address}", session)


async def test_whoever_has_the_url_reads_what_the_digest_has_sent(served: Served):
    status, body, headers = await served.get()
    feed: Any = feedparser.parse(io.BytesIO(body))
    assert (status, headers["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    assert {entry.title for entry in feed.entries} == {story(1).title, story(2).title}
    assert feed.feed.title == "News: falcon"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [("json", "application/feed+json"), ("ics", "text/calendar"), ("rss", "application/rss+xml")],
)
async def test_each_format_has_its_media_type(served: Served, ending: str, media_type: str):
    key = served.digest.page_key
    status, _, headers = await served.get(f"/digests/{served.digest.id}-{key}.{ending}")
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, media_type)


async def test_a_reader_that_has_the_page_gets_nothing_new(served: Served):
    _, _, first = await served.get()
    by_tag, body, again = await served.get(**{"If-None-Match": first["ETag"]})
    assert (by_tag, body, again["ETag"]) == (304, b"", first["ETag"])
    assert (await served.get(**{"If-None-Match": '"other"'}))[0] == 200
    assert (await served.get(**{"If-Modified-Since": first["Last-Modified"]}))[0] == 304
    assert (await served.get(**{"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}))[0] == 200


async def test_a_reader_may_ask_for_the_head_alone(served: Served):
    status, body, headers = await served.get(method="HEAD")
    assert (status, body) == (200, b"")
    assert headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["/digests/", "/digests/1.rss", "/digests/1-short.rss", f"/digests/1-{'a' * 32}.rss", f"/digests/9-{'a' * 32}.rss"],
)
async def test_whoever_has_another_url_is_told_that_there_is_nothing(served: Served, path: str):
    assert (await served.get(path))[0] == 404


async def test_an_old_url_stops_working_when_the_digest_gets_a_new_one(served: Served):
    old = f"/digests/{served.digest.id}-{served.digest.page_key}.rss"
    served.digest = replace(served.digest, page_key=create_key())
    served.ledger.digests.update(served.digest)
    assert (await served.get(old))[0] == 404
    assert (await served.get())[0] == 200


async def test_a_deleted_digest_has_no_page(served: Served):
    served.ledger.digests.delete(served.digest.id)
    assert (await served.get())[0] == 404


async def test_only_reading_is_possible(served: Served):
    assert (await served.get(method="POST"))[0] == 405


async def test_a_bot_that_starts_asks_for_patience():
    address = Address("127.0.0.1", find_free_port())
    async with (
        server.serve_monitoring(address, Parts(), Recorder(), lambda: datetime(2026, 1, 1, tzinfo=UTC)),
        aiohttp.ClientSession() as session,
        session.get(f"http://{address}/digests/1-{'a' * 32}.rss") as response,
    ):
        assert (response.status, response.headers["Retry-After"]) == (503, "10")
