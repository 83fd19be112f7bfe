"""What readers learn about the judge, wherever the model runs; and suggestions."""

import pytest
from discord import ui

from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import LISTING, build_suggestions, format_judge_notice
from bot.chat.cards.parts.card_context import JudgeNotice
from tests.chat.cards.samples import context_of, find_items, text_of
from tests.support.conversations import DESK


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("machine", "on the machine that I run on"),
        ("network", "in my operator’s own network"),
        ("models.example", "at models.example"),
    ],
)
@pytest.mark.parametrize("sees_private", [True, False])
def test_the_place_and_the_questions_are_told(place: str, told: str, *, sees_private: bool):
    text = format_judge_notice(JudgeNotice(place, sees_private=sees_private), context_of(DESK.archive))
    text = text.replace("\\", "")

    assert f"to a language model {told}." in text
    assert "writes nothing itself" in text
    assert ("I don’t send questions from direct messages" in text) is not sees_private


def test_a_suggestion_too_long_for_a_button_is_a_line():
    long = "What did the harbour council say about " + "the bridge and " * 10
    view = layout.build_card([build_suggestions(["latest news", long], context_of(DESK.archive))], LISTING)

    (button,) = find_items(view, ui.Button)
    assert (button.label, button.custom_id) == ("latest news", "n1:ask:latest news")
    assert "- What did the harbour council say" in text_of(view)


def test_a_suggestion_comes_once():
    view = layout.build_card([build_suggestions(["latest news", " latest  news"], context_of(DESK.archive))], LISTING)

    assert len(list(find_items(view, ui.Button))) == 1
