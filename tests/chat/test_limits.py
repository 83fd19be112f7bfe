"""`find_violations` finds what Discord would refuse in a card."""

from typing import Any

import discord
import pytest
from discord import ui

from bot.chat import limits


def make_view(*items: ui.Item[Any]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def button_row(**options: Any) -> ui.ActionRow[Any]:
    return ui.ActionRow(ui.Button(**options))


def menu_row(**options: Any) -> ui.ActionRow[Any]:
    return ui.ActionRow(ui.Select(**options))


def test_a_card_within_the_limits_has_no_violations():
    view = make_view(ui.Container(ui.TextDisplay("a"), button_row(label="Go", custom_id="x")))
    assert limits.find_violations(view) == []


OPTION = discord.SelectOption(label="a", value="a")


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (make_view(), "a message without components"),
        (
            make_view(ui.TextDisplay("a" * 2_001), ui.TextDisplay("b" * 2_000)),
            "4001 characters of text, 4000 are allowed",
        ),
        (make_view(ui.TextDisplay("😀" * 2_001)), "4002 characters of text, 4000 are allowed"),
        (make_view(ui.TextDisplay(" ")), "text of 1 characters, 1 to 4000 are allowed"),
        (make_view(button_row(label="a" * 81, custom_id="x")), "button label of 81 characters, 0 to 80 are allowed"),
        (make_view(button_row(custom_id="x")), "a button without a label"),
        (
            make_view(button_row(label="a", url="https://a.example/" + "b" * 495)),
            "button URL of 513 characters",
        ),
        (make_view(button_row(label="a", url="javascript:x")), "a button that leads to 'javascript:x'"),
        (
            make_view(button_row(label="a", custom_id="x"), button_row(label="b", custom_id="x")),
            "two components",
        ),
        (make_view(menu_row(custom_id="x", options=[])), "a menu of 0 options"),
        (make_view(menu_row(custom_id="x", options=[OPTION, OPTION])), "two options with one value"),
        (
            make_view(ui.Section("a", accessory=ui.Thumbnail("https://a.example/" + "b" * 2_040))),
            "picture of 2058 characters",
        ),
    ],
)
def test_what_discord_refuses_is_found(view: ui.LayoutView, expected: str):
    assert any(violation.startswith(expected) for violation in limits.find_violations(view)), limits.find_violations(
        view
    )
