"""The URLs of items lead to the article, and determine its outlet."""

import pytest

from bot.feeds.parsing.addresses import choose_outlet, choose_url, find_site

BASE = "http://news.example.org/feeds/all.xml"


def test_tracking_is_removed_and_other_parameters_stay() -> None:
    link = "http://news.example.org/a?utm_source=rss&id=5&utm_medium=feed#top"
    assert choose_url(link, (), BASE) == "http://news.example.org/a?id=5#top"
    assert choose_url("http://news.example.org/a?utm_source=rss", (), BASE) == "http://news.example.org/a"


@pytest.mark.parametrize(
    "link", ["", "  ", "javascript:alert(1)", "mailto:a@b.org", "http://[::1", "http://user@host.org/"]
)
def test_an_item_without_a_usable_address_has_none(link: str) -> None:
    assert choose_url(link, (), BASE) is None


def test_an_address_that_counts_readers_gives_way_to_the_article_s() -> None:
    counter = "http://feedproxy.google.com/~r/herald/~3/abc/"
    original = "http://news.example.org/bridge?utm_campaign=feed"
    assert choose_url(counter, ("tag:x", original), BASE) == "http://news.example.org/bridge"
    wrapped = "https://www.google.com/url?rct=j&url=http%3A%2F%2Fnews.example.org%2Fbridge&ct=ga"
    assert choose_url(wrapped, (), BASE) == "http://news.example.org/bridge"
    assert choose_url(counter, ("tag:x",), BASE) == counter


def test_a_site_is_a_registrable_domain() -> None:
    assert find_site("a.b.example.co.uk") == "example.co.uk"
    assert find_site("one.github.io") != find_site("two.github.io")
    assert find_site("192.0.2.7") == "192.0.2.7"


def test_neighbours_on_a_shared_host_can_t_take_the_outlet_s_name() -> None:
    feed = "https://herald.blogspot.com/feeds/posts"
    assert choose_outlet("https://herald.blogspot.com/1", feed, "Herald") == "Herald"
    assert choose_outlet("https://other.blogspot.com/1", feed, "Herald") == "other.blogspot.com"
