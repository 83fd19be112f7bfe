"""What is stored of whom, as a card."""

from typing import Any, Literal

import discord
from discord import ui

from bot.chat import custom_ids, limits
from bot.chat.cards import answer, layout
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import TextBlock, part
from bot.chat.cards.markdown import shorten
from bot.digests.ports import StoredData


def privacy_card(mine: StoredData, theirs: StoredData | None, look: CardContext, *, may_delete: bool) -> ui.LayoutView:
    """What is stored of a person and of the server they ask in, with buttons to delete it.

    `may_delete`: whether they may delete the server's.
    """
    you = {"digests": mine.digests, "runs": mine.runs, "zone": mine.zone or "none", "made": mine.created}
    buttons = [_button("me", look.label_words("privacy-delete-you"))]
    lines = [f"### {look.words('privacy-title')}", look.words("privacy-you", you)]
    if theirs is not None:
        server = {"digests": theirs.digests, "runs": theirs.runs, "sent": theirs.sent, "zone": theirs.zone or "none"}
        lines.append(look.words("privacy-server", server))
        if may_delete:
            buttons.append(_button("server", look.label_words("privacy-delete-server")))
    lines.append(look.words("privacy-memory"))
    parts = [part(0, TextBlock("\n".join(lines))), answer.GAP, part(1, answer.button_row(*buttons))]
    return layout.build_card(parts, answer.LISTING)


def _button(whose: Literal["me", "server"], label: str) -> ui.Button[Any]:
    label = shorten(label, limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.danger, label=label, custom_id=custom_ids.forget_id(whose))
