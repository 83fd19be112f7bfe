"""A round fetches due feeds, takes each entry once, and writes everything new in one batch."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.feeds.feed_list.configuration import FeedEntry
from bot.feeds.rounds import RoundContext, RoundReport, choose_due, run_round, write_pending
from bot.feeds.store_port import FeedState
from bot.store.engine import open_engine
from bot.store.tables.feeds import StoredFeeds
from bot.store.urls import parse_url
from tests.support.feed_documents import item, numbered, rss
from tests.support.feed_server import FeedServer, open_fetcher, serve_feeds
from tests.support.stores import create_tables

pytestmark = pytest.mark.outside

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class BrokenStore(StoredFeeds):
    """A store that is lost after files were written."""

    def settle(self, keys: Sequence[str]) -> None:
        raise ConnectionError(keys)


class UnsettledStore(StoredFeeds):
    """A store that is lost after documents were replaced."""

    def settle_replacements(self, digests: Mapping[str, str]) -> None:
        raise ConnectionError(digests)


class Bench:
    """A server, a store and a folder, and rounds of them an hour apart."""

    def __init__(self, server: FeedServer, context: RoundContext, engine: Engine) -> None:
        self.engine = engine
        self.server = server
        self.context = context
        self.slept: list[float] = []

    @property
    def store(self) -> StoredFeeds:
        return StoredFeeds(self.engine)

    def state(self, url: str) -> FeedState:
        return self.store.load()[url]

    async def round(self, *urls: str, entry: FeedEntry | None = None, **changes: object) -> RoundReport:
        self.context = replace(self.context, now=self.context.now + timedelta(hours=1), **changes)
        states = self.store.load()
        entries = [entry] if entry else [FeedEntry(url) for url in urls]
        return await run_round(choose_due(entries, states, self.context.now, everything=True), states, self.context)

    def written(self) -> list[str]:
        """The headlines in all files, in order."""
        texts = [path.read_text() for path in sorted(self.context.folder.rglob("*.yaml"))]
        return [line[8:-1] for text in texts for line in text.splitlines() if line.startswith("title: ")]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    url = parse_url(f"sqlite:///{tmp_path / 'store.db'}")
    create_tables(url)
    engine = open_engine(url)
    ticks = itertools.count()
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with serve_feeds() as server, open_fetcher() as fetcher:
        context = RoundContext(
            fetcher, StoredFeeds(engine), tmp_path / "feeds", NOW, lambda: 0.5, lambda: next(ticks) / 100, sleep
        )
        bench = Bench(server, context, engine)
        bench.slept = slept
        yield bench
    engine.dispose()


async def test_the_first_fetch_is_a_baseline_and_what_comes_later_is_news(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(3))
    assert (await bench.round(url)).baseline == 3
    bench.server.serve("/feed", numbered(5))
    report = await bench.round(url)
    assert (report.taken, report.baseline) == (2, 0)
    assert bench.written() == [f"Story number {number}" for number in range(5)]
    assert (bench.state(url).taken, bench.state(url).entries) == (5, 5)


async def test_a_document_that_did_not_change_is_not_taken_again(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(3), headers={"ETag": '"1"'})
    await bench.round(url)
    report = await bench.round(url)
    assert (report.asked, report.unchanged, report.taken) == (1, 1, 0)
    assert bench.server.headers[1]["If-None-Match"] == '"1"'


async def test_a_deleted_or_edited_article_stays_so(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(3))
    await bench.round(url)
    (file,) = bench.context.folder.rglob("*.yaml")
    head, first, _, third = file.read_text().split("---\n")
    edited = "---\n".join([head, first.replace("Story number 0", "Edited"), third])
    file.write_text(edited)
    bench.server.serve("/feed", numbered(3) + "<!-- changed -->")
    await bench.round(url)
    assert file.read_text() == edited


async def test_an_entry_is_known_by_its_url_and_by_its_id(bench: Bench) -> None:
    url = bench.server.serve("/feed", rss(item("One", "/1", guid="a")))
    await bench.round(url)
    bench.server.serve(
        "/feed", rss(item("One again", "/1-corrected", guid="a"), item("And again", "/1?utm_source=x", guid="b"))
    )
    await bench.round(url)
    bench.server.serve("/feed", rss(item("Once more", "/1-corrected", guid="c"), item("New", "/2", guid="d")))
    await bench.round(url)
    assert bench.written() == ["One", "New"]


async def test_two_feeds_with_one_entry_write_it_once(bench: Bench) -> None:
    urls = [bench.server.serve(path, rss(item("One", "http://news.example.org/1"))) for path in ("/a", "/b")]
    await bench.round(*urls)
    assert bench.written() == ["One"]


async def test_what_a_killed_process_took_is_written_by_the_next(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(2))
    bench.context.folder.write_text("in the way")
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        await bench.round(url)
    bench.context.folder.unlink()
    assert write_pending(bench.store, bench.context.folder) == 2
    assert write_pending(bench.store, bench.context.folder) == 0
    assert bench.written() == ["Story number 0", "Story number 1"]


async def test_what_was_written_before_the_kill_is_not_written_twice(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(2))
    store = bench.store
    with pytest.raises(ConnectionError):
        await bench.round(url, store=BrokenStore(store.engine))
    assert len(store.list_pending()) == 2
    assert write_pending(store, bench.context.folder) == 0
    assert bench.written() == ["Story number 0", "Story number 1"]


async def test_words_of_the_operator_choose(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(5))
    await bench.round(entry=FeedEntry(url, include=("3", "4"), exclude=("4",)))
    assert bench.written() == ["Story number 3"]


async def test_a_feed_that_moves_is_asked_at_its_new_place(bench: Bench) -> None:
    url = bench.server.serve("/feed", "", status=301, headers={"Location": "/new"})
    bench.server.serve("/new", numbered(1))
    await bench.round(url)
    await bench.round(url)
    assert bench.server.asked == ["news.example.org/feed", "news.example.org/new", "news.example.org/new"]
    assert bench.state(url).location == bench.server.url("/new")


async def test_a_feed_that_is_gone_is_asked_no_more(bench: Bench) -> None:
    url = bench.server.serve("/feed", "", status=410)
    assert (await bench.round(url)).failing == (url,)
    assert (await bench.round(url)).asked == 0
    assert bench.state(url).state == "gone"


async def test_failures_are_counted_and_end(bench: Bench) -> None:
    url = bench.server.serve("/feed", "", status=500)
    await bench.round(url)
    await bench.round(url)
    failed = bench.state(url)
    assert (failed.failures, failed.reason) == (2, "the server answers 500 Internal Server Error")
    assert failed.due_at is not None
    assert failed.due_at > bench.context.now + timedelta(minutes=15)
    bench.server.serve("/feed", numbered(1))
    await bench.round(url)
    assert (bench.state(url).failures, bench.state(url).reason) == (0, "")


async def test_a_web_page_in_place_of_a_feed_is_a_failure(bench: Bench) -> None:
    url = bench.server.serve("/feed", "<!doctype html><html><body>Log in</body></html>")
    await bench.round(url)
    assert bench.state(url).reason == "it is a web page, not a feed"


async def test_a_server_that_wants_rest_is_left_alone(bench: Bench) -> None:
    url = bench.server.serve("/feed", "", status=429, headers={"Retry-After": "7200"})
    await bench.round(url)
    assert (await bench.round(url)).asked == 0
    await bench.round(url)
    assert len(bench.server.asked) == 2


async def test_a_host_is_asked_one_request_after_the_other(bench: Bench) -> None:
    running = most = 0

    async def respond(_: web.Request) -> web.StreamResponse:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await bench.context.sleep(0)
        running -= 1
        return web.Response(text=numbered(1))

    for number in range(5):
        bench.server.pages[f"/{number}"] = respond
    await bench.round(*(bench.server.url(f"/{number}") for number in range(5)))
    assert most == 1
    assert [seconds for seconds in bench.slept if seconds] == [0.25] * 4


async def test_a_round_that_takes_too_long_leaves_the_rest_to_the_next(bench: Bench) -> None:
    urls = [bench.server.serve(f"/{number}", numbered(1, start=number)) for number in range(3)]
    ticks = itertools.count(step=50)
    report = await bench.round(*urls, elapsed=lambda: next(ticks))
    assert report.asked < 3


async def test_articles_that_are_too_old_to_keep_are_known_but_not_written(bench: Bench) -> None:
    old = item("Old", "/1", pubDate="Thu, 01 Jan 2015 10:00:00 GMT")
    url = bench.server.serve("/feed", rss(old, item("New", "/2", pubDate="Sun, 01 Mar 2026 10:00:00 GMT")))
    await bench.round(url, keep_from=NOW - timedelta(days=30))
    await bench.round(url, keep_from=None)
    assert bench.written() == ["New"]


def test_what_is_due_is_chosen() -> None:
    entry = FeedEntry("http://news.example.org/feed")

    def is_due(*, everything: bool = False, **fields: object) -> bool:
        state = replace(FeedState(url=entry.url), **fields)
        return bool(choose_due([entry], {entry.url: state}, NOW, everything=everything))

    hour = timedelta(hours=1)
    assert choose_due([entry], {}, NOW) == [entry]
    assert is_due(due_at=NOW)
    assert not is_due(due_at=NOW + hour)
    assert is_due(due_at=NOW + hour, everything=True)
    assert is_due(due_at=NOW + timedelta(days=400))
    assert not is_due(quiet_until=NOW + hour, everything=True)
    assert not is_due(state="gone", everything=True)


def changed(*titles: str, date: str = "") -> str:
    """An RSS document with an entry for each title."""
    fields = {"pubDate": date} if date else {}
    return rss(
        *(
            item(title, f"/{number}", guid=f"g{number}", description="What it says.", **fields)
            for number, title in enumerate(titles)
        )
    )


async def test_an_article_that_its_outlet_changed_is_replaced_and_keeps_its_date(bench: Bench) -> None:
    url = bench.server.serve("/feed", changed("One", "Two", date="Sun, 01 Feb 2026 08:00:00 GMT"))
    await bench.round(url)
    bench.server.serve("/feed", changed("One &amp; all", "Two", date="Sun, 01 Mar 2026 08:00:00 GMT"))
    report = await bench.round(url)
    assert (report.taken, bench.written()) == (0, ["One & all", "Two"])
    (file,) = bench.context.folder.rglob("2026-02-01.yaml")
    assert file.read_text().count("publishedDateTime: 2026-02-01T08:00:00Z") == 2
    before = file.stat().st_mtime_ns
    bench.server.serve("/feed", changed("One &amp; all", "Two", date="Sun, 01 Mar 2026 09:00:00 GMT"))
    await bench.round(url)
    assert file.stat().st_mtime_ns == before


async def test_an_article_that_was_edited_or_deleted_is_not_replaced(bench: Bench) -> None:
    url = bench.server.serve("/feed", changed("One", "Two", "Three"))
    await bench.round(url)
    (file,) = bench.context.folder.rglob("*.yaml")
    head, first, _, third = file.read_text().split("---\n")
    file.write_text("---\n".join([head, first.replace("One", "Edited"), third]))
    bench.server.serve("/feed", changed("One!", "Two!", "Three!"))
    await bench.round(url)
    assert bench.written() == ["Edited", "Three!"]


async def test_a_process_that_is_killed_while_it_replaces_leaves_it_to_the_next(bench: Bench) -> None:
    url = bench.server.serve("/feed", changed("One", "Two"))
    await bench.round(url)
    bench.server.serve("/feed", changed("One!", "Two"))
    with pytest.raises(ConnectionError):
        await bench.round(url, store=UnsettledStore(bench.engine))
    assert bench.written() == ["One!", "Two"]
    assert len(bench.store.list_pending()) == 1
    write_pending(bench.store, bench.context.folder)
    assert bench.store.list_pending() == []
    bench.server.serve("/feed", changed("One?", "Two"))
    await bench.round(url, store=bench.store)
    assert bench.written() == ["One?", "Two"]


async def test_entries_that_share_a_url_replace_nothing(bench: Bench) -> None:
    url = bench.server.serve("/feed", rss(item("One", "/live", guid="a")))
    await bench.round(url)
    bench.server.serve("/feed", rss(item("Two", "/live", guid="b")))
    await bench.round(url)
    bench.server.serve("/feed", rss(item("Two", "/live", guid="b"), item("Three", "/live", guid="c")))
    await bench.round(url)
    assert bench.written() == ["One"]


async def test_a_feed_that_never_changes_is_read_as_a_whole_once_a_week(bench: Bench) -> None:
    url = bench.server.serve("/feed", numbered(3), headers={"ETag": '"1"'})
    await bench.round(url)
    bench.context = replace(bench.context, now=NOW + timedelta(days=5))
    await bench.round(url)
    assert bench.server.headers[-1].get("If-None-Match") == '"1"'
    bench.context = replace(bench.context, now=NOW + timedelta(days=9))
    await bench.round(url)
    assert "If-None-Match" not in bench.server.headers[-1]
    assert bench.state(url).read_at == bench.context.now
    assert bench.store.list_unseen(bench.context.now - timedelta(days=1)) == []


def atom(*parts: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Herald</title>'
        f"<id>urn:herald</id>{''.join(parts)}</feed>"
    )


def entry(number: int) -> str:
    return (
        f"<entry><id>urn:{number}</id><title>Story {number}</title><updated>2026-02-01T08:00:00Z</updated>"
        f'<link href="http://news.example.org/{number}"/></entry>'
    )


async def test_an_entry_that_an_atom_feed_withdraws_is_marked_as_removed_with_its_reason(bench: Bench) -> None:
    url = bench.server.serve("/feed", atom(entry(1), entry(2)))
    await bench.round(url)
    comment = "<at:comment>It was a hoax.</at:comment>"
    stone = f'<at:deleted-entry ref="urn:2" when="2026-02-02T08:00:00Z">{comment}</at:deleted-entry>'
    for document in (atom(stone, entry(1)), atom(stone, entry(1), "<!-- again -->")):
        bench.server.serve("/feed", document)
        await bench.round(url)
    (file,) = bench.context.folder.rglob("*.yaml")
    first, second = [text for text in file.read_text().split("---\n") if "title" in text]
    assert "removed" not in first
    assert second.count('removed: true\nremovedReason: "It was a hoax."\n') == 1
