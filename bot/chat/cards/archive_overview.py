"""An overview of the archive, with buttons that ask for its parts: on `/help`, and where the bot introduces itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from discord import ui

from bot.answers.answer import Remark
from bot.answers.desk.desk import Desk
from bot.answers.replies.suggestions import NEWEST, OLDEST, ask_for_outlet, ask_for_topic
from bot.chat import limits
from bot.chat.cards.parts.blocks import build_ask_button, build_button_row
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, TextBlock, build_part
from bot.chat.cards.parts.markdown import clean_line, shorten
from bot.coverage.article import Moment

_NAMES = limits.ROW_BUTTONS
"""Topics and outlets that have a button: one row of each."""


def suggest_examples(desk: Desk, now: datetime) -> tuple[Remark, ...]:  # noqa: ARG001 - the signature of all work
    """Return questions that the archive answers: on a topic, an outlet and a month; fewer if it lacks some."""
    archive = desk.archive
    examples: list[Remark] = []
    if topic := next(iter(archive.topics.values()), None):
        examples.append(Remark("example-topic", {"topic": topic.name}))
    if outlet := next(iter(archive.outlets.values()), None):
        examples.append(Remark("example-outlet", {"outlet": outlet.name}))
    if archive.newest:
        examples.append(Remark("example-month", {"month": f"{archive.newest.day:%Y-%m}"}))
    return tuple(examples)


def build_examples_part(examples: Sequence[Remark], context: CardContext) -> Part:
    """Return questions as a row of buttons that ask them, under a heading."""
    questions = [clean_line(context.label_words(example.id, example.args)) for example in examples]
    buttons = [button for question in dict.fromkeys(questions) if (button := build_ask_button(question))]
    row = build_button_row(*buttons[: limits.ROW_BUTTONS])
    return build_part(1, (TextBlock(f"**{context.words('help-examples')}**"), *row)) if row else build_part(1)


def format_overview(context: CardContext) -> str:
    """Return how many articles, outlets and topics the archive has, and from when to when."""
    archive = context.archive
    if not len(archive):
        return context.words("answer-empty-archive")
    counts = {"articles": len(archive), "outlets": len(archive.outlets), "topics": len(archive.topics)}
    lines = [context.words("about-archive", counts)]
    if archive.oldest and archive.newest:
        span = {"first": context.format_moment(archive.oldest), "last": context.format_moment(archive.newest)}
        lines.append(context.words("about-span", span))
    return "\n".join(lines)


def build_overview_parts(context: CardContext) -> Iterable[Part]:
    """Yield a row of buttons each for the largest topics, the largest outlets, and the span of the archive."""
    archive = context.archive
    topics = [(topic.name, ask_for_topic(topic.name)) for topic in archive.topics.values()]
    outlets = [(outlet.name, ask_for_outlet(outlet.name)) for outlet in archive.outlets.values()]
    yield _build_row("help-topics-row", topics, context)
    yield _build_row("help-outlets-row", outlets, context)
    if archive.oldest and archive.newest:
        ends: list[tuple[str, Moment, str]] = [
            ("help-oldest", archive.oldest, OLDEST),
            ("help-newest", archive.newest, NEWEST),
        ]
        labels = [
            (context.label_words(message, {"day": context.format_short_day(moment.day)}), question)
            for message, moment, question in ends
        ]
        yield _build_row("help-span", labels, context)


def _build_row(heading: str, named: Sequence[tuple[str, str]], context: CardContext) -> Part:
    buttons: dict[str, ui.Button[Any]] = {}
    for name, question in named:
        label, question = shorten(name, limits.BUTTON_LABEL), clean_line(question)  # noqa: PLW2901 - cleaned
        button = build_ask_button(question, label) if label else None
        if button is not None and len(buttons) < _NAMES:
            buttons.setdefault(question, button)
    row = build_button_row(*buttons.values())
    return build_part(4, (TextBlock(f"**{context.words(heading)}**"), *row)) if row else build_part(4)
