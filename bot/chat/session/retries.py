"""Repeats a request whose connection broke, because nobody knows whether it arrived.

That is safe: an interaction takes one answer (Discord refuses the second with 40060), and a message carries a nonce.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.chat.session.errors import ALREADY_ACKNOWLEDGED

R = TypeVar("R")

PAUSES = (0.2, 0.8)
"""Seconds before each further attempt."""

_log = logging.getLogger(__name__)


def build_nonce(subject: str) -> str:
    """Return 24 characters (Discord allows 25) that are the same for every attempt to send a message on a subject."""
    return hashlib.blake2b(subject.encode(), digest_size=12).hexdigest()


async def send_once(send: Callable[[], Awaitable[R]]) -> R | None:
    """Call `send`, and again if the connection breaks. Return None if an earlier attempt turns out to have arrived."""
    try:
        return await send()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        broken: Exception = error
    for pause in PAUSES:
        _log.info("the connection broke within a request, which is sent again: %s", broken)
        await asyncio.sleep(pause)
        try:
            return await send()
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED:
                return None
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            broken = error
    raise broken
