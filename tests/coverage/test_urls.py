"""One address for an article however it is written, and none for what is no address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coverage import urls

STORY = "https://www.example.org/2020/06/11/story"


@pytest.mark.parametrize(
    "same",
    [
        "http://www.example.org/2020/06/11/story",
        "https://example.org/2020/06/11/story/",
        "https://EXAMPLE.org:443/2020/06/11/story",
        "https://example.org/2020/06/11/story?utm_source=x&utm_medium=rss",
        "https://example.org/2020/06/11/story?fbclid=abc#comments",
        "https://www.example.org/2020/06/11/story/amp/",
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2020/06/11/story/amp/",
    ],
)
def test_ways_of_writing_an_address_are_one(same: str):
    assert urls.canonical_url(same) == urls.canonical_url(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/watch?v=1", "https://example.org/watch?v=2"),
        ("https://example.org/?p=10", "https://example.org/?p=11"),
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.net/a"),
    ],
)
def test_different_articles_stay_different(one: str, other: str):
    assert urls.canonical_url(one) != urls.canonical_url(other)


@pytest.mark.parametrize(
    "useless",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "https://",
        "https://user:secret@example.org/",
        "not an address",
        "",
        None,
        7,
        "https://example.org/" + "x" * 3_000,
    ],
)
def test_what_is_no_web_address_is_not_used(useless: object):
    assert urls.linkable_url(useless) is None


def test_the_records_own_form_is_kept():
    assert urls.linkable_url(STORY + "/?utm_source=feed") == STORY + "/?utm_source=feed"


@given(st.text(max_size=120).map(lambda tail: "https://example.org/" + tail))
def test_a_usable_address_has_nothing_that_breaks_a_link(value: str):
    usable = urls.linkable_url(value)
    if usable is not None:
        assert usable.startswith(("http://", "https://"))
        assert not set(usable) & set(' <>[]"\n\t')


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (STORY, "example.org"),
        ("https://in.reuters.example/x", "in.reuters.example"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/x", "example.org"),
    ],
)
def test_an_outlet_goes_by_its_host(address: str, host: str):
    assert urls.outlet_host(address) == host


@given(st.text(max_size=80))
def test_canonical_forms_are_their_own(tail: str):
    usable = urls.linkable_url("https://example.org/" + tail)
    if usable is not None:
        once = urls.canonical_url(usable)
        assert urls.canonical_url(once) == once


_rest = st.text("ab/%?#&=;@:!~'*+.-_(),$é []", max_size=30)


@given(st.sampled_from(["example.org", "www.a-b.example.co.uk", "m.example", "in.m.example.org", "x_y.example"]), _rest)
def test_an_address_that_comes_apart_at_sight_is_read_as_any_other(site: str, rest: str):
    # A scheme in capitals is never taken for such an address, and makes no difference.
    quick, other = f"https://{site}/{rest}", f"HTTPS://{site}/{rest}"
    assert urls.canonical_url(quick) == urls.canonical_url(other)
    assert urls.outlet_host(quick) == urls.outlet_host(other)
    usable = urls.linkable_url(other)
    assert urls.linkable_url(quick) == (None if usable is None else f"https{usable[5:]}")
