"""Feed readers and calendars can read the page of a digest, whatever an article contains."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import icalendar
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.digests.digest import SentArticle
from bot.exports.page import DigestPage, PageArticle, build_page, build_page_url, create_key, is_key
from bot.exports.syndication import PAGE_FORMATS, find_page_format, write_calendar, write_json_feed, write_rss
from tests.support.desks import FERRY, LAKE, build_desk
from tests.support.digesting import daily

AT = datetime(2024, 3, 1, 9, 0, 1, tzinfo=UTC)
DESK = build_desk(LAKE, FERRY)
LAKE_ARTICLE = next(article for article in DESK.archive.articles if article.title == LAKE.title)
FERRY_ARTICLE = next(article for article in DESK.archive.articles if article.title == FERRY.title)
URL = "https://news.example/digests/1-key.rss"
ITEM = PageArticle(LAKE_ARTICLE, "Harbor Post", ("Floods", "Lake Orla"), AT)
PAGE = DigestPage(
    "News: Floods", URL, AT, (ITEM, PageArticle(FERRY_ARTICLE, "City Ledger", (), AT - timedelta(days=1)))
)


def test_a_feed_reader_reads_rss():
    feed: Any = feedparser.parse(io.BytesIO(write_rss(PAGE)))
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.updated_parsed[:5]) == ("News: Floods", (2024, 3, 1, 9, 0))
    first = feed.entries[0]
    assert (first.title, first.link, first.id) == (LAKE.title, LAKE.url, LAKE_ARTICLE.id)
    assert [tag.term for tag in first.tags] == ["Floods", "Lake Orla"]
    assert first.summary.startswith("Harbor Post, 2021-03-04: Lake Orla rose")


def test_json_feed_has_the_same_items():
    feed = json.loads(write_json_feed(PAGE))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [(item["title"], item["url"]) for item in feed["items"]] == [
        (LAKE.title, LAKE.url),
        (FERRY.title, FERRY.url),
    ]
    assert feed["items"][0]["date_published"] == "2024-03-01T09:00:01+00:00"


def test_a_calendar_has_an_event_for_each_edition():
    events: list[Any] = icalendar.Calendar.from_ical(write_calendar(PAGE)).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [AT, AT - timedelta(days=1)]
    assert str(events[0]["summary"]) == "News: Floods (1)"
    assert str(events[0]["description"]) == f"{LAKE.title}\nHarbor Post\n{LAKE.url}"
    assert len({str(event["uid"]) for event in events}) == 2


def test_the_same_page_gives_the_same_bytes_even_without_items():
    empty = replace(PAGE, items=())
    for known in PAGE_FORMATS.values():
        assert known.write(PAGE) == known.write(PAGE)
        assert known.write(empty) == known.write(empty)


def test_a_file_name_says_its_format():
    names = ("a.rss", "a.XML", "a.json", "a.ics", "a.txt", "rss", "a")
    assert [find_page_format(name) for name in names] == ["rss", "rss", "json", "ics", None, None, None]


def test_markup_in_an_article_stays_text():
    item = replace(ITEM, article=replace(LAKE_ARTICLE, excerpt="<script>alert(1)</script> & more"))
    text = write_rss(replace(PAGE, items=(item,))).decode()
    assert "&amp;lt;script&amp;gt;" in text
    assert "<script>" not in text


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_an_article_has_each_format_can_be_read(title: str, excerpt: str):
    article = replace(LAKE_ARTICLE, title=title, excerpt=excerpt)
    page = replace(PAGE, items=(replace(ITEM, article=article),), title=f"News: {title}")
    feed: Any = feedparser.parse(io.BytesIO(write_rss(page)))
    assert len(feed.entries) == 1
    assert len(json.loads(write_json_feed(page))["items"]) == 1
    assert len(icalendar.Calendar.from_ical(write_calendar(page)).walk("VEVENT")) == 1


def test_an_article_that_left_the_archive_is_not_on_the_page():
    sent = [SentArticle(LAKE_ARTICLE.id, AT), SentArticle("00000000000000ff", AT)]
    page = build_page(daily(), sent, DESK.archive, title="News", url=URL)
    assert [item.article.title for item in page.items] == [LAKE.title]
    assert page.updated == AT


def test_a_key_fits_only_its_own_digest_while_that_can_be_read():
    key = create_key()
    digest = daily(state="active", page_key=key)
    assert is_key(digest, key)
    assert not is_key(digest, create_key())
    assert not is_key(replace(digest, page_key=""), "")
    assert not is_key(replace(digest, state="draft"), key)
    assert not is_key(replace(digest, state="paused", why="gone"), key)
    assert is_key(replace(digest, state="paused", why="asked"), key)
    assert (
        build_page_url("https://news.example", replace(digest, id=7), "rss")
        == f"https://news.example/digests/7-{key}.rss"
    )


def test_no_two_keys_are_alike():
    assert len({create_key() for _ in range(100)}) == 100
