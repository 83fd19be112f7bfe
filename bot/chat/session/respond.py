"""Answering at once, and deferring only what isn't ready in a second.

The work (searching, mostly) runs on a thread; the card is made and sent by the loop. A card that Discord refuses for a
picture is sent again without pictures. A request whose fate is unknown, because the connection broke, is sent again
too: an interaction takes one answer (the second is refused with 40060), and a message carries a nonce.
"""

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord
from discord import ui

from bot.answers.desk.desk import Desk
from bot.chat.cards.card_context import CardContext, RenderedChart
from bot.chat.session.context import BotContext
from bot.chat.session.errors import ALREADY_ACKNOWLEDGED, INVALID_FORM, TooFastError

T = TypeVar("T")
R = TypeVar("R")
Interaction = discord.Interaction[Any]
# What is looked up, on the desk and at the time of the request: nothing of Discord, so that it can run on a thread.
Work = Callable[[Desk, datetime], T]
# The card that shows it.
Show = Callable[[T, CardContext], ui.LayoutView]
# The picture that goes with it; on a thread too.
Draw = Callable[[T, CardContext], RenderedChart | None]
Send = Callable[..., Awaitable[object]]
# What is known, once it is shown somebody's way.
Card = Callable[[CardContext], ui.LayoutView]

# Discord wants a first response within three seconds; a reader wants to see that something happens well before.
AT_ONCE = 1.0
TYPING_AFTER = 0.5
# Seconds between attempts of a request whose connection broke.
PAUSES = (0.2, 0.8)

_log = logging.getLogger(__name__)


def check_rate_limit(chat: BotContext, person: int, cost: float = 1.0) -> None:
    """Let a person's request through, or raise `TooFastError`."""
    turn = chat.pace.take(person, chat.clock(), cost)
    if not turn.granted:
        raise TooFastError(turn.wait, first=turn.first)


async def respond(
    chat: BotContext,
    interaction: Interaction,
    work: Work[T],
    show: Show[T],
    *,
    private: bool,
    asker: int | None = None,
    draw: Draw[T] | None = None,
) -> None:
    """Answer a command, menu or button with a message of its own.

    `private`: for the person's eyes only. `asker`: whose reply it is, where that is not who pressed. `draw`: the
    picture that goes with it.
    """
    person = interaction.user.id if asker is None else asker
    look, result = _begin(chat, work, interaction.locale, draw, asker=person, private=private)
    if await _done(result, AT_ONCE):
        send = partial(_with_file, partial(interaction.response.send_message, ephemeral=private))
    else:
        await send_once(lambda: interaction.response.defer(ephemeral=private, thinking=True))
        send = partial(_with_attachments, interaction.edit_original_response)
    await _send(send, show, await result, look)


async def respond_in_place(
    chat: BotContext, interaction: Interaction, work: Work[T], show: Show[T], *, asker: int, draw: Draw[T] | None = None
) -> None:
    """Answer a button by changing the message that it stands on, which is the reply to `asker`."""
    private = interaction.message is not None and interaction.message.flags.ephemeral
    look, result = _begin(chat, work, interaction.locale, draw, asker=asker, private=private)
    if await _done(result, AT_ONCE):
        send = interaction.response.edit_message
    else:
        await send_once(interaction.response.defer)
        send = interaction.edit_original_response
    await _send(partial(_with_attachments, send), show, await result, look)


async def respond_privately(
    chat: BotContext, interaction: Interaction, work: Coroutine[Any, Any, Card], *, in_place: bool = False
) -> None:
    """Answer a command, button or menu for the person's eyes only, with a card that takes some waiting to make.

    `in_place`: by changing the message that the button or menu stands on.
    """
    making = asyncio.ensure_future(work)
    # Where the reader has gone meanwhile, nobody asks for the result: that is no unhandled error.
    making.add_done_callback(lambda done: done.cancelled() or done.exception())
    if await _done(making, AT_ONCE):
        response = interaction.response
        send = response.edit_message if in_place else partial(response.send_message, ephemeral=True)
    else:
        deferred = partial(interaction.response.defer, ephemeral=True, thinking=True)
        await send_once(interaction.response.defer if in_place else deferred)
        send = interaction.edit_original_response
    card = await making
    look = CardContext(
        chat.words(interaction.locale), chat.desk().archive, chat.clock(), asker=interaction.user.id, private=True
    )
    view = _sealed(card(look))
    await send_once(lambda: send(view=view))


