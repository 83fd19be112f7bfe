"""The card with which the bot introduces itself to a server."""

from collections.abc import Mapping, Sequence

from discord import ui

from bot.answers.answer import Remark
from bot.chat.cards.archive_overview import build_examples_part, format_overview
from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import GAP, LISTING, format_command
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import TextBlock, build_part


def build_introduction_card(
    examples: Sequence[Remark], context: CardContext, *, commands: Mapping[str, int], server: str
) -> ui.LayoutView:
    """Return what the bot does, questions to ask it, and how to set up a digest.

    `commands`: Discord's ids by name. `server`: its name, for a person who reads it elsewhere; else empty.
    """
    names = {name: format_command(name, commands) for name in ("ask", "digest create", "help")}
    title = context.words("introduction-to-adder", {"server": server}) if server else context.words("introduction")
    what = context.words("introduction-what", {"ask": names["ask"]})
    digest = context.words("introduction-digest", {"create": names["digest create"], "help": names["help"]})
    parts = [
        build_part(0, TextBlock(f"### {title}\n{what}\n{format_overview(context)}")),
        build_examples_part(examples, context),
        GAP,
        build_part(0, TextBlock(digest)),
    ]
    return layout.build_card(parts, LISTING)
