"""The card of `/about`: what is in the archive, and what the bot stores."""

from discord import ui

from bot.chat.cards.answer import GAP, LISTING, build_button_row
from bot.chat.cards.archive_overview import format_overview
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.blocks import format_judge_notice
from bot.chat.cards.parts.card_context import CardContext, JudgeNotice
from bot.chat.cards.parts.layout import TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown
from bot.feeds.keeping import Keep


def build_about_card(
    context: CardContext, version: str, judge: JudgeNotice | None = None, keep: Keep | None = None
) -> ui.LayoutView:
    """Return a card about the archive, the version, what the bot stores about a reader and what it sends elsewhere.

    `keep`: what is kept of articles from feeds; None if there are no feeds.
    """
    archive = context.archive
    lines = [format_overview(context)]
    if archive.removed:
        lines.append(context.words("about-removed", {"count": archive.removed}))
    if keep is not None and (keep.age or keep.count):
        bounds = {"days": keep.age.days if keep.age else 0, "count": keep.count or 0}
        lines.append(context.words("about-feeds", bounds))
    fingerprint = Markdown(f"`{archive.fingerprint}`")
    details = context.words("about-version", {"version": version, "fingerprint": fingerprint, "files": archive.files})
    personal = [context.words("about-stored"), *([format_judge_notice(judge, context)] if judge else [])]
    parts = [
        build_part(0, TextBlock("\n".join((f"### {context.words('about-title')}", context.words("about-what"))))),
        GAP,
        build_part(0, TextBlock("\n".join(lines))),
        GAP,
        build_part(0, TextBlock("\n".join(personal))),
        GAP,
        build_part(1, build_button_row(article_lines.build_delete_button(context))),
        build_part(0, TextBlock(f"-# {details}")),
    ]
    return layout.build_card(parts, LISTING)