async def reply_to_message(chat: BotContext, message: discord.Message, work: Work[T], show: Show[T]) -> None:
    """Answer a message: with a reply in a server, with a message where there are only two."""
    look, result = _begin(chat, work, message_locale(message), None, asker=message.author.id)
    if not await _done(result, TYPING_AFTER):
        async with AsyncExitStack() as until_done:
            with suppress(discord.HTTPException):
                await until_done.enter_async_context(message.channel.typing())
            await asyncio.wait((result,))
    kwargs: dict[str, Any] = {"nonce": str(message.id)}
    if message.guild:
        kwargs |= {"reference": message.to_reference(fail_if_not_exists=False), "mention_author": False}
    await _send(partial(_with_file, partial(message.channel.send, **kwargs)), show, result.result(), look)


def message_locale(message: discord.Message) -> discord.Locale | None:
    """The language of a message's server; a message does not say its author's."""
    return message.guild.preferred_locale if message.guild else None


def _begin(
    chat: BotContext,
    work: Work[T],
    locale: discord.Locale | None,
    draw: Draw[T] | None,
    *,
    asker: int,
    private: bool = False,
) -> "tuple[CardContext, asyncio.Future[tuple[T, RenderedChart | None]]]":
    """Start `work` and then `draw` off the loop, on the desk of this moment; and what the result will be shown by."""
    desk, now = chat.desk(), chat.clock()
    look = CardContext(chat.words(locale), desk.archive, now, asker=asker, private=private)

    def both() -> tuple[T, RenderedChart | None]:
        found = work(desk, now)
        return found, _drawn(draw, found, look)

    result = asyncio.ensure_future(chat.run(both))
    # Where the reader has gone meanwhile, nobody asks for the result: that is no unhandled error.
    result.add_done_callback(lambda done: done.cancelled() or done.exception())
    return look, result


def _drawn(draw: Draw[T] | None, found: T, look: CardContext) -> RenderedChart | None:
    """The picture; none where it can't be drawn, since the words say it all."""
    if draw is None:
        return None
    try:
        return draw(found, look)
    except Exception:  # noqa: BLE001 - the words matter more than the picture
        _log.exception("a picture could not be drawn; the reply goes out without it")
        return None


async def _done(result: "asyncio.Future[Any]", seconds: float) -> bool:
    """Whether it is there within `seconds`; the work goes on where it isn't."""
    done, _ = await asyncio.wait((result,), timeout=seconds)
    return bool(done)


async def _send(send: Send, show: Show[T], made: tuple[T, RenderedChart | None], look: CardContext) -> None:
    """`send` the card; and without pictures where Discord finds fault with the form.

    All else on a card is made to fit; whether a picture's address suits Discord, only Discord knows.
    """
    found, drawn = made
    try:
        view = _sealed(show(found, replace(look, drawn=drawn)))
        await send_once(lambda: send(drawn, view=view))
    except discord.HTTPException as error:
        if error.code != INVALID_FORM:
            raise
        _log.warning("Discord refused a card, which is sent again without pictures: %s", error)
        plain = _sealed(show(found, replace(look, pictures=False)))
        await send_once(lambda: send(None, view=plain))


class _File(discord.File):
    """A file whose number is sent as Discord's own description has it, as text; the library sends a number."""

    def to_dict(self, index: int) -> dict[str, Any]:
        return {**super().to_dict(index), "id": str(index)}


def _file(drawn: RenderedChart) -> discord.File:
    """The picture as an attachment; each attempt to send takes one of its own."""
    return _File(io.BytesIO(drawn.data), filename=drawn.name, description=drawn.alt or None)


def _with_file(send: Callable[..., Awaitable[object]], drawn: RenderedChart | None, **kwargs: Any) -> Awaitable[object]:  # noqa: ANN401 - the library's
    """Send a new message, with its picture."""
    return send(file=_file(drawn), **kwargs) if drawn else send(**kwargs)


def _with_attachments(
    send: Callable[..., Awaitable[object]],
    drawn: RenderedChart | None,
    **kwargs: Any,  # noqa: ANN401 - handed on as they are
) -> Awaitable[object]:
    """Change a message; a picture that it had is replaced, or goes."""
    return send(attachments=[_file(drawn)] if drawn else [], **kwargs)


def _sealed(view: ui.LayoutView) -> ui.LayoutView:
    """A view that the library forgets once it is sent: its buttons are `DynamicItem`s, which need no memory."""
    view.stop()
    return view


async def send_once(send: Callable[[], Awaitable[R]]) -> R | None:
    """`send`, again where the connection broke; None where an earlier attempt turns out to have arrived."""
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
