"""The parts and colours that several cards share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import discord
from discord import ui

from bot.answers.answer import Remark
from bot.chat.cards.parts.card_context import CardContext, JudgeNotice
from bot.chat.cards.parts.layout import ComponentRow, Form, Part, Separator, TextBlock, build_part
from bot.chat.cards.parts.markdown import Markdown, clean_line, escape
from bot.chat.custom_ids.replies import build_ask_id
from bot.chat.limits import BUTTON_LABEL, measure_text

# The colour at a card's side.
FOUND: Final = 0x2F9E6E
WEAK: Final = 0xE0A030
NOTHING: Final = 0x80848E
LISTING: Final = 0x4A7FC1

SUGGESTIONS = 4

# Space between two groups; the first thing to go if a card is too long.
GAP: Final = build_part(9, Separator(visible=False))


def build_remark_lines(remarks: Iterable[Remark], context: CardContext) -> Part:
    """Return what a reader should know about the question or the answer, in small print."""
    sentences = [context.words(remark.id, remark.args) for remark in remarks]
    return build_shrinkable_lines(3, [f"-# {sentence}" for sentence in sentences if sentence])


def build_suggestions(suggestions: Sequence[str], context: CardContext) -> Part:
    """Return questions that would work, as buttons that ask them; those too long for a button as lines to copy."""
    questions = [question for question in dict.fromkeys(map(clean_line, suggestions)) if question][:SUGGESTIONS]
    row = build_button_row(*map(build_ask_button, questions))
    lines = [f"- {escape(question, 150)}" for question in questions if not fits_button(question)]
    heading = f"**{context.words('card-try')}**"
    if not lines:
        return build_part(5, (TextBlock(heading), *row)) if row else build_part(5)
    counts = range(len(lines), 0, -1)
    texts = [TextBlock("\n".join((heading, *lines[:count]))) for count in counts]
    return build_part(5, *((text, *row) for text in texts))


def build_ask_button(question: str, label: str = "") -> ui.Button[Any] | None:
    """Return a button that asks a question; None if a button has no room for it. `label`: if not the question."""
    if not fits_button(question):
        return None
    return ui.Button(style=discord.ButtonStyle.secondary, label=label or question, custom_id=build_ask_id(question))


def fits_button(question: str) -> bool:
    """Tell whether the label of a button has room for a question. Its id has room for more."""
    return 0 < measure_text(question) <= BUTTON_LABEL


def build_shrinkable_lines(rank: int, lines: Sequence[str], least: int = 1) -> Part:
    """Return lines that are dropped from the end if there is no room; at least `least` of them stay."""
    return build_part(rank, *(TextBlock("\n".join(lines[:count])) for count in range(len(lines), least - 1, -1)))


def build_button_row(*items: ui.Button[Any] | ui.Select[Any] | ui.ChannelSelect[Any] | None) -> Form:
    """Return a row of the buttons or the menu that are not None; an empty form if all are."""
    present = tuple(item for item in items if item is not None)
    return (ComponentRow(present),) if present else ()


def join_lines(*lines: str) -> str:
    """Join the lines that are not empty."""
    return "\n".join([line for line in lines if line])


def format_command(name: str, ids: Mapping[str, int]) -> Markdown:
    """Return a command that can be clicked, such as "digest create". `ids`: Discord's, by the names of commands."""
    command_id = ids.get(name.split(maxsplit=1)[0])
    return Markdown(f"`/{name}`" if command_id is None else f"</{name}:{command_id}>")


def format_judge_notice(notice: JudgeNotice, context: CardContext) -> str:
    """Say what is sent where, in two sentences."""
    place = notice.place if notice.place in ("machine", "network") else "host"
    host = "" if place != "host" else notice.place
    questions = "all" if notice.sees_private else "public"
    return context.words("judge-notice", {"questions": questions, "place": place, "host": host})
