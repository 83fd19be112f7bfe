"""The state in a list's button fits, is read back unchanged, and is never misread."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.custom_ids.grammar import hash_key
from bot.chat.custom_ids.pages import MAX_ABOUT, ListingPage, PageId, build_about_id, build_page_id, read_page

users = st.integers(0, 2**64 - 1)
hashes = st.just("") | st.text(max_size=30).map(hash_key)
pages = st.builds(
    ListingPage,
    kind=st.sampled_from(["latest", "timeline", "source", "topics", "outlets"]),
    asker=users,
    offset=st.integers(0, 999_999),
    count=st.integers(0, 9_999),
    topic=hashes,
    outlet=hashes,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
)


@given(pages, st.text(st.characters(blacklist_categories=["Cs"]), max_size=MAX_ABOUT))
def test_a_page_is_read_back_unchanged(page: ListingPage, about: str):
    custom_id = build_page_id(page)
    assert limits.measure_text(custom_id) <= limits.CUSTOM_ID
    read = read_page(custom_id, [custom_id, build_about_id("")])
    assert read == page
    about_id = build_about_id(about)
    assert limits.measure_text(about_id) <= limits.CUSTOM_ID
    again = read_page(custom_id, [custom_id, about_id])
    assert again is not None
    assert about.startswith(again.about)


def test_a_free_text_that_fits_is_kept_whole():
    text = "x" * MAX_ABOUT
    page = read_page(build_page_id(ListingPage("timeline")), [build_about_id(text)])
    assert page is not None
    assert page.about == text


@given(st.text(max_size=100) | st.from_regex(PageId.template, fullmatch=True) | st.from_regex(r"n[0-9]:"))
def test_any_id_can_be_read_as_a_page(custom_id: str):
    page = read_page(custom_id, [custom_id])
    assert page is None or read_page(build_page_id(page)) == page


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "n0:del:1",
        "n2:page:latest:1:0:0::::",
        "n1:page:weather:1:0:0::::",
        "n1:page:latest:1:0:0:::20209999:",
        "n1:page:latest:1:-5:0::::",
        "n1:page:latest:1:0:0::::x",
    ],
)
def test_an_id_of_another_grammar_is_not_a_page(custom_id: str):
    assert read_page(custom_id) is None


def test_a_day_before_the_year_1000_is_kept():
    page = ListingPage("timeline", since=date(999, 1, 2))
    assert read_page(build_page_id(page)) == page
