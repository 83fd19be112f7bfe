"""The card of `/help` and of a greeting: what the archive is about, how to ask, and the commands of the reader."""

from collections.abc import Mapping, Sequence
from typing import Final

from discord import ui

from bot.answers.answer import Remark
from bot.chat.cards.archive_overview import build_examples_part, build_overview_parts, format_overview
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.blocks import GAP, LISTING, build_button_row, format_command
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Separator, TextBlock, build_part

# The order in which a newcomer should meet the commands; each has a line in the catalogue.
READING: Final = ("ask", "latest", "timeline", "story", "source", "topics", "outlets", "about")
PERSONAL: Final = ("mydigest", "follow", "privacy")
MANAGING: Final = ("digest", "settings")


def build_help_card(
    examples: Sequence[Remark],
    context: CardContext,
    *,
    commands: Mapping[str, int],
    manages: bool = False,
    has_pages: bool = False,
) -> ui.LayoutView:
    """Return a card that says what there is and how to ask for it.

    `commands`: Discord's ids by name, which make the names clickable. `manages`: whether the reader manages the server.
    `has_pages`: whether digests can be read outside Discord.
    """

    def list_commands(names: Sequence[str]) -> str:
        return "\n".join(f"{format_command(name, commands)} {context.words(f'help-{name}')}" for name in names)

    title = f"### {context.words('help-title')}\n{context.words('help-what')}"
    others = (*PERSONAL, *(MANAGING if manages else ()))
    edit = format_command("digest edit" if manages else "mydigest edit", commands)
    hints = [context.words("help-export"), context.words("help-menu")]
    if has_pages:
        hints.append(context.words("help-pages", {"edit": edit}))
    parts = [
        build_part(0, TextBlock(f"{title}\n{format_overview(context)}")),
        build_examples_part(examples, context),
        *build_overview_parts(context),
        build_part(3, (Separator(),)),
        build_part(1, TextBlock(f"{list_commands(READING)}\n-# {context.words('help-private')}")),
        GAP,
        build_part(1, TextBlock(list_commands(others))),
        GAP,
        build_part(3, TextBlock("\n".join(f"-# {hint}" for hint in hints))),
        build_part(1, build_button_row(article_lines.build_delete_button(context))),
    ]
    return layout.build_card(parts, LISTING)
