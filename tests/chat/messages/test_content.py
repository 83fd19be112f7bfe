"""A message is read as people see it."""

from types import SimpleNamespace
from typing import cast

import discord

from bot.chat.messages.content import read_text


def make_message(content: str, **mentions: object) -> discord.Message:
    no_mentions = {"mentions": [], "role_mentions": [], "channel_mentions": []}
    return cast("discord.Message", SimpleNamespace(**{"content": content, **no_mentions, **mentions}))


def test_people_and_channels_are_read_by_their_names():
    message = make_message(
        "what did <@7> say in <#8>?",
        mentions=[SimpleNamespace(id=7, display_name="Ann")],
        channel_mentions=[SimpleNamespace(id=8, name="general")],
    )
    assert read_text(message) == "what did Ann say in general?"


def test_both_forms_of_a_mention_of_the_bot_are_left_out():
    assert read_text(make_message("<@!5> who flooded <@5>"), without=5) == "who flooded"


def test_a_custom_emoji_is_read_by_its_name():
    assert read_text(make_message("<a:wave:123> hello")) == "wave  hello"
