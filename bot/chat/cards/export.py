"""The card that comes with the files of an export."""

from discord import ui
from msgspec import Struct

from bot.chat.cards.parts import layout
from bot.chat.cards.parts.blocks import LISTING, join_lines
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import AttachedDocument, TextBlock, build_part


class Export(Struct, frozen=True):
    """What was exported: how many articles, and whether the list has more."""

    count: int
    is_cut: bool


def build_export_card(export: Export, context: CardContext) -> ui.LayoutView:
    """Return the card that shows the files of `context`."""
    lines = [f"### {context.words('export-title', {'count': export.count})}", context.words("export-formats")]
    if export.is_cut:
        lines.append(context.words("export-cut", {"count": export.count}))
    parts = [
        build_part(0, TextBlock(join_lines(*lines))),
        *(build_part(0, AttachedDocument(file.name)) for file in context.files),
    ]
    return layout.build_card(parts, LISTING)
