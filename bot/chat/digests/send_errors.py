"""What Discord, the library and the network raise, as the errors of `digests.ports`."""

import asyncio
import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import aiohttp
import discord

from bot.chat.session import errors
from bot.digests.ports import HistoryUnreadableError, SendDeferredError, SendRefusedError

_REASONS_BY_CODE = {50007: "closed", 40067: "tag", 50083: "locked", 160005: "locked"}
"""Reasons for `SendRefusedError` by Discord's codes: "Cannot send messages to this user", "A tag is required to create
a forum post in this channel", "Thread is archived", "Thread is locked". A message that is sent to an archived thread
unarchives it, unless a moderator locked it: https://discord.com/developers/docs/topics/threads"""

_REASONS_BY_STATUS = {401: "unauthorized", 403: "forbidden", 404: "gone"}
_FORBIDDEN, _LIMITED = 403, 429

_FIRST_RETRY_AFTER = 1.0
"""Seconds after which discord.py first retries a request that met a server error."""

_log = logging.getLogger(__name__)


@contextmanager
def mark_retries_uncertain() -> Generator[None]:
    """Call a failure uncertain if discord.py had time to retry.

    Only the last attempt's error is raised. An earlier attempt may have met a server error after which the message is
    there all the same.
    """
    started = asyncio.get_running_loop().time()
    try:
        yield
    except SendDeferredError as error:
        if asyncio.get_running_loop().time() - started < _FIRST_RETRY_AFTER:
            raise
        raise SendDeferredError(str(error), uncertain=True, after=error.after) from None


@contextmanager
def translate_send_errors(*, reading: bool = False) -> Generator[None]:
    """Translate what Discord, the library and the network raise to `SendRefusedError` and `SendDeferredError`.

    `reading`: the request changes nothing on Discord.
    """
    try:
        yield
    except discord.RateLimited as error:
        raise SendDeferredError("rate limited", uncertain=False, after=error.retry_after) from None
    except discord.HTTPException as error:
        raise _translate_response(error, reading=reading) from None
    except (aiohttp.ClientConnectorError, discord.ClientException) as error:
        # There was no connection, so nothing was sent.
        raise SendDeferredError(f"Discord can't be reached ({error})", uncertain=False) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SendDeferredError(f"the connection broke ({type(error).__name__})", uncertain=not reading) from None
    except RuntimeError as error:
        # From discord.py's HTTP session while the client is being closed.
        raise SendDeferredError(f"the client is closed ({error})", uncertain=False) from None


def _translate_response(
    error: discord.HTTPException, *, reading: bool
) -> SendRefusedError | SendDeferredError | HistoryUnreadableError:
    if error.status == _FORBIDDEN and reading:
        return HistoryUnreadableError()
    if error.status == _LIMITED:
        after: Any = error.response.headers.get("Retry-After", 0)
        return SendDeferredError("rate limited", uncertain=False, after=float(after))
    if error.status >= errors.SERVER_ERROR:
        return SendDeferredError(f"Discord answers {error.status}", uncertain=not reading)
    reason = _REASONS_BY_CODE.get(error.code) or _REASONS_BY_STATUS.get(error.status)
    if reason is None:
        _log.error("Discord refused an edition: %s", error)
    return SendRefusedError(reason or "rejected")
