"""Sends a reply: at once if it is ready within a second, after a deferral if not.

The work (mostly a search) runs on a thread; the event loop makes the card and sends it. If Discord refuses a card
because of a picture, the card is sent again without pictures.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import discord
from discord import ui

from bot.answers.desk.desk import Desk
from bot.chat.cards.parts.card_context import AttachedFile, CardContext
from bot.chat.session.admission import LAST_START, MAX_WAIT, compute_patience
from bot.chat.session.attachments import edit_with_attachments, send_with_files
from bot.chat.session.context import BotContext
from bot.chat.session.errors import CANNOT_REPLY, INVALID_FORM, TooFastError
from bot.chat.session.retries import send_once

T = TypeVar("T")
Interaction = discord.Interaction[Any]

Callback = Callable[..., Coroutine[Any, Any, None]]
"""What discord.py calls for a command: with the interaction, and an argument for each option."""

Work = Callable[[Desk, datetime], T]
"""What is looked up, on the desk and at the time of the request. It knows nothing of Discord and runs on a thread."""

Finish = Callable[[T, Desk, datetime], Awaitable[T]]
"""Completes what the work found, on the event loop: for what waits for others instead of computing."""

Render = Callable[[T, CardContext], ui.LayoutView]
"""Makes the card that shows the result of the work."""

Draw = Callable[[T, CardContext], Sequence[AttachedFile]]
"""Makes the files that go with the card, such as a chart; runs on a thread too."""

RenderPrivate = Callable[[CardContext], ui.LayoutView]
"""Makes a card of what is known already."""

# Discord wants a first response within three seconds; a person wants to see much earlier that something happens.
DEFER_AFTER = 1.0
TYPING_AFTER = 0.5

_REFERENCE_OPTIONS = ("reference", "mention_author")

_log = logging.getLogger(__name__)


def check_rate_limit(bot: BotContext, person: int, cost: float = 1.0) -> None:
    """Let a person's request through, or raise `TooFastError`."""
    decision = bot.limiter.take(person, bot.clock(), cost)
    if not decision.granted:
        raise TooFastError(decision.wait, first=decision.first)


def choose_privacy(bot: BotContext, interaction: Interaction, *, chosen: bool | None) -> bool:
    """Return whether only the person sees a reply: as the server's admins want it, or else as the person chose."""
    settings = bot.get_settings(interaction.guild_id)
    if not settings.may_answer_in(*list_channels(interaction.channel)):
        return True
    return settings.private if chosen is None else chosen


def list_channels(channel: Any) -> tuple[int, ...]:  # noqa: ANN401 - whatever a message or an interaction is in
    """Return the ids of a channel and, if it is a thread, of the channel that it belongs to."""
    ids = (getattr(channel, "id", None), getattr(channel, "parent_id", None))
    return tuple(number for number in ids if number is not None)


async def respond(
    bot: BotContext,
    interaction: Interaction,
    work: Work[T],
    render: Render[T],
    *,
    private: bool | None,
    asker: int | None = None,
    draw: Draw[T] | None = None,
    finish: Finish[T] | None = None,
) -> None:
    """Answer a command or component with a new message.

    `private`: whether only the person sees it, None if they did not choose; see `choose_privacy`. `asker`: whose reply
    it is, if not the person's. `draw`: makes its files. `finish`: completes what `work` found.
    """
    private = choose_privacy(bot, interaction, chosen=private)
    person = interaction.user.id if asker is None else asker
    age = bot.measure_age(interaction.id)
    context, result = _start_work(
        bot,
        work,
        interaction.locale,
        draw,
        finish,
        asker=person,
        private=private,
        patience=compute_patience(age),
    )
    context = replace(context, feedback=bot.get_settings(interaction.guild_id).feedback)
    if await _is_ready_in_time(bot, interaction, age, result):
        send = partial(send_with_files, partial(interaction.response.send_message, ephemeral=private))
    else:
        await _defer(partial(interaction.response.defer, ephemeral=private, thinking=True), result)
        send = partial(edit_with_attachments, interaction.edit_original_response)
    await _send_card(bot, send, render, await result, context)


