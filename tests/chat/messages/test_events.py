"""Messages that can't be for the bot are dropped before they become objects."""

from typing import Any

import pytest

from bot.chat.messages.events import may_be_addressed

ME, MEMBER, OTHER = 1, 2, 3


def build_event(author: int = MEMBER, mentions: tuple[int, ...] = (), *, on_server: bool = True) -> Any:
    event: dict[str, Any] = {
        "id": "10",
        "author": {"id": str(author)},
        "mentions": [{"id": str(user)} for user in mentions],
    }
    return event | ({"guild_id": "20"} if on_server else {})


@pytest.mark.parametrize("event", [build_event(on_server=False), build_event(mentions=(OTHER, ME))])
def test_a_direct_message_and_a_mention_may_be_for_the_bot(event: Any):
    assert may_be_addressed(ME, event)


@pytest.mark.parametrize(
    "event",
    [
        build_event(),
        build_event(mentions=(OTHER,)),
        build_event(ME, mentions=(ME,)),
        build_event(ME, on_server=False),
    ],
)
def test_the_bots_own_messages_and_those_that_mention_only_others_are_not_for_it(event: Any):
    assert not may_be_addressed(ME, event)
