"""A reply's buttons say who asked for it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.custom_ids.pages import ListingPage, PageId, build_page_id
from bot.chat.custom_ids.replies import build_delete_id, build_open_menu_id, read_asker


@given(st.integers(0, 2**64 - 1))
def test_the_asker_is_read_from_every_button(user: int):
    for custom_id in (
        build_delete_id(user),
        build_open_menu_id(user),
        build_page_id(ListingPage("latest", asker=user)),
    ):
        assert len(custom_id) <= limits.CUSTOM_ID
        assert read_asker(custom_id) == user


@given(st.text(max_size=100) | st.from_regex(PageId.template, fullmatch=True) | st.from_regex(r"n[0-9]:"))
def test_an_asker_can_be_looked_for_in_any_id(custom_id: str):
    assert read_asker(custom_id) is None or isinstance(read_asker(custom_id), int)