async def respond_in_place(
    bot: BotContext,
    interaction: Interaction,
    work: Work[T],
    render: Render[T],
    *,
    asker: int,
    draw: Draw[T] | None = None,
) -> None:
    """Answer a component by changing the message that it is on, which is the reply to `asker`."""
    private = interaction.message is not None and interaction.message.flags.ephemeral
    age = bot.measure_age(interaction.id)
    context, result = _start_work(
        bot, work, interaction.locale, draw, asker=asker, private=private, patience=compute_patience(age)
    )
    if await _is_ready_in_time(bot, interaction, age, result):
        edit = interaction.response.edit_message
    else:
        await _defer(interaction.response.defer, result)
        edit = interaction.edit_original_response
    await _send_card(bot, partial(edit_with_attachments, edit), render, await result, context)


async def respond_privately(
    bot: BotContext, interaction: Interaction, work: Coroutine[Any, Any, RenderPrivate], *, in_place: bool = False
) -> None:
    """Answer a command or component with a card that only the person sees, once `work` returns how to make it.

    `in_place`: change the message that the component is on instead of sending a new one.
    """
    task = asyncio.ensure_future(work)
    _mark_retrieved(task)
    if await _is_ready_in_time(bot, interaction, bot.measure_age(interaction.id), task):
        response = interaction.response
        send = response.edit_message if in_place else partial(response.send_message, ephemeral=True)
    else:
        defer = interaction.response.defer
        await _defer(defer if in_place else partial(defer, ephemeral=True, thinking=True))
        send = interaction.edit_original_response
    render = await task
    context = CardContext(
        bot.words(interaction.locale), bot.desk().archive, bot.clock(), asker=interaction.user.id, private=True
    )
    view = _stop(render(context))
    await send_once(lambda: send(view=view))
    bot.admission.count_answer()


async def reply_to_message(
    bot: BotContext, message: discord.Message, work: Work[T], render: Render[T], *, finish: Finish[T] | None = None
) -> None:
    """Answer a message: with a reply on a server, with a plain message in a direct conversation.

    `finish`: completes what `work` found.
    """
    context, result = _start_work(bot, work, get_message_locale(message), None, finish, asker=message.author.id)
    context = replace(context, feedback=bot.get_settings(message.guild.id if message.guild else None).feedback)
    if not await _is_done_within(TYPING_AFTER, result):
        async with AsyncExitStack() as until_done:
            with suppress(discord.HTTPException):
                await until_done.enter_async_context(message.channel.typing())
            await asyncio.wait((result,))
    kwargs: dict[str, Any] = {"nonce": str(message.id)}
    if message.guild:
        kwargs |= {"reference": message.to_reference(fail_if_not_exists=False), "mention_author": False}
    send = partial(send_with_files, partial(_send_reply, message.channel, **kwargs))
    await _send_card(bot, send, render, result.result(), context)


async def _send_reply(channel: discord.abc.Messageable, **kwargs: Any) -> discord.Message:  # noqa: ANN401 - passed on
    """Send a message; without its reference if the bot may not read the message that it answers."""
    try:
        return await channel.send(**kwargs)
    except discord.HTTPException as error:
        if error.code != CANNOT_REPLY or "reference" not in kwargs:
            raise
    return await channel.send(**{name: value for name, value in kwargs.items() if name not in _REFERENCE_OPTIONS})


def get_message_locale(message: discord.Message) -> discord.Locale | None:
    """Return the language of a message's server; a message does not tell its author's."""
    return message.guild.preferred_locale if message.guild else None


