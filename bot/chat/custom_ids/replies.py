"""Ids on a reply: delete it, open an article or a story, ask another question, give feedback; and who asked for it."""

import re
from typing import Literal

from bot.chat.custom_ids.grammar import ASKER_PATTERN, CustomId, cut_id, encode_base36
from bot.chat.custom_ids.pages import ExportArticlesId, ExportListId, PageId

FeedbackKind = Literal["useful", "misread"]
"""What a person says of an answer."""


OPEN_MENU = "n1:open:"
"""How the id of the menu that opens an article begins."""


class DeleteId(CustomId, frozen=True):
    """The button that deletes a reply. `asker` is a user id in base 36; see `read_asker`."""

    template = re.compile(f"n1:del:{ASKER_PATTERN}")
    asker: str


class OpenId(CustomId, frozen=True):
    """The menu that opens an article."""

    template = re.compile(f"{OPEN_MENU}{ASKER_PATTERN}")


class StoryId(CustomId, frozen=True):
    """The button that opens the story of an article."""

    template = re.compile(rf"n1:story:{ASKER_PATTERN}:(?P<article>[0-9a-f]{{16}})")
    article: str


class AskId(CustomId, frozen=True):
    """The button that asks a question."""

    template = re.compile("n1:ask:(?P<question>.+)")
    question: str


class FeedbackId(CustomId, frozen=True):
    """The button that says what an answer was: useful, or not what the person meant. `words`: its subject."""

    template = re.compile(r"n1:feedback:(?P<kind>useful|misread):(?P<words>.*)")
    kind: FeedbackKind
    words: str


_FEEDBACK = "n1:feedback:"


def build_delete_id(asker: int) -> str:
    """Return the id of the button that deletes a reply."""
    return f"n1:del:{encode_base36(asker)}"


def build_open_menu_id(asker: int) -> str:
    """Return the id of the menu that opens an article."""
    return f"{OPEN_MENU}{encode_base36(asker)}"


def build_story_id(asker: int, article: str) -> str:
    """Return the id of the button that opens the story of an article, given by its id."""
    return f"n1:story:{encode_base36(asker)}:{article}"


def build_ask_id(question: str) -> str:
    """Return the id of the button that asks a question."""
    return f"n1:ask:{question}"


def build_feedback_id(kind: FeedbackKind, words: str) -> str:
    """Return the id of a button that says what an answer was. `words`: what it was about, cut to what has room."""
    return cut_id(f"{_FEEDBACK}{kind}:{words}")


def read_asker(custom_id: str) -> int | None:
    """Return who asked for the reply that an id belongs to; None for an id of another grammar."""
    kinds = (DeleteId, OpenId, PageId, ExportListId, ExportArticlesId, StoryId)
    match = next(filter(None, (kind.template.fullmatch(custom_id) for kind in kinds)), None)
    return int(match["asker"], 36) if match else None
