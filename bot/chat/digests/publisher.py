"""How an edition reaches Discord, and the clock that its delivery waits by: what `digests.ports` asks for."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bot.chat import custom_ids
from bot.chat.cards.edition import build_edition_card
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown
from bot.chat.digests.servers import find_admin_channel, read_permissions
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.chat.session.discord_time import DiscordTime
from bot.chat.session.requests import guard_requests
from bot.digests.digest import Digest, Edition, Run
from bot.digests.ports import (
    HistoryUnreadableError,
    SendDeferredError,
    SendRefusedError,
    SentMessage,
    TimeUnknownError,
)

CANNOT_MESSAGE_USER = 50007
"""Discord's code for "Cannot send messages to this user"."""

SEND_TIMEOUT = 45.0
"""Seconds that sending may take, including discord.py's own retries."""

_FIRST_RETRY_AFTER = 1.0
"""Seconds after which discord.py first retries a request that met a server error."""

_HISTORY_LIMIT = 1_000
"""Messages of a channel that are searched for one of ours."""

_SEARCH_MARGIN = timedelta(minutes=1)
"""How far before an attempt its message is searched for. We know Discord's time to about two seconds, and its servers'
clocks differ."""

_SYNC_TIMEOUT = 15.0
"""Seconds within which Discord must tell the time."""

_WAKE, _NEVER = "digest_wake", "digest_never"
_UNAUTHORIZED, _LIMITED = 401, 429

_log = logging.getLogger(__name__)


def _never() -> bool:
    return False


class ClientClock:
    """The clock of a client. It waits with `wait_for`, so that a simulated Discord can skip the time.

    `discord_time`: what `now` is read from; None if Discord is simulated, and `now` is its time.
    """

    def __init__(
        self, client: discord.Client, now: Callable[[], datetime], discord_time: DiscordTime | None = None
    ) -> None:
        self._client = client
        self._now = now
        self._discord_time = discord_time
        self._sync_lock = asyncio.Lock()
        self._woken = False

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return self._now()

    async def sync(self) -> None:
        """Ask Discord for its time, unless it told it just now. Raises `TimeUnknownError`."""
        if self._discord_time is None:
            return
        # One question is enough for all who wait.
        async with self._sync_lock:
            if self._discord_time.is_fresh:
                return
            try:
                # Any answer tells the time. This one is small, and its limit is not shared with what members see.
                async with asyncio.timeout(_SYNC_TIMEOUT):
                    await self._client.application_info()
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
                raise TimeUnknownError(f"Discord can't be reached ({type(error).__name__})") from None
            if not self._discord_time.is_fresh:
                raise TimeUnknownError("its answers have no Date header; a proxy may have removed it")

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""
        try:
            await self._client.wait_for(_NEVER, check=_never, timeout=max(0.0, seconds))
        except TimeoutError:
            # discord.py keeps a waiter that timed out until its event comes. This event wakes nobody else.
            self._client.dispatch(_NEVER)

    async def wait(self, seconds: float) -> None:
        """Wait for `seconds`, or until somebody calls `wake`."""
        if not self._woken:
            with suppress(TimeoutError):
                await self._client.wait_for(_WAKE, timeout=max(0.0, seconds))
        self._woken = False

    def wake(self) -> None:
        """End the current `wait`; if there is none, the next `wait` returns at once."""
        self._woken = True
        self._client.dispatch(_WAKE)


