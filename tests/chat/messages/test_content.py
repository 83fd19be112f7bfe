"""What a message is taken to say."""

from types import SimpleNamespace
from typing import cast

import discord
import pytest

from bot.catalogue import Catalogue
from bot.chat.messages.content import readable_text
from bot.chat.messages.handler import is_greeting


def _message(content: str, **named: object) -> discord.Message:
    nobody = {"mentions": [], "role_mentions": [], "channel_mentions": []}
    return cast("discord.Message", SimpleNamespace(**{"content": content, **nobody, **named}))


def test_people_and_channels_are_called_by_their_names():
    message = _message(
        "what did <@7> say in <#8>?",
        mentions=[SimpleNamespace(id=7, display_name="Ann")],
        channel_mentions=[SimpleNamespace(id=8, name="general")],
    )
    assert readable_text(message) == "what did Ann say in general?"


def test_the_bot_is_left_out_in_either_form_of_a_mention():
    assert readable_text(_message("<@!5> who flooded <@5>"), without=5) == "who flooded"


def test_a_custom_emoji_is_its_name():
    assert readable_text(_message("<a:wave:123> hello")) == "wave  hello"


@pytest.mark.parametrize(
    "said", ["hi", "Hello!", "HEY", "help", "?", "??", "hi Nutgraf", "Nutgraf", "good morning", "What can you do?"]
)
def test_a_greeting_is_known_as_one(said):
    assert is_greeting(Catalogue.load(), said, "Nutgraf")


@pytest.mark.parametrize("said", ["help for flood victims", "hi tech layoffs", "a", "🙂", "hello kitty recall", "who?"])
def test_a_question_is_no_greeting(said):
    assert not is_greeting(Catalogue.load(), said, "Nutgraf")


def test_other_languages_bring_their_greetings(tmp_path):
    for locale, greetings in (("en-US", "hi"), ("de", "Grüß Gott, Servus")):
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "chat.ftl").write_text(f"greetings = {greetings}\n", "utf-8")
    catalogue = Catalogue.load(tmp_path)
    assert is_greeting(catalogue, "gruss gott!", "Nutgraf") or is_greeting(catalogue, "Grüß Gott", "Nutgraf")
    assert is_greeting(catalogue, "servus", "Nutgraf")
