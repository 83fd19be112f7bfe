"""What Discord would refuse is found, and a card's parts give way in the right order."""

from typing import Any

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.cards.layout import (
    MESSAGE_LIMIT,
    ComponentRow,
    Cost,
    Separator,
    TextBlock,
    Thumbnail,
    build_card,
    fit_parts,
    part,
)

PICTURE = Thumbnail("https://news.example/p.jpg", "A picture")


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
    assert limits.limit_violations(made) == []


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
    assert any(one.startswith(found) for one in limits.limit_violations(made)), limits.limit_violations(made)


def test_nested_components_are_counted():
    # Four sections of a text and a picture are twelve; with their container thirteen, as discord.py counts too.
    made = build_card([part(0, TextBlock("a", PICTURE)) for _ in range(4)], 0)
    assert sum(1 for _ in made.walk_children()) == 13
    assert limits.limit_violations(made) == []


def test_everything_is_shown_in_full_where_there_is_room():
    parts = [part(0, TextBlock("long")), part(5, TextBlock("longer"), TextBlock("l"))]
    assert fit_parts(parts) == [TextBlock("long"), TextBlock("longer")]


def test_the_least_important_is_shortened_first():
    parts = [
        part(0, TextBlock("a" * 50), TextBlock("a")),
        part(9, TextBlock("b" * 50), TextBlock("b" * 10)),
        part(5, TextBlock("c" * 50), TextBlock("c" * 10)),
    ]
    assert fit_parts(parts, Cost(110, 10)) == [TextBlock("a" * 50), TextBlock("b" * 10), TextBlock("c" * 50)]


def test_what_cannot_be_shortened_enough_is_dropped():
    assert fit_parts([part(0, TextBlock("a" * 50)), part(1, TextBlock("b" * 50))], Cost(60, 10)) == [
        TextBlock("a" * 50)
    ]


def test_a_picture_goes_where_components_are_short_but_its_text_stays():
    parts = [part(rank, TextBlock("a", PICTURE), TextBlock("a")) for rank in range(3)]
    assert fit_parts(parts, Cost(100, 7)) == [TextBlock("a", PICTURE), TextBlock("a", PICTURE), TextBlock("a")]


def test_a_part_that_takes_nothing_of_what_is_short_stays_whole():
    row = ComponentRow((ui.Button(label="a", custom_id="x"),))
    assert fit_parts([part(9, row), part(0, TextBlock("a" * 50), TextBlock("a"))], Cost(10, 10)) == [
        row,
        TextBlock("a"),
    ]


def test_no_line_stands_at_an_end_or_twice():
    rule = part(5, Separator())
    made = build_card([rule, part(0, TextBlock("a")), rule, rule, part(0, TextBlock("b")), rule], 0)
    (container,) = made.children
    assert [type(item) for item in container.children] == [ui.TextDisplay, ui.Separator, ui.TextDisplay]  # pyright: ignore[reportAttributeAccessIssue]


pieces = st.one_of(
    st.text("ab😀", min_size=1, max_size=3_000).map(TextBlock),
    st.text("ab", min_size=1, max_size=300).map(lambda text: TextBlock(text, PICTURE)),
    st.just(Separator()),
)


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(pieces, max_size=3)), max_size=60))
def test_whatever_the_parts_are_they_fit(drawn: list[tuple[int, list[TextBlock | Separator]]]):
    chosen = fit_parts([part(rank, *forms) for rank, forms in drawn])
    assert sum(piece.cost().text for piece in chosen) <= MESSAGE_LIMIT.text
    assert sum(piece.cost().components for piece in chosen) <= MESSAGE_LIMIT.components
