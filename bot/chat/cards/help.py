"""The card of `/help` and of a greeting: how to ask, with questions that this archive can answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from discord import ui

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.chat.cards import article_lines, layout
from bot.chat.cards.blocks import GAP, LISTING, build_button_row, build_shrinkable_lines, format_command
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import Separator, TextBlock, build_part
from bot.chat.cards.markdown import escape

# The order in which a newcomer should meet the commands; each has a line in the catalogue.
COMMANDS: Final = ("ask", "latest", "timeline", "story", "source", "topics", "outlets", "digest", "mydigest", "about")
EXAMPLES = 4
# A title of this many characters can be read at a glance and typed quickly.
MIN_TITLE, MAX_TITLE = 20, 70


def suggest_questions(desk: Desk, now: datetime) -> tuple[Remark, ...]:  # noqa: ARG001 - the signature of all work
    """Return a title, a topic, an outlet and a month of the archive, as questions; fewer if the archive lacks some."""
    archive = desk.archive
    examples: list[Remark] = []
    titles = (article.title for article in archive.articles if article.url)
    title = next((title for title in titles if MIN_TITLE <= len(title) <= MAX_TITLE), None)
    if title:
        examples.append(Remark("example-title", {"title": title}))
    if topic := next(iter(archive.topics.values()), None):
        examples.append(Remark("example-topic", {"topic": topic.name}))
    if outlet := next(iter(archive.outlets.values()), None):
        examples.append(Remark("example-outlet", {"outlet": outlet.name}))
    if archive.newest:
        examples.append(Remark("example-month", {"month": f"{archive.newest.day:%Y-%m}"}))
    return tuple(examples)


def build_help_card(examples: Sequence[Remark], context: CardContext, *, commands: Mapping[str, int]) -> ui.LayoutView:
    """Return a card that says how to ask. `commands`: Discord's ids by name, which make the names clickable."""
    questions = [context.label_words(example.id, example.args) for example in examples[:EXAMPLES]]
    example_lines = [f"- {escape(question, 150)}" for question in questions]
    command_lines = [f"{format_command(name, commands)} {context.words(f'help-{name}')}" for name in COMMANDS]
    parts = [
        build_part(0, TextBlock(f"### {context.words('help-title')}\n{context.words('help-what')}")),
        GAP,
        build_shrinkable_lines(2, [f"**{context.words('help-examples')}**", *example_lines], least=2)
        if example_lines
        else build_part(2),
        build_part(3, (Separator(),)),
        build_part(1, TextBlock("\n".join(command_lines))),
        GAP,
        build_part(3, TextBlock(f"-# {context.words('help-private')}")),
        GAP,
        build_part(1, build_button_row(article_lines.build_delete_button(context))),
        build_part(1, TextBlock(article_lines.format_footer(context))),
    ]
    return layout.build_card(parts, LISTING)
