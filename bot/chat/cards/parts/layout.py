"""Lays out a card within Discord's limits: the least important parts are shortened first.

A card is a sequence of `Part`s. A part has a rank and several forms, the fullest first. `fit_parts` starts with the
fullest form of every part, and takes shorter forms of the parts with the highest rank until the text and the
components fit. So no part has to know how long the others are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.limits import measure_text


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture: a URL that Discord accepts, and a description for those who can't see it."""

    url: str
    description: str


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text in Discord's Markdown, with an optional picture on its right."""

    text: str
    thumbnail: Thumbnail | None = None

    def cost(self) -> "Cost":
        """Return the cost: a text with a picture is three components (section, text and thumbnail)."""
        return Cost(measure_text(self.text), 1 if self.thumbnail is None else 3)

    def item(self) -> ui.Item[Any]:
        """Return the component."""
        text: ui.TextDisplay[Any] = ui.TextDisplay(self.text)
        if self.thumbnail is None:
            return text
        return ui.Section(
            text, accessory=ui.Thumbnail(self.thumbnail.url, description=self.thumbnail.description or None)
        )


@dataclass(frozen=True, slots=True)
class Separator:
    """A line between two parts; space without a line if not `visible`."""

    visible: bool = True

    def cost(self) -> "Cost":
        """Return the cost: one component."""
        return Cost(0, 1)

    def item(self) -> ui.Item[Any]:
        """Return the component."""
        return ui.Separator(visible=self.visible)


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A row of up to five buttons, or of one menu."""

    items: tuple[ui.Button[Any] | ui.Select[Any] | ui.ChannelSelect[Any], ...]

    def cost(self) -> "Cost":
        """Return the cost: the row itself is a component too."""
        return Cost(0, 1 + len(self.items))

    def item(self) -> ui.Item[Any]:
        """Return the component."""
        return ui.ActionRow(*self.items)


@dataclass(frozen=True, slots=True)
class AttachedImage:
    """A picture that is attached to the message: its file name, and a description for those who can't see it."""

    file_name: str
    description: str

    def cost(self) -> "Cost":
        """Return the cost: the gallery is one component."""
        return Cost(0, 1)

    def item(self) -> ui.Item[Any]:
        """Return the component."""
        return ui.MediaGallery(
            discord.MediaGalleryItem(f"attachment://{self.file_name}", description=self.description or None)
        )


@dataclass(frozen=True, slots=True)
class AttachedDocument:
    """A file that is attached to the message, for people to save."""

    file_name: str

    def cost(self) -> "Cost":
        """Return the cost: one component."""
        return Cost(0, 1)

    def item(self) -> ui.Item[Any]:
        """Return the component."""
        return ui.File(f"attachment://{self.file_name}")


Piece = TextBlock | Separator | ComponentRow | AttachedImage | AttachedDocument
Form = tuple[Piece, ...]
ShorterForm = Callable[[], Piece]
"""Makes a form of one piece. Most cards need only the fullest forms, so the others are made if they are needed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What something takes up in a message: characters of text, and components."""

    text: int = 0
    components: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.text + other.text, self.components + other.components)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a card. `forms`: fullest first; the empty form, which drops the part, is implied.

    `rank`: 0 for what the card is made for; the higher the rank, the sooner the part is shortened.
    """

    rank: int
    forms: tuple[Form | ShorterForm, ...] = field(default=())

    @property
    def fullest(self) -> Form:
        """The fullest form."""
        return _make_form(self.forms[0]) if self.forms else ()

    def list_forms(self) -> list[Form]:
        """Make all forms, fullest first; the last one is empty."""
        return [*map(_make_form, self.forms), ()]


def _make_form(form: Form | ShorterForm) -> Form:
    return (form(),) if callable(form) else form


# The card's container is a component too.
MESSAGE_LIMIT = Cost(limits.TEXT, limits.COMPONENTS - 1)


def build_part(rank: int, *forms: Piece | Form | ShorterForm | None) -> Part:
    """Return a `Part` of pieces, tuples of pieces, or functions that make a piece; fullest first. None is skipped."""
    return Part(rank, tuple(_wrap_piece(form) for form in forms if form is not None))


def _wrap_piece(form: Piece | Form | ShorterForm) -> Form | ShorterForm:
    if isinstance(form, TextBlock | Separator | ComponentRow | AttachedImage | AttachedDocument):
        return (form,)
    return form


def fit_parts(parts: Sequence[Part], limit: Cost = MESSAGE_LIMIT) -> list[Piece]:
    """Return the pieces to show, in order. A part is shortened only if that saves some of what doesn't fit."""
    # Most cards fit, so nothing but their fullest forms is measured.
    fullest = [piece for part in parts for piece in part.fullest]
    full = _sum_costs(fullest)
    if full.text <= limit.text and full.components <= limit.components:
        return fullest
    forms = [part.list_forms() for part in parts]
    costs = [[_sum_costs(form) for form in part_forms] for part_forms in forms]
    chosen = [0] * len(parts)
    while True:
        total = sum((costs[i][form] for i, form in enumerate(chosen)), Cost())
        excess = Cost(max(0, total.text - limit.text), max(0, total.components - limit.components))
        if excess == Cost():
            break
        shrinkable = [i for i in range(len(parts)) if _find_next_form(costs[i], chosen[i], excess) is not None]
        last = max(shrinkable, key=lambda i: (parts[i].rank, i))
        chosen[last] = _find_next_form(costs[last], chosen[last], excess) or len(forms[last]) - 1
    return [piece for part_forms, form in zip(forms, chosen, strict=True) for piece in part_forms[form]]


def build_card(parts: Iterable[Part], colour: discord.Colour | int) -> ui.LayoutView:
    """Return the message. It survives a restart: the `custom_id` of each button and menu says what it does."""
    view = ui.LayoutView(timeout=None)
    pieces = _trim_separators(fit_parts(tuple(parts)))
    view.add_item(ui.Container(*(piece.item() for piece in pieces), accent_colour=colour))
    return view


def _sum_costs(pieces: Iterable[Piece]) -> Cost:
    costs = [piece.cost() for piece in pieces]
    return Cost(sum([cost.text for cost in costs]), sum([cost.components for cost in costs]))


def _find_next_form(costs: Sequence[Cost], current: int, excess: Cost) -> int | None:
    """Return the next form that saves some of the excess; None if no form does."""
    now = costs[current]
    for later in range(current + 1, len(costs)):
        if (excess.text and costs[later].text < now.text) or (
            excess.components and costs[later].components < now.components
        ):
            return later
    return None


def _trim_separators(pieces: Sequence[Piece]) -> list[Piece]:
    """Drop separators at either end, and all but the first of several in a row."""
    trimmed: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Separator) and (not trimmed or isinstance(trimmed[-1], Separator)):
            continue
        trimmed.append(piece)
    while trimmed and isinstance(trimmed[-1], Separator):
        trimmed.pop()
    return trimmed
