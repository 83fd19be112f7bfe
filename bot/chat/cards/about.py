"""What the bot says of itself: who it is, what it knows, how it is asked."""

from collections.abc import Mapping, Sequence
from typing import Final

from discord import ui

from bot.chat.cards import article_lines, layout
from bot.chat.cards.answer import GAP, LISTING, button_row, shrinkable_lines
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import Separator, TextBlock, part
from bot.chat.cards.markdown import Markdown, escape

# The commands as a newcomer should meet them; each has a line in the catalogue.
COMMANDS: Final = ("ask", "latest", "timeline", "story", "source", "topics", "outlets", "digest", "mydigest", "about")
EXAMPLES = 4


def about_card(look: CardContext, version: str) -> ui.LayoutView:
    """What the archive holds and as of when, the version, and what is stored of a reader."""
    archive = look.archive
    counts = look.words(
        "about-archive", {"articles": len(archive), "outlets": len(archive.outlets), "topics": len(archive.topics)}
    )
    lines = [counts]
    if archive.oldest and archive.newest:
        span = {"first": look.moment(archive.oldest), "last": look.moment(archive.newest)}
        lines.append(look.words("about-span", span))
    if archive.removed:
        lines.append(look.words("about-removed", {"count": archive.removed}))
    fingerprint = Markdown(f"`{archive.fingerprint}`")
    details = look.words("about-version", {"version": version, "fingerprint": fingerprint, "files": archive.files})
    parts = [
        part(0, TextBlock("\n".join((f"### {look.words('about-title')}", look.words("about-what"))))),
        GAP,
        part(0, TextBlock("\n".join(lines))),
        GAP,
        part(0, TextBlock(look.words("about-stored"))),
        GAP,
        part(1, button_row(article_lines.delete_button(look))),
        part(0, TextBlock(f"-# {details}")),
    ]
    return layout.build_card(parts, LISTING)


def help_card(
    look: CardContext, *, examples: Sequence[str] = (), commands: Mapping[str, int] | None = None
) -> ui.LayoutView:
    """How to ask, for `/help`, a greeting or a first meeting.

    `examples`: questions that this archive answers. `commands`: their ids by name, by which a name can be clicked.
    """
    known = commands or {}
    asked = [f"- {escape(example, 150)}" for example in examples[:EXAMPLES]]
    described = [f"{_command(name, known)} {look.words(f'help-{name}')}" for name in COMMANDS]
    parts = [
        part(0, TextBlock(f"### {look.words('help-title')}\n{look.words('help-what')}")),
        GAP,
        shrinkable_lines(2, [f"**{look.words('help-examples')}**", *asked], least=2) if asked else part(2),
        part(3, (Separator(),)),
        part(1, TextBlock("\n".join(described))),
        GAP,
        part(3, TextBlock(f"-# {look.words('help-private')}")),
        GAP,
        part(1, button_row(article_lines.delete_button(look))),
        part(1, TextBlock(article_lines.format_footer(look))),
    ]
    return layout.build_card(parts, LISTING)


def _command(name: str, known: Mapping[str, int]) -> str:
    return f"</{name}:{known[name]}>" if name in known else f"`/{name}`"
