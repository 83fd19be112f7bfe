"""The card for a person who wants no more messages: their digests and follows, with a button that pauses each."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.chat.cards.digests.alert import format_follow_content
from bot.chat.cards.digests.digest import format_digest_content
from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import GAP, LISTING, build_button_row, build_shrinkable_lines, format_command
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import build_part
from bot.chat.cards.parts.markdown import Markdown, clean_line, escape, shorten
from bot.chat.custom_ids.digests import build_digest_id, build_follow_id
from bot.chat.limits import BUTTON_LABEL, ROW_BUTTONS
from bot.digests.digest import Digest
from bot.digests.follow import FollowRule

_MAX_ROWS = 5
"""Rows of buttons. With them, a card has 33 of the 40 components that it may have."""

_COMMANDS = ("digest pause", "mydigest pause", "mydigest delete", "follow remove")


def build_stop_card(
    digests: Sequence[Digest], context: CardContext, *, commands: Mapping[str, int], on_server: bool
) -> ui.LayoutView:
    """Return how to stop what the bot sends.

    `digests`: the person's own active digests and follows. `commands`: Discord's ids by name.
    On a server it says how the server's digests are stopped, since others read the reply, too.
    """
    names = {name: format_command(name, commands) for name in _COMMANDS}
    mine = {"pause": names["mydigest pause"], "delete": names["mydigest delete"], "remove": names["follow remove"]}
    if on_server:
        lines = [context.words("stop-server", {"server": names["digest pause"], "mine": names["mydigest pause"]})]
        digests = ()
    elif not digests:
        lines = [context.words("stop-nothing", mine)]
    else:
        lines = [context.words("stop-digests", {"count": len(digests), **mine})]
        lines += [f"- {_describe(digest, context)}" for digest in digests]
    shown = digests[: _MAX_ROWS * ROW_BUTTONS]
    buttons = [_build_pause_button(digest, context, is_only=len(digests) == 1) for digest in shown]
    rows = [build_button_row(*buttons[start : start + ROW_BUTTONS]) for start in range(0, len(buttons), ROW_BUTTONS)]
    parts = [build_shrinkable_lines(0, lines), GAP, *(build_part(1, row) for row in rows)]
    return layout.build_card(parts, LISTING)


def _describe(digest: Digest, context: CardContext) -> str:
    if digest.follow is not None:
        return context.words("stop-follow", {"what": Markdown(format_follow_content(digest, digest.follow, context))})
    return f"{escape(digest.schedule)}: {format_digest_content(digest, context)}"


def _build_pause_button(digest: Digest, context: CardContext, *, is_only: bool) -> ui.Button[Any]:
    if digest.follow is not None:
        label, name = (
            context.label_words("stop-follow-button"),
            clean_line(_name_followed(digest, digest.follow, context)),
        )
        custom_id = build_follow_id("pause", digest.id)
    else:
        label, name = context.label_words("digest-pause-button"), digest.schedule
        custom_id = build_digest_id("pause", digest.id)
    label = label if is_only else f"{label}: {name}"
    return ui.Button(style=discord.ButtonStyle.secondary, label=shorten(label, BUTTON_LABEL), custom_id=custom_id)


def _name_followed(follow: Digest, rule: FollowRule, context: CardContext) -> str:
    """Return what is followed, without Markdown."""
    topics, outlets = map(context.get_topic_name, follow.topics), map(context.get_outlet_name, follow.outlets)
    return rule.headline or ", ".join((*topics, *outlets)) or follow.words
