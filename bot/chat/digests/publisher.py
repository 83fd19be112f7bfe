"""How an edition reaches Discord: what `digests.ports.Publisher` asks for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bot.chat import limits
from bot.chat.cards.digests.post import build_step_card
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import Markdown, shorten
from bot.chat.custom_ids.digests import build_edition_id
from bot.chat.custom_ids.grammar import list_message_ids
from bot.chat.digests.channels import find_admin_channel, find_channel, get_kind, read_permissions
from bot.chat.digests.corrections import correct_message
from bot.chat.digests.forums import TAG_REQUIRED, UNKNOWN_TAG, choose_tags, iterate_own_posts, open_post
from bot.chat.digests.send_errors import mark_retries_uncertain, translate_send_errors
from bot.chat.session import errors
from bot.chat.session.context import BotContext
from bot.chat.session.requests import Guard, RepeatedRequestError, guard_requests
from bot.chat.session.retries import build_nonce
from bot.digests.digest import ChannelKind, Correction, Digest, Edition, Run, Step
from bot.digests.ports import (
    HistoryUnreadableError,
    SendDeferredError,
    SendRefusedError,
    SentMessage,
)

ALREADY_PUBLISHED = 40033
"""Discord's code for "This message has already been crossposted"."""

SEND_TIMEOUT = 45.0
"""Seconds that sending may take, including discord.py's own retries."""

_HISTORY_LIMIT = 1_000
"""Messages of a channel that are searched for one of ours."""

_SEARCH_MARGIN = timedelta(minutes=1)
"""How far before an attempt its message is searched for. We know Discord's time to about two seconds, and its servers'
clocks differ."""

_log = logging.getLogger(__name__)