def _start_work(
    bot: BotContext,
    work: Work[T],
    locale: discord.Locale | None,
    draw: Draw[T] | None,
    finish: Finish[T] | None = None,
    *,
    asker: int,
    private: bool = False,
    patience: float = MAX_WAIT,
) -> "tuple[CardContext, asyncio.Future[tuple[T, Sequence[AttachedFile]]]]":
    """Start `work` and `draw` on a thread, then `finish`. Return their future result, and the context to show it in.

    `patience`: seconds that the work may wait for its turn. Raises `BusyError`, or the result does, if it would wait
    longer.
    """
    bot.admission.check_wait(patience)
    desk, now = bot.desk(), bot.clock()
    context = CardContext(bot.words(locale), desk.archive, now, asker=asker, private=private)

    def work_and_draw() -> tuple[T, Sequence[AttachedFile]]:
        found = work(desk, now)
        return found, _draw_or_log(draw, found, context)

    async def complete() -> tuple[T, Sequence[AttachedFile]]:
        found, files = await bot.admission.run(work_and_draw, patience)
        return found if finish is None else await finish(found, desk, now), files

    result = asyncio.ensure_future(complete())
    _mark_retrieved(result)
    return context, result


def _mark_retrieved(future: "asyncio.Future[Any]") -> None:
    """Keep asyncio from logging an error that nobody awaits, because the person has gone before the work was done."""
    future.add_done_callback(lambda done: done.cancelled() or done.exception())


def _draw_or_log(draw: Draw[T] | None, found: T, context: CardContext) -> Sequence[AttachedFile]:
    """Return the files; none if they can't be made, since the words say the same."""
    if draw is None:
        return ()
    try:
        return draw(found, context)
    except Exception:  # noqa: BLE001 - the words matter more than a picture
        _log.exception("a chart could not be drawn; the reply goes out without it")
        return ()


async def _is_ready_in_time(
    bot: BotContext, interaction: Interaction, age: float, result: "asyncio.Future[Any]"
) -> bool:
    """Wait for a result until a deferral is due, and return whether it is there.

    `age`: of the interaction, in seconds. Raises `TooLateError` if Discord no longer takes a response.
    """
    is_done = await _is_done_within(min(DEFER_AFTER, max(0.0, LAST_START - age)), result)
    if age := bot.measure_age(interaction.id):
        bot.admission.check_age("interaction", age)
    return is_done


async def _defer(defer: Callable[[], Awaitable[object]], result: "asyncio.Future[Any] | None" = None) -> None:
    """Defer a response. If Discord refuses that, work that has not begun is not begun: nobody waits for its result."""
    try:
        await send_once(defer)
    except BaseException:
        if result is not None:
            result.cancel()
        raise


async def _is_done_within(seconds: float, result: "asyncio.Future[Any]") -> bool:
    """Wait at most `seconds` for a result, and return whether it is there. The work goes on if it is not."""
    done, _ = await asyncio.wait((result,), timeout=seconds)
    return bool(done)


async def _send_card(
    bot: BotContext,
    send: Callable[..., Awaitable[object]],
    render: Render[T],
    result: tuple[T, Sequence[AttachedFile]],
    context: CardContext,
) -> None:
    """Send the card; send it again without pictures if Discord calls the form invalid.

    Everything else on a card is made to fit; only Discord knows whether it accepts a picture's URL.
    """
    found, files = result
    try:
        view = _stop(render(found, replace(context, files=tuple(files)) if files else context))
        await send_once(lambda: send(files, view=view))
    except discord.HTTPException as error:
        if error.code != INVALID_FORM:
            raise
        _log.warning("Discord refused a card, which is sent again without images: %s", error)
        plain = _stop(render(found, replace(context, show_pictures=False)))
        await send_once(lambda: send((), view=plain))
    bot.admission.count_answer()


def _stop(view: ui.LayoutView) -> ui.LayoutView:
    """Stop a view, so that discord.py forgets it once it is sent: `DynamicItem`s need no view."""
    view.stop()
    return view
