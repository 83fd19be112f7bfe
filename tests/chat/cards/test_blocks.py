"""What readers are told about the judge, for each place that the model can be in."""

import pytest

from bot.chat.cards.blocks import format_judge_notice
from bot.chat.cards.card_context import JudgeNotice
from tests.chat.cards.samples import context_of
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

    assert f"goes to a language model {told}." in text
    assert "writes nothing itself" in text
    assert ("I don’t send questions in direct messages" in text) is not sees_private
