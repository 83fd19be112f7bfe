"""The server between the browser and SimCord's page."""

import asyncio
import logging
import re
from pathlib import Path

import aiohttp
import pytest
from msgspec import structs

from bot.exports.page import build_page_url, create_key
from bot.monitoring.pages import DigestPages
from bot.sandbox.hints import Hint
from bot.sandbox.page_server import get_port, open_listener, open_page_server
from bot.sandbox.simulation import HOUR
from tests.sandbox.test_simulation import simulate
from tests.support import replies
from tests.support.digesting import daily
from tests.support.page_client import PageClient

pytestmark = pytest.mark.outside


async def test_no_action_is_lost_while_the_clock_moves(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("newsroom")
        member = simulation.members[1]
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            for number in range(10):
                receipt, _ = await asyncio.gather(client.send(f"hello {number}", member.id), simulation.advance(HOUR))
                assert (receipt["settlement"], receipt["uncertain"]) == ("settled", False)


async def test_an_action_of_a_page_that_has_changed_is_done_all_the_same(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("newsroom")
        admin, member = simulation.members
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            page = await client.open(member.id)
            await admin.send(simulation.channels["newsroom"], "something new")
            await simulation.restart()
            receipt = await client.send("/latest count:1", member.id, page=page)
            assert receipt["settlement"] == "settled"
            newest = simulation.channels["newsroom"].last_message
            assert newest is not None
            assert "newest" in replies.text(newest)


async def test_the_url_stays_while_conversations_change(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            for number, view in enumerate(("newsroom", "dm", "general"), 2):
                _, state = await client.request("POST", "/sandbox/do", {"action": view})
                assert (state["view"], state["opened"]) == (view, number)
                assert (await client.open(simulation.members[0].id))["layout"] == "channel"


async def test_only_the_page_itself_is_served(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            assert (await client.request("GET", "/sandbox/state"))[0] == 200
            assert (await client.request("GET", "/sandbox/state", Host="evil.example"))[0] == 403
            assert (await client.request("GET", "/sandbox/state", Origin="http://evil.example"))[0] == 403
            for path in ("/sandbox/state", "/api/state"):
                assert (await client.request("GET", path, **{"X-Simcord-Capability": "wrong"}))[0] == 401
            assert (await client.request("POST", "/sandbox/do", {"action": "format the disk"}))[0] == 400
            assert (await client.request("POST", "/api/action", ["no", "object"]))[0] == 400
            assert (await client.request("GET", "/nothing"))[0] == 404


async def test_a_browser_may_keep_the_fonts_and_nothing_else(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            font = re.findall(r"fonts/[^)\"']+\.ttf", await client.read("/preview.css"))[0]
            kept = {
                path: await client.read_header(f"/{path}", "Cache-Control") for path in ("", "app.js", font, "fonts/no")
            }
            assert kept == {
                "": "no-store",
                "app.js": "no-store",
                font: "private, max-age=86400, immutable",
                "fonts/no": "",
            }
            assert await client.read_header(f"/{font}", "Pragma") == ""


async def test_the_bar_shows_hints_as_text(seeds: Path):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        hints = [Hint('/ask <script>"what"</script>')]
        async with open_page_server(simulation, hints, open_listener(0)) as url, PageClient(url) as client:
            page = await client.read("/")
            assert '<script>"what' not in page
            assert "/ask &lt;script&gt;&quot;what&quot;" in page
            assert "Nutgraf sandbox" in page


async def test_what_a_digest_has_sent_is_served_to_those_who_have_its_link(seeds: Path):
    async with simulate(seeds) as simulation:
        service = simulation.context.digest_service
        assert service is not None
        listener = open_listener(0)
        url = f"http://127.0.0.1:{get_port(listener)}"
        pages = DigestPages(service, simulation.context.catalogue, url)
        now = simulation.env.now()
        digest = await service.start(await service.add_draft(daily(page_key=create_key()), now), now)
        assert digest is not None
        async with open_page_server(simulation, (), listener, pages), aiohttp.ClientSession() as session:
            async with session.get(build_page_url(url, digest, "rss")) as found:
                assert (found.status, "<rss" in await found.text()) == (200, True)
            async with session.get(build_page_url(url, structs.replace(digest, page_key=create_key()), "rss")) as other:
                assert other.status == 404


async def test_while_the_conversation_changes_a_request_waits_for_the_next_one(
    seeds: Path, caplog: pytest.LogCaptureFixture
):
    async with simulate(seeds) as simulation:
        await simulation.show("general")
        async with open_page_server(simulation, (), open_listener(0)) as url, PageClient(url) as client:
            changing = asyncio.create_task(simulation.show("newsroom"))
            statuses: list[int] = []
            while not changing.done():
                statuses += [(await client.request("GET", path))[0] for path in ("/", "/app.js")]
            assert set(statuses) == {200}
            assert simulation.page is not None
            await simulation.page.close()
            assert (await client.request("GET", "/"))[0] == 410
            # The web server would log an error of a handler.
            assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