class DiscordPublisher:
    """A `digests.ports.Publisher` that uses a connected client."""

    def __init__(self, client: discord.Client, bot: BotContext) -> None:
        self._client = client
        self._bot = bot

    async def find_channel_kind(self, digest: Digest) -> ChannelKind:
        """Return what the digest's channel holds; "messages" if there is no such channel.

        Raises `SendDeferredError`.
        """
        if digest.server is None:
            return "messages"
        try:
            with translate_send_errors(reading=True):
                async with asyncio.timeout(SEND_TIMEOUT):
                    return get_kind(await find_channel(self._client, digest.server, digest.channel))
        except (HistoryUnreadableError, SendRefusedError):
            # Sending will be refused, too, and says why.
            return "messages"

    async def publish(
        self, digest: Digest, run: Run, edition: Edition, guard: Callable[[], Awaitable[None]]
    ) -> SentMessage:
        """Send the message of the run's first open step. `guard` is called right before each request.

        If the same message was sent in the last few minutes, Discord returns it and sends no second one, unless it is a
        new post. Raises `SendRefusedError` and `SendDeferredError`, and what `guard` raises.
        """
        with mark_retries_uncertain(), translate_send_errors():
            async with asyncio.timeout(SEND_TIMEOUT):
                try:
                    return await self._send(digest, run, edition, guard, pictures=True)
                except discord.HTTPException as error:
                    if error.code != errors.INVALID_FORM:
                        raise
                    _log.warning("Discord refused an edition, which is sent again without images: %s", error)
                    return await self._send(digest, run, edition, guard, pictures=False)

    async def find_message(self, digest: Digest, run: Run, since: datetime) -> SentMessage | None:
        """Return the message of the run's first open step, if it is among those sent since.

        Raises `HistoryUnreadableError`, `SendRefusedError` and `SendDeferredError`.
        """
        if run.step.kind == "publish":
            # Publishing again does no harm, so nobody needs to know.
            return None
        since -= _SEARCH_MARGIN
        with translate_send_errors(reading=True):
            # If the bot may not read the history, Discord returns an empty list instead of an error.
            if not await self._can_read_history(digest):
                raise HistoryUnreadableError
            async with asyncio.timeout(SEND_TIMEOUT):
                if run.step.kind == "post" and digest.server is not None:
                    return await self._find_post(digest.server, digest.channel, run, since)
                return await self._find_in_history(await self._open_channel(digest, run.step), run, since)

    async def _find_in_history(self, channel: discord.abc.Messageable, run: Run, since: datetime) -> SentMessage | None:
        seen = 0
        async for message in channel.history(limit=_HISTORY_LIMIT, after=since, oldest_first=True):
            seen += 1
            if self._is_of_step(message, run):
                return SentMessage(message.channel.id, message.id)
        if seen >= _HISTORY_LIMIT:
            raise HistoryUnreadableError
        return None

    async def _find_post(self, server: int, forum: int, run: Run, since: datetime) -> SentMessage | None:
        async for post in iterate_own_posts(self._client, server, forum, since):
            try:
                message = await self._client.get_partial_messageable(post, guild_id=server).fetch_message(post)
            except discord.NotFound:
                # Somebody deleted it since.
                continue
            if self._is_of_step(message, run):
                return SentMessage(post, post)
        return None

    def _is_of_step(self, message: discord.Message, run: Run) -> bool:
        button_id = build_edition_id(run.id, run.step_number)
        return message.author.id == self._own_id and button_id in list_message_ids(message)

    async def correct(
        self, digest: Digest, corrections: Sequence[Correction], guard: Callable[[], Awaitable[None]]
    ) -> None:
        """Edit the message that shows these articles, so that it says what they say now, unless it does already.

        `guard` is called right before each request. Raises `SendRefusedError`, `HistoryUnreadableError` and
        `SendDeferredError`, and what `guard` raises.
        """
        context = CardContext(self._bot.words_in(digest.locale), self._bot.desk().archive, self._bot.clock())
        with translate_send_errors():
            async with asyncio.timeout(SEND_TIMEOUT):
                await correct_message(self._client, corrections, context, guard)

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

    async def _send(self, digest: Digest, run: Run, edition: Edition, guard: Guard, *, pictures: bool) -> SentMessage:
        if run.step.kind == "publish":
            with guard_requests(guard):
                return await self._publish_before(run)
        desk = self._bot.desk()
        words = self._bot.words_in(digest.locale)
        context = CardContext(words, desk.archive, self._bot.clock(), show_pictures=pictures)
        view = build_step_card(edition, digest, run, context)
        view.stop()
        # Discord documents the ids of roles as text; discord.py sends them as they are here.
        roles: list[Any] = [SimpleNamespace(id=str(digest.role))] if digest.role is not None else []
        allowed = discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
        if run.step.kind == "post":
            return await self._open_post(digest, run, edition, view, allowed, guard)
        with guard_requests(guard):
            channel = await self._open_channel(digest, run.step)
            message = await channel.send(view=view, nonce=_build_step_nonce(run), allowed_mentions=allowed)
        return SentMessage(message.channel.id, message.id)

    async def _publish_before(self, run: Run) -> SentMessage:
        """Publish the message of the step before to the channels that follow its channel."""
        before = run.steps[run.step_number - 1]
        try:
            await self._client.http.publish_message(before.channel, before.message)
        except discord.HTTPException as error:
            if error.code != ALREADY_PUBLISHED:
                raise
        return SentMessage(before.channel, before.message)

    async def _open_post(
        self,
        digest: Digest,
        run: Run,
        edition: Edition,
        view: discord.ui.LayoutView,
        allowed: discord.AllowedMentions,
        guard: Guard,
    ) -> SentMessage:
        """Open the post of a step. Discord recognizes no post that it has already, so the request is never repeated."""
        article = edition.entries[run.step.entry or 0].article
        archive = self._bot.desk().archive
        topics = [*article.topics, *(archive.topics[key].name for key in article.topics if key in archive.topics)]
        for is_fresh in (False, True):
            tags = await self._choose_tags(digest, topics, is_fresh=is_fresh)
            try:
                with guard_requests(guard, once=True):
                    title = shorten(article.title or article.excerpt, limits.THREAD_NAME)
                    return await open_post(self._client, digest.channel, title, view, allowed, tags)
            except RepeatedRequestError:
                raise SendDeferredError("Discord did not say whether the post is there", uncertain=True) from None
            except discord.HTTPException as error:
                # The tags have changed, and we have not been told yet.
                if is_fresh or error.code not in (UNKNOWN_TAG, TAG_REQUIRED):
                    raise
        raise AssertionError

    async def _choose_tags(self, digest: Digest, topics: Iterable[str], *, is_fresh: bool) -> list[int]:
        server, forum = digest.server or 0, digest.channel
        found = await (self._client.fetch_channel(forum) if is_fresh else find_channel(self._client, server, forum))
        if not isinstance(found, discord.ForumChannel):
            return []
        granted = None
        if any(tag.moderated for tag in found.available_tags):
            granted = await read_permissions(self._client, server, forum)
        return choose_tags(found, topics, may_moderate=granted is not None and granted.manage_threads)

    async def _open_channel(self, digest: Digest, step: Step) -> discord.abc.Messageable:
        if digest.is_personal:
            return await self._open_dm(digest.creator)
        return self._client.get_partial_messageable(step.thread or digest.channel, guild_id=digest.server)

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


def _build_step_nonce(run: Run) -> str:
    number = run.step_number
    return build_nonce(f"{run.id}:{number}" if number else run.id)
