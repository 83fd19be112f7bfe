"""What the ids of all buttons share: their type, how an asker and a key are written, and the room that an id has."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar, Self

import discord
from msgspec import Struct, convert

from bot.chat.limits import CUSTOM_ID, measure_text

ASKER_PATTERN = r"(?P<asker>[0-9a-z]{1,13})"


class CustomId(Struct, frozen=True):
    """What a `custom_id` says. Each field of a subclass is a named group of its `template`.

    discord.py matches the ids of components that are used with the templates.
    """

    template: ClassVar[re.Pattern[str]]

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Return what the `custom_id` says that `template` matched."""
        return convert(match.groupdict(), cls, strict=False)


def hash_key(key: str) -> str:
    """Return ten hex digits for the key of an outlet or topic. Two of 3,000 keys collide once in 240,000 archives."""
    return hashlib.blake2b(key.encode(), digest_size=5).hexdigest()


def find_key(hashed: str, keys: Iterable[str]) -> str | None:
    """Return the key with this `hash_key`; None if no key has it, or if `hashed` is empty."""
    return next((key for key in keys if hash_key(key) == hashed), None) if hashed else None


def cut_id(custom_id: str) -> str:
    """Return an id cut to the room that Discord has for one."""
    while measure_text(custom_id) > CUSTOM_ID:
        custom_id = custom_id[:-1]
    return custom_id


def list_message_ids(message: discord.Message) -> tuple[str, ...]:
    """Return every `custom_id` on a message, in order."""
    return tuple(
        item.custom_id
        for item in discord.ui.LayoutView.from_message(message, timeout=None).walk_children()
        if isinstance(item, discord.ui.Button | discord.ui.Select) and item.custom_id
    )


# Several buttons of a reply name its asker.
@lru_cache(maxsize=64)
def encode_base36(value: int) -> str:
    """Return a user id as the ids of buttons write it: lower-case, in base 36."""
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
