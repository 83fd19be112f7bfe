"""Ids on digests and follows, on their drafts, and on the messages that they send."""

import re
from typing import Literal, get_args

from bot.chat.custom_ids.grammar import CustomId
from bot.chat.limits import CUSTOM_ID, measure_text
from bot.digests.follow import FollowKind

DigestAction = Literal["save", "check", "cancel", "pause", "delete", "keep"]
"""What a button does with a digest."""


FollowAction = Literal["save", "cancel", "mute", "pause", "resume", "unfollow", "remove"]
"""What a button does with a follow. `unfollow` is on alerts, `remove` on the card of a follow."""


LimitKind = Literal["words", "topic", "outlet"]
"""What a button limits a draft to."""


class EditionId(CustomId, frozen=True):
    """The button on a message of a digest's run."""

    template = re.compile(r"n1:edition:(?P<run>(?P<digest>[0-9]{1,19})[@!][0-9]{1,15})(?::(?P<step>[0-9]{1,2}))?")
    digest: int


class DigestId(CustomId, frozen=True):
    """A button that does something with a digest."""

    template = re.compile(rf"n1:digest:(?P<action>{'|'.join(get_args(DigestAction))}):(?P<digest>[0-9]{{1,19}})")
    action: DigestAction
    digest: int


class LimitId(CustomId, frozen=True):
    """The button that limits a draft to words, or to a topic or outlet, whose key is a `hash_key` hash."""

    template = re.compile(r"n1:limit:(?P<kind>words|topic|outlet):(?P<digest>[0-9]{1,19}):(?P<value>.+)")
    kind: LimitKind
    digest: int
    value: str


class ZoneId(CustomId, frozen=True):
    """The menu that sets the time zone of a draft."""

    template = re.compile(r"n1:zone:(?P<digest>[0-9]{1,19})")
    digest: int


class FollowId(CustomId, frozen=True):
    """A button that does something with a follow."""

    template = re.compile(rf"n1:follow:(?P<action>{'|'.join(get_args(FollowAction))}):(?P<follow>[0-9]{{1,19}})")
    action: FollowAction
    follow: int


class NewFollowId(CustomId, frozen=True):
    """The button that shows the draft of a follow."""

    template = re.compile(rf"n1:new:(?P<kind>{'|'.join(get_args(FollowKind))}):(?P<value>.+)")
    kind: FollowKind
    value: str


def build_edition_id(run: str, step: int = 0) -> str:
    """Return the id of the button on the message of a run's step, which has a number from 0."""
    return f"n1:edition:{run}:{step}" if step else f"n1:edition:{run}"


def build_digest_id(action: DigestAction, number: int) -> str:
    """Return the id of a button that does something with a digest."""
    return f"n1:digest:{action}:{number}"


def build_limit_id(kind: LimitKind, number: int, value: str) -> str:
    """Return the id of a button that limits a draft. `value`: words, or the `hash_key` of a topic or outlet."""
    return f"n1:limit:{kind}:{number}:{value}"


def build_zone_id(number: int) -> str:
    """Return the id of the menu that sets the time zone of a draft."""
    return f"n1:zone:{number}"


def build_follow_id(action: FollowAction, number: int) -> str:
    """Return the id of a button that does something with a follow."""
    return f"n1:follow:{action}:{number}"


def build_new_follow_id(kind: FollowKind, value: str) -> str | None:
    """Return the id of the button that shows the draft of a follow; None if it has no room for the words."""
    custom_id = f"n1:new:{kind}:{value}"
    return custom_id if value and measure_text(custom_id) <= CUSTOM_ID else None
