"""Corrects a message that was sent to Discord."""

from collections.abc import Sequence
from typing import Any

import discord
from discord.http import Route

from bot.chat import limits
from bot.chat.cards.digests.correction import correct_components
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.markdown import clean_line, shorten
from bot.chat.session.requests import Guard, guard_requests
from bot.digests.digest import Correction

_ARCHIVED = 50083
"""Discord's code for "Thread is archived"."""


async def correct_message(
    client: discord.Client, corrections: Sequence[Correction], context: CardContext, guard: Guard
) -> None:
    """Edit the message of these corrections, unless it says all of that already; and rename the post that it opened.

    Raises what discord.py and the network raise, and what `guard` raises.
    """
    shown = corrections[0].shown
    with guard_requests(guard):
        message = await client.get_partial_messageable(shown.channel).fetch_message(shown.message)
        view = discord.ui.LayoutView.from_message(message, timeout=None)
        view.stop()
        corrected = correct_components(view.to_components(), corrections, context)
        if corrected is not None:
            await _edit(client, message, corrected)
        if shown.channel == shown.message:
            await _rename_post(client, corrections[0], context)


async def _edit(client: discord.Client, message: discord.Message, components: list[dict[str, Any]]) -> None:
    payload: dict[str, Any] = {"components": components, "allowed_mentions": {"parse": []}}
    path = "/channels/{channel_id}/messages/{message_id}"

    async def edit() -> None:
        route = Route("PATCH", path, channel_id=message.channel.id, message_id=message.id)
        await client.http.request(route, json=payload)

    try:
        await edit()
    except discord.HTTPException as error:
        if error.code != _ARCHIVED:
            raise
        # Discord archives a post by itself after a few days without activity.
        await _change_thread(client, message.channel.id, {"archived": False})
        await edit()


async def _rename_post(client: discord.Client, correction: Correction, context: CardContext) -> None:
    article = correction.article
    title = article.title if article is not None else correction.shown.headline
    if article is None:
        title = context.label_words("correction-post-withdrawn", {"headline": clean_line(title)})
    name = shorten(title, limits.THREAD_NAME)
    route = Route("GET", "/channels/{channel_id}", channel_id=correction.shown.channel)
    thread: dict[str, Any] = await client.http.request(route)
    if name and thread["name"] != name:
        await _change_thread(client, correction.shown.channel, {"name": name})


async def _change_thread(client: discord.Client, thread: int, change: dict[str, Any]) -> None:
    await client.http.request(Route("PATCH", "/channels/{channel_id}", channel_id=thread), json=change)
