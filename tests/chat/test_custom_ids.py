"""What a button remembers comes back as it was, fits, and never misleads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import custom_ids as ids
from bot.chat import limits

users = st.integers(0, 2**64 - 1)
hashes = st.just("") | st.text(max_size=30).map(ids.short)
pages = st.builds(
    ids.Page,
    kind=st.sampled_from(["latest", "timeline", "source", "topics", "outlets"]),
    asker=users,
    offset=st.integers(0, 999_999),
    count=st.integers(0, 9_999),
    topic=hashes,
    outlet=hashes,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
)


@given(pages, st.text(st.characters(blacklist_categories=["Cs"]), max_size=ids.ABOUT_LONGEST))
def test_a_page_comes_back_as_it_was(page: ids.Page, about: str):
    custom_id = ids.page(page)
    assert limits.size(custom_id) <= limits.CUSTOM_ID
    read = ids.read_page(custom_id, [custom_id, ids.about("")])
    assert read == page
    kept = ids.about(about)
    assert limits.size(kept) <= limits.CUSTOM_ID
    again = ids.read_page(custom_id, [custom_id, kept])
    assert again is not None
    assert about.startswith(again.about)


def test_a_free_text_of_plain_letters_is_kept_whole():
    text = "x" * ids.ABOUT_LONGEST
    page = ids.read_page(ids.page(ids.Page("timeline")), [ids.about(text)])
    assert page is not None
    assert page.about == text


@given(users)
def test_the_asker_is_known_from_every_button(user: int):
    for custom_id in (ids.delete(user), ids.open_menu(user), ids.page(ids.Page("latest", asker=user))):
        assert len(custom_id) <= limits.CUSTOM_ID
        assert ids.asker(custom_id) == user


@given(st.text(max_size=100) | st.from_regex(ids.PAGE, fullmatch=True) | st.from_regex(r"n[0-9]:"))
def test_no_id_makes_the_reader_stumble(custom_id: str):
    assert ids.asker(custom_id) is None or isinstance(ids.asker(custom_id), int)
    page = ids.read_page(custom_id, [custom_id])
    assert page is None or ids.read_page(ids.page(page)) == page


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
def test_another_grammar_is_not_a_page(custom_id: str):
    assert ids.read_page(custom_id) is None


def test_a_key_is_found_again_by_its_hash():
    keys = ["reuters.com", "bbc.co.uk", "cnn.com"]
    assert ids.find(ids.short("bbc.co.uk"), keys) == "bbc.co.uk"
    assert ids.find(ids.short("gone.example"), keys) is None
    assert ids.find("", keys) is None


def test_a_day_before_the_year_1000_is_kept():
    page = ids.Page("timeline", since=date(999, 1, 2))
    assert ids.read_page(ids.page(page)) == page
