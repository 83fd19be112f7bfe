"""A site's pages name its feeds."""

from bot.feeds.fetching.discovery import find_feeds

URL = "http://news.example.org/politics/"


def test_feeds_are_found_in_their_order_and_resolved() -> None:
    page = b"""<!doctype html><html><head><link rel=stylesheet href=/a.css>
      <link rel="alternate" type="application/rss+xml" href="/feed" title="All">
      <LINK REL="Alternate home" TYPE="application/atom+xml; charset=utf-8" HREF="atom.xml">
      <link rel="alternate" type="application/feed+json" href="https://cdn.example.net/feed.json">
      <link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/rss+xml" href="/feed">
      <link rel="alternate" type="application/rss+xml" href="javascript:x">"""
    assert find_feeds(page, URL) == (
        "http://news.example.org/feed",
        "http://news.example.org/politics/atom.xml",
        "https://cdn.example.net/feed.json",
    )


def test_a_base_is_heeded() -> None:
    page = b'<base href="/blog/"><link rel="alternate" type="application/rss+xml" href="feed">'
    assert find_feeds(page, URL) == ("http://news.example.org/blog/feed",)


def test_pages_without_feeds_have_none() -> None:
    assert find_feeds(b"<html><body>Hello", URL) == ()
    assert find_feeds(b"", URL) == ()
