"""`nutgraf feeds`, as the operator runs it, with feeds in files and on a server of this machine."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Nutgraf
from tests.support.feed_documents import item, numbered, rss
from tests.support.feed_server import FeedServer, serve_feeds

pytestmark = pytest.mark.outside


@pytest.fixture
def server(nutgraf: Nutgraf, tmp_path: Path) -> Iterator[FeedServer]:
    """A server that runs beside the commands, in a folder where a list of feeds would be."""
    nutgraf.environ |= {"FEEDS_ALLOW_PRIVATE": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'nutgraf.db'}"}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    context = serve_feeds()
    running = asyncio.run_coroutine_threadsafe(context.__aenter__(), loop).result()
    running.url = lambda path="/feed", host="127.0.0.1": f"http://{host}:{running.port}{path}"
    yield running
    asyncio.run_coroutine_threadsafe(context.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_file_is_checked_and_printed_as_json(nutgraf: Nutgraf, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(rss(item("One", description="Text.", pubDate="Sun, 01 Mar 2026 10:00:00 GMT"), "<item/>"))
    ended = nutgraf("feeds", "check", file, "--json")
    assert ended.code == 0
    assert ended.json == {
        "url": str(file),
        "title": "The Example Herald",
        "format": "RSS 2.0",
        "items": [
            {
                "title": "One",
                "url": "http://news.example.org/bridge",
                "published": "2026-03-01T10:00:00Z",
                "excerpt": "Text.",
                "outlet": "news.example.org",
            }
        ],
        "problems": [{"severity": "warning", "reason": "entry 2: it has no headline and was left out"}],
    }
    text = nutgraf("feeds", "check", file)
    assert "RSS 2.0, 1 article" in text.out
    assert "entry 2: it has no headline" in text.out


def test_what_is_no_feed_fails(nutgraf: Nutgraf, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<html>")
    ended = nutgraf("feeds", "check", file, "--json")
    assert (ended.code, ended.json["format"], ended.json["items"]) == (1, "", [])
    assert ended.json["problems"][0]["reason"] == "it is a web page, not a feed"


def test_private_networks_are_refused_unless_they_are_allowed(nutgraf: Nutgraf, server: FeedServer) -> None:
    server.serve("/feed", numbered(1))
    ended = nutgraf("feeds", "check", server.url(), FEEDS_ALLOW_PRIVATE="0")
    assert ended.code == 1
    assert "FEEDS_ALLOW_PRIVATE=1" in ended.out
    assert nutgraf("feeds", "check", server.url()).code == 0


def test_a_feed_is_added_fetched_listed_and_removed(nutgraf: Nutgraf, server: FeedServer, tmp_path: Path) -> None:
    server.serve("/", '<link rel="alternate" type="application/rss+xml" href="/feed">')
    server.serve("/feed", numbered(2))
    added = nutgraf("feeds", "add", server.url("/"), "--outlet", "The Herald", "--topic", "Ports", "--every", "15m")
    assert added.out == f"Added {server.url()} (RSS 2.0, 2 articles) to feeds.yaml.\n"
    assert nutgraf("feeds", "fetch", "--json").json["baseline"] == 2
    server.serve("/feed", numbered(3))
    assert "1 new article, 0 from new feeds" in nutgraf("feeds", "fetch").out
    (listed,) = nutgraf("feeds", "list", "--json").json
    assert (listed["outlet"], listed["topics"], listed["taken"]) == ("The Herald", ["Ports"], 3)
    assert "The Herald" in nutgraf("feeds", "list").out
    assert "news.example.org" in nutgraf("outlets").out
    assert nutgraf("feeds", "remove", server.url()).code == 0
    assert nutgraf("feeds", "list", "--json").json == []
    assert "Story number 2" in (next((tmp_path / "data" / "feeds").rglob("*.yaml"))).read_text()


def test_a_url_without_a_feed_is_not_added(nutgraf: Nutgraf, server: FeedServer, tmp_path: Path) -> None:
    ended = nutgraf("feeds", "add", server.url("/nothing"))
    assert ended.code == 1
    assert "the server answers 404 Not Found" in ended.err
    assert not (tmp_path / "feeds.yaml").exists()


def test_feeds_that_fail_are_told(nutgraf: Nutgraf, server: FeedServer, tmp_path: Path) -> None:
    server.serve("/feed", "", status=410)
    (tmp_path / "feeds.yaml").write_text(f"- {server.url()}\n")
    assert nutgraf("feeds", "fetch").code == 1
    assert "no longer fetched" in nutgraf("feeds", "list").out
    assert "can't be read: the server says that it is gone (410)." in nutgraf("doctor").out


def test_a_feed_that_failed_once_does_not_look_well(nutgraf: Nutgraf, server: FeedServer, tmp_path: Path) -> None:
    server.serve("/feed", "", status=429, headers={"Retry-After": "20000"})
    (tmp_path / "feeds.yaml").write_text(f"- {server.url()}\n")
    nutgraf("feeds", "fetch")
    listed = nutgraf("feeds", "list").out
    assert "✓" not in listed
    assert "ok " not in listed
    assert "failed once: the server answers 429 Too Many Requests" in listed
    assert "fetched again in 6 hours" in listed


def test_a_list_that_can_t_be_read_says_why(nutgraf: Nutgraf, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("- url: nonsense\n")
    for command in ("list", "fetch", "export"):
        ended = nutgraf("feeds", command)
        assert ended.code != 0
        assert "eed 1 in feeds.yaml has no usable http or https URL" in ended.err
    assert "feed 1 in feeds.yaml" in nutgraf("doctor").out


def test_opml_is_read_and_written(nutgraf: Nutgraf, tmp_path: Path) -> None:
    (tmp_path / "reader.opml").write_text(
        '<opml><body><outline text="News"><outline text="A" xmlUrl="http://a.example.org/f"/></outline></body></opml>'
    )
    assert nutgraf("feeds", "add", "reader.opml").out == "Added 1 feed to feeds.yaml.\n"
    assert nutgraf("feeds", "add", "reader.opml").out == "Added 0 feeds to feeds.yaml.\n"
    exported = ET.fromstring(nutgraf("feeds", "export").out.partition("?>")[2])  # noqa: S314 - our own
    assert [outline.get("xmlUrl") for outline in exported.iter("outline")] == ["http://a.example.org/f"]
    assert nutgraf("feeds", "export", "out.opml").code == 0
    assert (tmp_path / "out.opml").exists()


def test_check_says_how_long_articles_from_feeds_are_kept(nutgraf: Nutgraf) -> None:
    assert "FEEDS_KEEP" not in nutgraf("check").out
    kept = nutgraf("check", FEEDS_KEEP="90d, 100000").out
    assert "Articles from feeds are kept for 90 days, at most 100,000 of them (FEEDS_KEEP)." in kept
    assert "Give an age in days" in nutgraf("check", FEEDS_KEEP="a while").err
