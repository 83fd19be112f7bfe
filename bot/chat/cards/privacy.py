"""The card of `/privacy`: what the bot stores about a person and a server."""

from typing import Any, Literal

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import GAP, LISTING, build_button_row, format_judge_notice
from bot.chat.cards.parts.card_context import CardContext, JudgeNotice
from bot.chat.cards.parts.layout import TextBlock, build_part
from bot.chat.cards.parts.markdown import shorten
from bot.chat.custom_ids.settings import build_forget_id
from bot.digests.store_ports.privacy import StoredData


def build_privacy_card(
    person: StoredData,
    server: StoredData | None,
    context: CardContext,
    *,
    may_delete: bool,
    feedback: bool = False,
    judge: JudgeNotice | None = None,
) -> ui.LayoutView:
    """Return what is stored about a person and the server they are in, with buttons to delete it.

    `may_delete`: whether the person may delete the server's data. `feedback`: whether what is asked there is counted.
    `judge`: who else sees questions.
    """
    about_person = {
        "digests": person.digests,
        "follows": person.follows,
        "runs": person.runs,
        "zone": person.zone or "none",
        "created": person.created,
    }
    buttons = [_forget_button("me", context.label_words("privacy-delete-you"))]
    lines = [f"### {context.words('privacy-title')}", context.words("privacy-you", about_person)]
    if server is not None:
        zone = server.zone or "none"
        about_server = {
            "digests": server.digests,
            "follows": server.follows,
            "runs": server.runs,
            "sent": server.sent,
            "zone": zone,
            "introduced": "yes" if server.introduced else "no",
            "settings": "yes" if server.settings else "no",
        }
        lines.append(context.words("privacy-server", about_server))
        if may_delete:
            buttons.append(_forget_button("server", context.label_words("privacy-delete-server")))
    if pages := person.pages + (server.pages if server is not None else 0):
        lines.append(context.words("privacy-pages", {"pages": pages}))
    lines.append(context.words("privacy-memory"))
    if feedback:
        lines.append(context.words("privacy-feedback"))
    if judge is not None:
        lines.append(format_judge_notice(judge, context))
    parts = [build_part(0, TextBlock("\n".join(lines))), GAP, build_part(1, build_button_row(*buttons))]
    return layout.build_card(parts, LISTING)


def _forget_button(owner: Literal["me", "server"], label: str) -> ui.Button[Any]:
    label = shorten(label, limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.danger, label=label, custom_id=build_forget_id(owner))
