"""What Discord would refuse is found, and a card's parts give way in the right order."""

from typing import Any

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.cards.layout import ROOM, Cost, Lines, Picture, Row, Rule, card, fit, part

PICTURE = Picture("https://news.example/p.jpg", "A picture")


def view(*items: ui.Item[Any]) -> ui.LayoutView:
    made = ui.LayoutView(timeout=None)
    for item in items:
        made.add_item(item)
    return made


def button(**options: Any) -> ui.ActionRow[Any]:
    return ui.ActionRow(ui.Button(**options))


def menu(**options: Any) -> ui.ActionRow[Any]:
    return ui.ActionRow(ui.Select(**options))


def test_a_card_within_the_limits_has_no_violations():
    made = view(ui.Container(ui.TextDisplay("a"), button(label="Go", custom_id="x")))
    assert limits.violations(made) == []


OPTION = discord.SelectOption(label="a", value="a")


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (view(), "a message without components"),
        (view(ui.TextDisplay("a" * 2_001), ui.TextDisplay("b" * 2_000)), "4001 characters of text, 4000 are allowed"),
        (view(ui.TextDisplay("😀" * 2_001)), "4002 characters of text, 4000 are allowed"),
        (view(ui.TextDisplay(" ")), "text of 1 characters, 1 to 4000 are allowed"),
        (view(button(label="a" * 81, custom_id="x")), "button label of 81 characters, 0 to 80 are allowed"),
        (view(button(custom_id="x")), "a button without a label"),
        (view(button(label="a", url="https://a.example/" + "b" * 495)), "button address of 513 characters, 1 to 512"),
        (view(button(label="a", url="javascript:x")), "a button that leads to 'javascript:x'"),
        (view(button(label="a", custom_id="x"), button(label="b", custom_id="x")), "two components with the custom_id"),
        (view(menu(custom_id="x", options=[])), "a menu of 0 options"),
        (view(menu(custom_id="x", options=[OPTION, OPTION])), "two options with one value"),
        (
            view(ui.Section("a", accessory=ui.Thumbnail("https://a.example/" + "b" * 2_040))),
            "picture of 2058 characters",
        ),
    ],
)
def test_what_discord_refuses_is_found(made: ui.LayoutView, found: str):
    assert any(one.startswith(found) for one in limits.violations(made)), limits.violations(made)


def test_nested_components_are_counted():
    # Four sections of a text and a picture are twelve; with their container thirteen, as discord.py counts too.
    made = card([part(0, Lines("a", PICTURE)) for _ in range(4)], 0)
    assert sum(1 for _ in made.walk_children()) == 13
    assert limits.violations(made) == []


def test_everything_is_shown_in_full_where_there_is_room():
    parts = [part(0, Lines("long")), part(5, Lines("longer"), Lines("l"))]
    assert fit(parts) == [Lines("long"), Lines("longer")]


def test_the_least_important_is_shortened_first():
    parts = [
        part(0, Lines("a" * 50), Lines("a")),
        part(9, Lines("b" * 50), Lines("b" * 10)),
        part(5, Lines("c" * 50), Lines("c" * 10)),
    ]
    assert fit(parts, Cost(110, 10)) == [Lines("a" * 50), Lines("b" * 10), Lines("c" * 50)]


def test_what_cannot_be_shortened_enough_is_dropped():
    assert fit([part(0, Lines("a" * 50)), part(1, Lines("b" * 50))], Cost(60, 10)) == [Lines("a" * 50)]


def test_a_picture_goes_where_components_are_short_but_its_text_stays():
    parts = [part(rank, Lines("a", PICTURE), Lines("a")) for rank in range(3)]
    assert fit(parts, Cost(100, 7)) == [Lines("a", PICTURE), Lines("a", PICTURE), Lines("a")]


def test_a_part_that_takes_nothing_of_what_is_short_stays_whole():
    row = Row((ui.Button(label="a", custom_id="x"),))
    assert fit([part(9, row), part(0, Lines("a" * 50), Lines("a"))], Cost(10, 10)) == [row, Lines("a")]


def test_no_line_stands_at_an_end_or_twice():
    rule = part(5, Rule())
    made = card([rule, part(0, Lines("a")), rule, rule, part(0, Lines("b")), rule], 0)
    (container,) = made.children
    assert [type(item) for item in container.children] == [ui.TextDisplay, ui.Separator, ui.TextDisplay]  # pyright: ignore[reportAttributeAccessIssue]


pieces = st.one_of(
    st.text("ab😀", min_size=1, max_size=3_000).map(Lines),
    st.text("ab", min_size=1, max_size=300).map(lambda text: Lines(text, PICTURE)),
    st.just(Rule()),
)


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(pieces, max_size=3)), max_size=60))
def test_whatever_the_parts_are_they_fit(drawn: list[tuple[int, list[Lines | Rule]]]):
    chosen = fit([part(rank, *forms) for rank, forms in drawn])
    assert sum(piece.cost().text for piece in chosen) <= ROOM.text
    assert sum(piece.cost().components for piece in chosen) <= ROOM.components
