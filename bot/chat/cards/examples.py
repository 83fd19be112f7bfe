"""Questions to start with, made of what the archive has, so that each of them finds something."""

from collections.abc import Mapping
from datetime import datetime

from discord import ui

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.chat.cards import about
from bot.chat.cards.card_context import CardContext

# A title this long is read at a glance, and typed in one go.
TITLE_SHORTEST, TITLE_LONGEST = 20, 70


def example_questions(desk: Desk, now: datetime) -> tuple[Remark, ...]:  # noqa: ARG001 - the shape of all work
    """A title, a topic, an outlet and a month that the archive has; fewer where it has not all of them."""
    archive = desk.archive
    found: list[Remark] = []
    titles = (article.title for article in archive.articles if article.url)
    title = next((title for title in titles if TITLE_SHORTEST <= len(title) <= TITLE_LONGEST), None)
    if title:
        found.append(Remark("example-title", {"title": title}))
    if topic := next(iter(archive.topics.values()), None):
        found.append(Remark("example-topic", {"topic": topic.name}))
    if outlet := next(iter(archive.outlets.values()), None):
        found.append(Remark("example-outlet", {"outlet": outlet.name}))
    if archive.newest:
        found.append(Remark("example-month", {"month": f"{archive.newest.day:%Y-%m}"}))
    return tuple(found)


def welcome_card(found: tuple[Remark, ...], look: CardContext, *, commands: Mapping[str, int]) -> ui.LayoutView:
    """How to ask, with the examples. `commands`: their ids by name."""
    said = [look.label_words(remark.id, remark.args) for remark in found]
    return about.help_card(look, examples=said, commands=commands)
