"""A list is shown a page at a time, and its buttons remember everything that they need."""

from datetime import UTC, datetime

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import Catalogue
from bot.chat import limits
from bot.chat.cards.parts import paging
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import TextBlock, build_card, build_part
from bot.chat.cards.parts.markdown import escape
from bot.chat.custom_ids.grammar import hash_key
from bot.chat.custom_ids.pages import ListingPage, build_about_id, read_page
from bot.coverage.archive.build import build_archive

CONTEXT = CardContext(
    Catalogue.load().get_translator("en-US", escape), build_archive([]), datetime(2026, 1, 1, tzinfo=UTC), asker=7
)


def buttons_of(page: ListingPage, total: int, size: int = 5) -> list[ui.Button]:
    return [
        item
        for row in paging.build_page_buttons(page, total, size, CONTEXT)
        for item in row.items
        if isinstance(item, ui.Button)
    ]


def page_of(button: ui.Button, buttons: list[ui.Button]) -> ListingPage | None:
    assert button.custom_id
    return read_page(button.custom_id, [other.custom_id for other in buttons if other.custom_id])


def test_a_list_of_one_page_has_no_page_buttons():
    assert [button.label for button in buttons_of(ListingPage("latest"), 5)] == ["Export", "Delete"]
    assert [button.label for button in buttons_of(ListingPage("topics"), 5)] == ["Delete"]


def test_an_export_of_one_page_has_the_free_text_too():
    number, export, _ = buttons = buttons_of(ListingPage("timeline", about="harbor"), 5)
    assert (number.label, number.disabled) == ("1 of 1", True)
    assert page_of(export, buttons) == ListingPage("timeline", about="harbor")


def test_pages_have_a_row_of_their_own_if_one_row_has_no_room_for_all_buttons():
    follow = ui.Button(label="Follow", custom_id="follow")
    rows = paging.build_page_buttons(ListingPage("timeline"), 12, 5, CONTEXT, follow=follow)
    labels = [[button.label for button in row.items if isinstance(button, ui.Button)] for row in rows]
    assert labels == [["‹ Back", "1 of 3", "Next ›"], ["Follow", "Export", "Delete"]]


def test_the_buttons_show_the_page_and_are_disabled_at_the_ends():
    first = buttons_of(ListingPage("latest"), 12)
    last = buttons_of(ListingPage("latest", offset=10), 12)
    assert [(button.label, button.disabled) for button in first[:3]] == [
        ("‹ Back", True),
        ("1 of 3", True),
        ("Next ›", False),
    ]
    assert [(button.label, button.disabled) for button in last[:3]] == [
        ("‹ Back", False),
        ("3 of 3", True),
        ("Next ›", True),
    ]


def test_next_and_back_keep_the_limits_and_the_free_text():
    page = ListingPage("timeline", asker=7, offset=5, topic=hash_key("harbor"), about="the [old] harbor, “again”")
    back, number, forward, _, _ = buttons = buttons_of(page, 12)
    assert number.custom_id == build_about_id(page.about)
    following = page_of(forward, buttons)
    assert following is not None
    assert (following.offset, following.topic, following.about) == (10, page.topic, page.about)
    previous = page_of(back, buttons)
    assert previous is not None
    assert previous.offset == 0


@pytest.mark.parametrize(("offset", "total", "first"), [(0, 0, 0), (7, 12, 5), (99, 12, 10), (99, 10, 5), (5, 5, 0)])
def test_the_last_page_is_shown_if_the_list_has_become_shorter(offset: int, total: int, first: int):
    assert paging.find_page_start(ListingPage("latest", offset=offset), total, 5) == first


@given(st.integers(0, 200), st.integers(0, 300), st.integers(1, 20))
def test_every_row_is_on_exactly_one_page(total: int, offset: int, size: int):
    rows = range(total)
    seen = [
        row
        for first in range(0, max(1, total), size)
        for row in paging.select_page_rows(rows, ListingPage("latest", offset=first), size)
    ]
    assert seen == list(rows)
    assert len(paging.select_page_rows(rows, ListingPage("latest", offset=offset), size)) <= size


@given(st.integers(0, 900_000), st.integers(0, 900_000), st.integers(1, 20), st.text(max_size=200))
def test_the_buttons_always_fit(total: int, offset: int, size: int, about: str):
    about = about.encode("utf-8", "ignore").decode()
    rows = paging.build_page_buttons(ListingPage("timeline", offset=offset, about=about), total, size, CONTEXT)
    assert (
        limits.find_violations(build_card([build_part(0, TextBlock("a")), *(build_part(0, row) for row in rows)], 0))
        == []
    )
