"""All URLs of one article have one canonical form, and only usable URLs are linked to."""

import pytest
from hypothesis import example, given
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
def test_forms_of_one_url_have_the_same_canonical_form(same: str):
    assert urls.canonicalize_url(same) == urls.canonicalize_url(STORY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.org/watch?v=1", "https://example.org/watch?v=2"),
        ("https://example.org/?p=10", "https://example.org/?p=11"),
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/a", "https://example.net/a"),
    ],
)
def test_urls_of_different_articles_stay_different(first: str, second: str):
    assert urls.canonicalize_url(first) != urls.canonicalize_url(second)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "https://",
        "https://user:secret@example.org/",
        "not a URL",
        "",
        None,
        7,
        "https://example.org/" + "x" * 3_000,
    ],
)
def test_other_values_are_not_linked_to(value: object):
    assert urls.clean_url(value) is None


def test_a_linkable_url_stays_as_it_is():
    assert urls.clean_url(STORY + "/?utm_source=feed") == STORY + "/?utm_source=feed"


@given(st.text(max_size=120).map(lambda tail: "https://example.org/" + tail))
def test_a_linkable_url_has_no_character_that_breaks_a_link(value: str):
    linkable = urls.clean_url(value)
    if linkable is not None:
        assert linkable.startswith(("http://", "https://"))
        assert not set(linkable) & set(' <>[]"\n\t')


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (STORY, "example.org"),
        ("https://in.reuters.example/x", "in.reuters.example"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/x", "example.org"),
    ],
)
def test_an_outlet_is_identified_by_its_host(url: str, host: str):
    assert urls.extract_outlet_host(url) == host


@given(st.text(max_size=80))
@example("?0&\u00a1")
@example("?utm%5Fsource=x&a=1")
def test_the_canonical_form_of_a_canonical_form_is_itself(tail: str):
    linkable = urls.clean_url("https://example.org/" + tail)
    if linkable is not None:
        once = urls.canonicalize_url(linkable)
        assert urls.canonicalize_url(once) == once


_rest = st.text("ab/%?#&=;@:!~'*+.-_(),$é []", max_size=30)


@given(st.sampled_from(["example.org", "www.a-b.example.co.uk", "m.example", "in.m.example.org", "x_y.example"]), _rest)
def test_a_plain_url_gives_the_same_as_one_that_is_parsed(site: str, rest: str):
    # A scheme in capitals makes no difference, but such a URL never takes the shortcut for plain ones.
    plain, parsed = f"https://{site}/{rest}", f"HTTPS://{site}/{rest}"
    assert urls.canonicalize_url(plain) == urls.canonicalize_url(parsed)
    assert urls.extract_outlet_host(plain) == urls.extract_outlet_host(parsed)
    linkable = urls.clean_url(parsed)
    assert urls.clean_url(plain) == (None if linkable is None else f"https{linkable[5:]}")
