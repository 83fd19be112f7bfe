"""An edition's way to Discord, and the time that it is waited in: what `digests.ports` asks for."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bot.chat import custom_ids
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.edition import edition_card
from bot.chat.cards.markdown import Markdown
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.digests.digest import Digest, Edition, Run
from bot.digests.ports import HistoryUnreadableError, SendDeferredError, SendRefusedError, SentMessage

CLOSED = 50007
"""Cannot send messages to this user."""

PATIENCE = 45.0
"""Seconds for one sending, the library's own attempts included."""

_ASKED_AGAIN = 1.0
"""Seconds after which, at the soonest, the library repeats a request that met a server error."""

_LOOKED_THROUGH = 1_000
"""Messages that are looked through for one of ours."""

_SKEW = timedelta(minutes=1)
"""By which Discord's clock may be behind ours."""

_WAKE, _NEVER = "digest_wake", "digest_never"
_UNAUTHORIZED, _LIMITED = 401, 429

_log = logging.getLogger(__name__)


def _no() -> bool:
    return False


class ClientClock:
    """The time of a client's loop. Waiting is of a shape that a simulated Discord knows how to shorten."""

    def __init__(self, client: discord.Client, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._woken = False

    def now(self) -> datetime:
        """Aware, in UTC."""
        return self._now()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        try:
            await self._client.wait_for(_NEVER, check=_no, timeout=max(0.0, seconds))
        except TimeoutError:
            # The library keeps who gave up waiting until the event comes. It wakes nobody.
            self._client.dispatch(_NEVER)

    async def wait(self, seconds: float) -> None:
        """The same, or sooner, once somebody calls `wake`."""
        if not self._woken:
            with suppress(TimeoutError):
                await self._client.wait_for(_WAKE, timeout=max(0.0, seconds))
        self._woken = False

    def wake(self) -> None:
        """End the present `wait`, or the next one before it begins."""
        self._woken = True
        self._client.dispatch(_WAKE)


class DiscordPublisher:
    """`digests.ports.Publisher` over a client that is connected."""

    def __init__(self, client: discord.Client, chat: BotContext) -> None:
        self._client = client
        self._chat = chat

    async def publish(self, digest: Digest, run: Run, edition: Edition) -> SentMessage:
        """Send the edition's one message; again with the same run, Discord gives the one that it has, for some minutes.

        Raises `SendRefusedError` and `SendDeferredError`.
        """
        with _doubted(), _judged():
            async with asyncio.timeout(PATIENCE):
                channel = await self._place(digest)
                try:
                    message = await self._send(channel, digest, run, edition, pictures=True)
                except discord.HTTPException as error:
                    if error.code != errors.INVALID_FORM:
                        raise
                    _log.warning("Discord refused an edition, which is sent again without pictures: %s", error)
                    message = await self._send(channel, digest, run, edition, pictures=False)
        return SentMessage(message.channel.id, message.id)

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        """Return the run's message, if it is among those sent since.

        Raises `HistoryUnreadableError`, `SendRefusedError` and `SendDeferredError`.
        """
        mark, seen = custom_ids.edition_id(run.id), 0
        with _judged(reading=True):
            # Discord gives an empty list, no error, where the history may not be read.
            if not self._may_read(digest):
                raise HistoryUnreadableError
            channel = await self._place(digest)
            async with asyncio.timeout(PATIENCE):
                async for message in channel.history(limit=_LOOKED_THROUGH, after=since - _SKEW, oldest_first=True):
                    seen += 1
                    if message.author.id == self._own_id and mark in custom_ids.message_ids(message):
                        return SentMessage(message.channel.id, message.id)
        if seen >= _LOOKED_THROUGH:
            raise HistoryUnreadableError
        return None

    async def notify_paused(self, digest: Digest, reason: str) -> None:
        """Tell who made it, or the server's admins, that it was paused. Never raises."""
        words = self._chat.words_of(digest.locale)
        place = Markdown(f"<#{digest.channel}>")
        failing = words("digest-failing", {"place": place, "reason": reason})
        said = words("digest-failing-mine") if digest.is_personal else failing
        guild = self._client.get_guild(digest.server or 0)
        admins = guild.public_updates_channel or guild.system_channel if guild else None
        if not await self._told(said, person=digest.creator) and not await self._told(said, channel=admins):
            _log.warning("nobody could be told that digest %d is paused", digest.id)

    async def _told(self, said: str, *, person: int = 0, channel: discord.abc.Messageable | None = None) -> bool:
        try:
            place = await self._direct(person) if person else channel
            if place is not None:
                await place.send(said)
        except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError) as error:
            _log.info("a word on a paused digest did not arrive: %s", error)
            return False
        return place is not None

    async def _send(
        self, channel: discord.abc.Messageable, digest: Digest, run: Run, edition: Edition, *, pictures: bool
    ) -> discord.Message:
        desk = self._chat.desk()
        words = self._chat.words_of(digest.locale)
        look = CardContext(words, desk.archive, self._chat.clock(), pictures=pictures)
        view = edition_card(edition, digest, run, look)
        view.stop()
        # The library sends ids of roles as they are here; Discord's description has them as text.
        roles: list[Any] = [SimpleNamespace(id=str(digest.role))] if digest.role is not None else []
        allowed = discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
        return await channel.send(view=view, nonce=run_nonce(run), allowed_mentions=allowed)

    async def _place(self, digest: Digest) -> discord.abc.Messageable:
        if digest.is_personal:
            return await self._direct(digest.creator)
        return self._client.get_partial_messageable(digest.channel, guild_id=digest.server)

    async def _direct(self, person: int) -> discord.abc.Messageable:
        return await self._client.create_dm(discord.Object(person))  # pyright: ignore[reportArgumentType] - by id alone

    def _may_read(self, digest: Digest) -> bool:
        if digest.is_personal:
            return True
        guild = self._client.get_guild(digest.server or 0)
        channel = guild.get_channel_or_thread(digest.channel) if guild else None
        if guild is None or channel is None:
            return False
        held = channel.permissions_for(guild.me)
        return held.view_channel and held.read_message_history

    @property
    def _own_id(self) -> int:
        return self._client.user.id if self._client.user else 0


