"""Lists of feeds are exchanged with other readers."""

from datetime import UTC, datetime

import pytest

from bot.feeds.feed_list.configuration import FeedEntry
from bot.feeds.feed_list.opml import OpmlError, read_opml, write_opml

A, B = "http://a.example.org/feed", "http://b.example.org/feed?x=1&y=2"


def test_what_is_written_is_read() -> None:
    entries = (FeedEntry(A, "Ärzteblatt & Co"), FeedEntry(B))
    read = read_opml(write_opml(entries, datetime(2026, 3, 1, tzinfo=UTC)))
    assert [(entry.url, entry.outlet) for entry in read] == [(A, "Ärzteblatt & Co"), (B, "")]


def test_folders_become_topics_and_no_feed_comes_twice() -> None:
    document = (
        '<opml version="1.0"><body><outline text="News"><outline text="Ports"><outline xmlurl="http://a.example.org/feed"/>'
        f'</outline></outline><outline text="Again" xmlUrl="{A}"/><outline text="No feed"/>'
        '<outline text="x" xmlUrl="javascript:alert(1)"/></body></opml>'
    )
    assert read_opml(document.encode()) == (FeedEntry(A, "", ("News", "Ports")),)


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"text", b"\xff\xfe"])
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(OpmlError):
        read_opml(data)


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    (entry,) = read_opml(f'{bomb}<opml><outline text="x" xmlUrl="{A}"/></opml>'.encode())
    assert entry.url == A
