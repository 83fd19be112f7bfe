"""The parts and colours that several cards share."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from discord import ui

from bot.answers.answer import Remark
from bot.chat.cards.card_context import CardContext, JudgeNotice
from bot.chat.cards.layout import ComponentRow, Form, Part, Separator, TextBlock, build_part
from bot.chat.cards.markdown import escape

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


def build_suggestion_lines(suggestions: Sequence[str], context: CardContext) -> Part:
    """Return questions and names that would work, as a reader would type them."""
    lines = [f"- {escape(suggestion, 150)}" for suggestion in suggestions[:SUGGESTIONS]]
    return build_shrinkable_lines(5, [f"**{context.words('card-try')}**", *lines], least=2) if lines else build_part(5)


def build_shrinkable_lines(rank: int, lines: Sequence[str], least: int = 1) -> Part:
    """Return lines that are dropped from the end if there is no room; at least `least` of them stay."""
    return build_part(rank, *(TextBlock("\n".join(lines[:count])) for count in range(len(lines), least - 1, -1)))


def build_button_row(*items: ui.Button[Any] | ui.Select[Any] | None) -> Form:
    """Return a row of the buttons or the menu that are not None; an empty form if all are."""
    present = tuple(item for item in items if item is not None)
    return (ComponentRow(present),) if present else ()


def join_lines(*lines: str) -> str:
    """Join the lines that are not empty."""
    return "\n".join(line for line in lines if line)


def format_judge_notice(notice: JudgeNotice, context: CardContext) -> str:
    """Say what is sent where, in two sentences."""
    place = notice.place if notice.place in ("machine", "network") else "host"
    host = "" if place != "host" else notice.place
    questions = "all" if notice.sees_private else "public"
    return context.words("judge-notice", {"questions": questions, "place": place, "host": host})
