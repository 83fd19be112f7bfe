"""The card for a person who wants no more messages: their digests, with a button that pauses each."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.chat.cards.digests.digest import format_digest_content
from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import GAP, LISTING, build_button_row, format_command
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import TextBlock, build_part
from bot.chat.cards.parts.markdown import escape, shorten
from bot.chat.custom_ids.digests import build_digest_id
from bot.chat.limits import BUTTON_LABEL, ROW_BUTTONS
from bot.digests.digest import Digest


def build_stop_card(
    digests: Sequence[Digest], context: CardContext, *, commands: Mapping[str, int], on_server: bool
) -> ui.LayoutView:
    """Return how to stop what the bot sends.

    `digests`: the person's own active ones. `commands`: Discord's ids by name.
    On a server it says how the server's digests are stopped, since others read the reply, too.
    """
    names = {name: format_command(name, commands) for name in ("digest pause", "mydigest pause", "mydigest delete")}
    mine = {"pause": names["mydigest pause"], "delete": names["mydigest delete"]}
    if on_server:
        lines = [context.words("stop-server", {"server": names["digest pause"], "mine": names["mydigest pause"]})]
        digests = ()
    elif not digests:
        lines = [context.words("stop-nothing", mine)]
    else:
        lines = [context.words("stop-digests", {"count": len(digests), **mine})]
        lines += [f"- {_describe(digest, context)}" for digest in digests]
    shown = digests[: 2 * ROW_BUTTONS]
    buttons = [_build_pause_button(digest, context, is_only=len(digests) == 1) for digest in shown]
    rows = [build_button_row(*buttons[start : start + ROW_BUTTONS]) for start in range(0, len(buttons), ROW_BUTTONS)]
    parts = [build_part(0, TextBlock("\n".join(lines))), GAP, *(build_part(1, row) for row in rows)]
    return layout.build_card(parts, LISTING)


def _describe(digest: Digest, context: CardContext) -> str:
    return f"{escape(digest.schedule)}: {format_digest_content(digest, context)}"


def _build_pause_button(digest: Digest, context: CardContext, *, is_only: bool) -> ui.Button[Any]:
    label = context.label_words("digest-pause-button")
    return ui.Button(
        style=discord.ButtonStyle.secondary,
        label=shorten(label if is_only else f"{label}: {digest.schedule}", BUTTON_LABEL),
        custom_id=build_digest_id("pause", digest.id),
    )
