"""Ids on digests and follows, on their drafts, and on the messages that they send."""

import re
from collections.abc import Sequence
from typing import Literal, get_args

from bot.chat.custom_ids.grammar import CustomId
from bot.chat.limits import CUSTOM_ID, measure_text
from bot.digests.follow import FollowKind

DigestAction = Literal["save", "check", "cancel", "pause", "delete", "keep"]
"""What a button does with a digest."""


FollowAction = Literal["save", "cancel", "mute", "pause", "resume", "unfollow", "remove"]
"""What a button does with a follow. `unfollow` is on alerts, `remove` on the card of a follow."""


LimitKind = Literal["words", "topic", "outlet", "story"]
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
    """The button that limits a draft to words, to a topic or outlet, whose key is a `hash_key` hash, or to the story of
    an article.
    """

    template = re.compile(
        rf"n1:limit:(?P<kind>{'|'.join(get_args(LimitKind))}):(?P<digest>[0-9]{{1,19}}):(?P<value>.+)"
    )
    kind: LimitKind
    digest: int
    value: str


class ChangeId(CustomId, frozen=True):
    """The button that sets the topics or outlets of a saved digest, and adds words.

    `keys`: the `hash_key` hashes of all of them, with commas.
    """

    template = re.compile(
        r"n1:change:(?P<kind>topic|outlet):(?P<digest>[0-9]{1,19}):(?P<keys>[0-9a-f,]*):(?P<words>.*)"
    )
    kind: Literal["topic", "outlet"]
    digest: int
    keys: str
    words: str


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


def build_limit_id(kind: LimitKind, number: int, value: str) -> str | None:
    """Return the id of a button that limits a draft; None if it has no room for the words.

    `value`: words, the `hash_key` hash of a topic or outlet, or the id of a story's article.
    """
    return _fit(f"n1:limit:{kind}:{number}:{value}") if value else None


def build_change_id(
    kind: Literal["topic", "outlet"], number: int, hashes: Sequence[str], words: str = ""
) -> str | None:
    """Return the id of a button that changes a saved digest; None if it has no room for all of that.

    `hashes`: the `hash_key` hashes of all topics or outlets.
    """
    return _fit(f"n1:change:{kind}:{number}:{','.join(hashes)}:{words}") if hashes or words else None


def build_zone_id(number: int) -> str:
    """Return the id of the menu that sets the time zone of a draft."""
    return f"n1:zone:{number}"


def build_follow_id(action: FollowAction, number: int) -> str:
    """Return the id of a button that does something with a follow."""
    return f"n1:follow:{action}:{number}"


def build_new_follow_id(kind: FollowKind, value: str) -> str | None:
    """Return the id of the button that shows the draft of a follow; None if it has no room for the words."""
    return _fit(f"n1:new:{kind}:{value}") if value else None


def _fit(custom_id: str) -> str | None:
    return custom_id if measure_text(custom_id) <= CUSTOM_ID else None
