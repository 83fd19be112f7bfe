"""What a button remembers is read back unchanged, fits, and is never misread."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import custom_ids, limits

users = st.integers(0, 2**64 - 1)
hashes = st.just("") | st.text(max_size=30).map(custom_ids.hash_key)
pages = st.builds(
    custom_ids.ListingPage,
    kind=st.sampled_from(["latest", "timeline", "source", "topics", "outlets"]),
    asker=users,
    offset=st.integers(0, 999_999),
    count=st.integers(0, 9_999),
    topic=hashes,
    outlet=hashes,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
)


@given(pages, st.text(st.characters(blacklist_categories=["Cs"]), max_size=custom_ids.MAX_ABOUT))
def test_a_page_is_read_back_unchanged(page: custom_ids.ListingPage, about: str):
    custom_id = custom_ids.build_page_id(page)
    assert limits.measure_text(custom_id) <= limits.CUSTOM_ID
    read = custom_ids.read_page(custom_id, [custom_id, custom_ids.build_about_id("")])
    assert read == page
    about_id = custom_ids.build_about_id(about)
    assert limits.measure_text(about_id) <= limits.CUSTOM_ID
    again = custom_ids.read_page(custom_id, [custom_id, about_id])
    assert again is not None
    assert about.startswith(again.about)


def test_a_free_text_that_fits_is_kept_whole():
    text = "x" * custom_ids.MAX_ABOUT
    page = custom_ids.read_page(
        custom_ids.build_page_id(custom_ids.ListingPage("timeline")), [custom_ids.build_about_id(text)]
    )
    assert page is not None
    assert page.about == text


@given(users)
def test_the_asker_is_read_from_every_button(user: int):
    for custom_id in (
        custom_ids.build_delete_id(user),
        custom_ids.build_open_menu_id(user),
        custom_ids.build_page_id(custom_ids.ListingPage("latest", asker=user)),
    ):
        assert len(custom_id) <= limits.CUSTOM_ID
        assert custom_ids.read_asker(custom_id) == user


@given(st.text(max_size=100) | st.from_regex(custom_ids.PageId.template, fullmatch=True) | st.from_regex(r"n[0-9]:"))
def test_any_id_can_be_read(custom_id: str):
    assert custom_ids.read_asker(custom_id) is None or isinstance(custom_ids.read_asker(custom_id), int)
    page = custom_ids.read_page(custom_id, [custom_id])
    assert page is None or custom_ids.read_page(custom_ids.build_page_id(page)) == page


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
    assert custom_ids.read_page(custom_id) is None


def test_a_key_is_found_by_its_hash():
    keys = ["reuters.com", "bbc.co.uk", "cnn.com"]
    assert custom_ids.find_key(custom_ids.hash_key("bbc.co.uk"), keys) == "bbc.co.uk"
    assert custom_ids.find_key(custom_ids.hash_key("gone.example"), keys) is None
    assert custom_ids.find_key("", keys) is None


def test_a_day_before_the_year_1000_is_kept():
    page = custom_ids.ListingPage("timeline", since=date(999, 1, 2))
    assert custom_ids.read_page(custom_ids.build_page_id(page)) == page


def test_a_digest_and_what_to_do_with_it_are_read_back():
    match = custom_ids.DigestId.template.fullmatch(custom_ids.build_digest_id("pause", 7))
    assert match is not None
    assert custom_ids.DigestId.from_match(match) == custom_ids.DigestId("pause", 7)