def run_nonce(run: Run) -> str:
    """24 characters that stand for a run: of Discord's 25, and the same at every attempt."""
    return hashlib.blake2b(run.id.encode(), digest_size=12).hexdigest()


@contextmanager
def _doubted() -> Generator[None]:
    """What the library ends with may be the fate of a request that it repeated: of the first, a server error, after
    which the message may be there, it says nothing then."""
    began = asyncio.get_running_loop().time()
    try:
        yield
    except SendDeferredError as error:
        if asyncio.get_running_loop().time() - began < _ASKED_AGAIN:
            raise
        raise SendDeferredError(str(error), uncertain=True, after=error.after) from None


@contextmanager
def _judged(*, reading: bool = False) -> Generator[None]:
    """Translate what Discord, the library and the network raise to `SendRefusedError` and `SendDeferredError`.

    `reading`: the request changes nothing on Discord.
    """
    try:
        yield
    except discord.Forbidden as error:
        if reading:
            raise HistoryUnreadableError from None
        raise SendRefusedError("closed" if error.code == CLOSED else "forbidden") from None
    except discord.NotFound:
        raise SendRefusedError("gone") from None
    except discord.RateLimited as error:
        raise SendDeferredError("rate limited", uncertain=False, after=error.retry_after) from None
    except discord.HTTPException as error:
        raise _of_status(error, reading=reading) from None
    except (aiohttp.ClientConnectorError, discord.ClientException) as error:
        # No connection came about, so nothing was sent.
        raise SendDeferredError(f"Discord can't be reached ({error})", uncertain=False) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SendDeferredError(f"the connection broke ({type(error).__name__})", uncertain=not reading) from None
    except RuntimeError as error:
        # The library's session, where the client is just being closed.
        raise SendDeferredError(f"the client is closed ({error})", uncertain=False) from None


def _of_status(error: discord.HTTPException, *, reading: bool) -> SendRefusedError | SendDeferredError:
    if error.status == _UNAUTHORIZED:
        return SendRefusedError("unauthorized")
    if error.status == _LIMITED:
        after: Any = error.response.headers.get("Retry-After", 0)
        return SendDeferredError("rate limited", uncertain=False, after=float(after))
    if error.status >= errors.SERVER_ERROR:
        return SendDeferredError(f"Discord answers {error.status}", uncertain=not reading)
    _log.error("Discord refused an edition: %s", error)
    return SendRefusedError("rejected")
