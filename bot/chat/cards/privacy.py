"""What is stored of whom, as a card."""

from typing import Any, Literal

import discord
from discord import ui

from bot.chat import custom_ids as ids
from bot.chat import limits
from bot.chat.cards import answer as cards
from bot.chat.cards import layout
from bot.chat.cards.card_context import Look
from bot.chat.cards.layout import Lines, part
from bot.chat.cards.markdown import shortened
from bot.digests.ports import Held


def held(mine: Held, theirs: Held | None, look: Look, *, may_delete: bool) -> ui.LayoutView:
    """What is stored of a person and of the server they ask in, with buttons to delete it.

    `may_delete`: whether they may delete the server's.
    """
    you = {"digests": mine.digests, "runs": mine.runs, "zone": mine.zone or "none", "made": mine.made}
    buttons = [_button("me", look.label_words("privacy-delete-you"))]
    lines = [f"### {look.words('privacy-title')}", look.words("privacy-you", you)]
    if theirs is not None:
        server = {"digests": theirs.digests, "runs": theirs.runs, "sent": theirs.sent, "zone": theirs.zone or "none"}
        lines.append(look.words("privacy-server", server))
        if may_delete:
            buttons.append(_button("server", look.label_words("privacy-delete-server")))
    lines.append(look.words("privacy-memory"))
    parts = [part(0, Lines("\n".join(lines))), cards.GAP, part(1, cards.row(*buttons))]
    return layout.card(parts, cards.LISTING)


def _button(whose: Literal["me", "server"], label: str) -> ui.Button[Any]:
    label = shortened(label, limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.danger, label=label, custom_id=ids.forget(whose))