class DiscordPublisher:
    """A `digests.ports.Publisher` that uses a connected client."""

    def __init__(self, client: discord.Client, bot: BotContext) -> None:
        self._client = client
        self._bot = bot

    async def publish(
        self, digest: Digest, run: Run, edition: Edition, guard: Callable[[], Awaitable[None]]
    ) -> SentMessage:
        """Send an edition as one message. `guard` is called right before each request.

        If the same run was published in the last few minutes, Discord returns that message and sends no second one.
        Raises `SendRefusedError` and `SendDeferredError`, and what `guard` raises.
        """
        with _mark_retries_uncertain(), translate_errors(), guard_requests(guard):
            async with asyncio.timeout(SEND_TIMEOUT):
                channel = await self._open_channel(digest)
                try:
                    message = await self._send(channel, digest, run, edition, pictures=True)
                except discord.HTTPException as error:
                    if error.code != errors.INVALID_FORM:
                        raise
                    _log.warning("Discord refused an edition, which is sent again without images: %s", error)
                    message = await self._send(channel, digest, run, edition, pictures=False)
        return SentMessage(message.channel.id, message.id)

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        """Return the run's message, if it is among those sent since.

        Raises `HistoryUnreadableError`, `SendRefusedError` and `SendDeferredError`.
        """
        button_id, seen = custom_ids.build_edition_id(run.id), 0
        with translate_errors(reading=True):
            # If the bot may not read the history, Discord returns an empty list instead of an error.
            if not await self._can_read_history(digest):
                raise HistoryUnreadableError
            channel = await self._open_channel(digest)
            async with asyncio.timeout(SEND_TIMEOUT):
                async for message in channel.history(
                    limit=_HISTORY_LIMIT, after=since - _SEARCH_MARGIN, oldest_first=True
                ):
                    seen += 1
                    if message.author.id == self._own_id and button_id in custom_ids.list_message_ids(message):
                        return SentMessage(message.channel.id, message.id)
        if seen >= _HISTORY_LIMIT:
            raise HistoryUnreadableError
        return None

    async def notify_paused(self, digest: Digest, reason: str) -> None:
        """Tell the digest's creator, or the server's admins, that it was paused. Never raises."""
        words, is_follow = self._bot.words_in(digest.locale), digest.follow is not None
        if digest.is_personal:
            text = words("follow-failing-mine" if is_follow else "digest-failing-mine")
        else:
            place = {"place": Markdown(f"<#{digest.channel}>"), "reason": reason}
            text = words("follow-failing" if is_follow else "digest-failing", place)
        if await self._send_notice(text, person=digest.creator):
            return
        if digest.server is not None and await self._send_notice(text, server=digest.server):
            return
        _log.warning("could not tell anybody that digest %d is paused", digest.id)

    async def _send_notice(self, text: str, *, person: int = 0, server: int = 0) -> bool:
        """Send a notice to a person, or to a server's admins. Returns False if it did not arrive."""
        try:
            open_place = self._open_dm(person) if person else find_admin_channel(self._client, server)
            destination = await open_place
            if destination is not None:
                await destination.send(text)
        except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError) as error:
            _log.info("a notice about a paused digest did not arrive: %s", error)
            return False
        return destination is not None

    async def _send(
        self, channel: discord.abc.Messageable, digest: Digest, run: Run, edition: Edition, *, pictures: bool
    ) -> discord.Message:
        desk = self._bot.desk()
        words = self._bot.words_in(digest.locale)
        context = CardContext(words, desk.archive, self._bot.clock(), show_pictures=pictures)
        view = build_edition_card(edition, digest, run, context)
        view.stop()
        # Discord documents the ids of roles as text; discord.py sends them as they are here.
        roles: list[Any] = [SimpleNamespace(id=str(digest.role))] if digest.role is not None else []
        allowed = discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
        return await channel.send(view=view, nonce=build_nonce(run), allowed_mentions=allowed)

    async def _open_channel(self, digest: Digest) -> discord.abc.Messageable:
        if digest.is_personal:
            return await self._open_dm(digest.creator)
        return self._client.get_partial_messageable(digest.channel, guild_id=digest.server)

    async def _open_dm(self, person: int) -> discord.abc.Messageable:
        return await self._client.create_dm(discord.Object(person))  # pyright: ignore[reportArgumentType] - by id alone

    async def _can_read_history(self, digest: Digest) -> bool:
        if digest.server is None:
            return True
        granted = await read_permissions(self._client, digest.server, digest.channel)
        return granted is not None and granted.view_channel and granted.read_message_history

    @property
    def _own_id(self) -> int:
        return self._client.user.id if self._client.user else 0


def build_nonce(run: Run) -> str:
    """Return 24 characters (Discord allows 25) that are the same for every attempt to send a run."""
    return hashlib.blake2b(run.id.encode(), digest_size=12).hexdigest()


@contextmanager
def _mark_retries_uncertain() -> Generator[None]:
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
def translate_errors(*, reading: bool = False) -> Generator[None]:
    """Translate what Discord, the library and the network raise to `SendRefusedError` and `SendDeferredError`.

    `reading`: the request changes nothing on Discord.
    """
    try:
        yield
    except discord.Forbidden as error:
        if reading:
            raise HistoryUnreadableError from None
        raise SendRefusedError("closed" if error.code == CANNOT_MESSAGE_USER else "forbidden") from None
    except discord.NotFound:
        raise SendRefusedError("gone") from None
    except discord.RateLimited as error:
        raise SendDeferredError("rate limited", uncertain=False, after=error.retry_after) from None
    except discord.HTTPException as error:
        raise _translate_status(error, reading=reading) from None
    except (aiohttp.ClientConnectorError, discord.ClientException) as error:
        # There was no connection, so nothing was sent.
        raise SendDeferredError(f"Discord can't be reached ({error})", uncertain=False) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SendDeferredError(f"the connection broke ({type(error).__name__})", uncertain=not reading) from None
    except RuntimeError as error:
        # From discord.py's HTTP session while the client is being closed.
        raise SendDeferredError(f"the client is closed ({error})", uncertain=False) from None


def _translate_status(error: discord.HTTPException, *, reading: bool) -> SendRefusedError | SendDeferredError:
    if error.status == _UNAUTHORIZED:
        return SendRefusedError("unauthorized")
    if error.status == _LIMITED:
        after: Any = error.response.headers.get("Retry-After", 0)
        return SendDeferredError("rate limited", uncertain=False, after=float(after))
    if error.status >= errors.SERVER_ERROR:
        return SendDeferredError(f"Discord answers {error.status}", uncertain=not reading)
    _log.error("Discord refused an edition: %s", error)
    return SendRefusedError("rejected")
