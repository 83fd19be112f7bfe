"""From what a card says to Discord's components, within Discord's limits: the least important is shortened first.

A card is a sequence of `Part`s. Each has forms, fullest first, and a rank; `fit_parts` starts with every part's fullest
form
and takes shorter ones from the parts of the highest rank until text and components fit. So a card never has to know
how long the others are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.limits import text_size


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A thumbnail: an address that is ready to use, and what it shows."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text, in Discord's Markdown, with a picture at its right where there is one."""

    text: str
    picture: Thumbnail | None = None

    def cost(self) -> "Cost":
        """A section is counted with its text and its picture."""
        return Cost(text_size(self.text), 1 if self.picture is None else 3)

    def item(self) -> ui.Item[Any]:
        """The component."""
        text = ui.TextDisplay[Any](self.text)
        if self.picture is None:
            return text
        return ui.Section(text, accessory=ui.Thumbnail[Any](self.picture.url, description=self.picture.alt or None))


@dataclass(frozen=True, slots=True)
class Separator:
    """A line between two parts; `visible` False is space alone."""

    visible: bool = True

    def cost(self) -> "Cost":
        """One component."""
        return Cost(0, 1)

    def item(self) -> ui.Item[Any]:
        """The component."""
        return ui.Separator[Any](visible=self.visible)


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """Up to five buttons, or one menu."""

    items: tuple[ui.Button[Any] | ui.Select[Any], ...]

    def cost(self) -> "Cost":
        """The row itself is counted."""
        return Cost(0, 1 + len(self.items))

    def item(self) -> ui.Item[Any]:
        """The component."""
        return ui.ActionRow(*self.items)


@dataclass(frozen=True, slots=True)
class AttachedImage:
    """A picture that is sent along with the message: its file name, and what it shows."""

    name: str
    alt: str

    def cost(self) -> "Cost":
        """The gallery is counted."""
        return Cost(0, 1)

    def item(self) -> ui.Item[Any]:
        """The component."""
        return ui.MediaGallery[Any](discord.MediaGalleryItem(f"attachment://{self.name}", description=self.alt or None))


Piece = TextBlock | Separator | ComponentRow | AttachedImage
Form = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What something takes of a message: characters of text, and components."""

    text: int = 0
    components: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.text + other.text, self.components + other.components)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a card says. `forms`: fullest first; the empty form, which drops it, need not be named.

    `rank`: 0 for what a card is made for; the higher, the sooner it is shortened.
    """

    rank: int
    forms: tuple[Form, ...] = field(default=())


# The container itself is a component.
ROOM = Cost(limits.TEXT, limits.COMPONENTS - 1)


def part(rank: int, *forms: Piece | Form | None) -> Part:
    """A `Part` of pieces or tuples of pieces, fullest first; None is skipped."""
    return Part(rank, tuple(form if isinstance(form, tuple) else (form,) for form in forms if form is not None))


def fit_parts(parts: Sequence[Part], room: Cost = ROOM) -> list[Piece]:
    """The pieces to show, in order. A part gives way only where a shorter form of it helps with what is too much."""
    forms = [[*each.forms, ()] for each in parts]
    costs = [[_cost(form) for form in each] for each in forms]
    chosen = [0] * len(parts)
    while True:
        total = sum((costs[i][at] for i, at in enumerate(chosen)), Cost())
        over = Cost(max(0, total.text - room.text), max(0, total.components - room.components))
        if over == Cost():
            break
        yielding = [i for i in range(len(parts)) if _next(costs[i], chosen[i], over) is not None]
        loser = max(yielding, key=lambda i: (parts[i].rank, i))
        chosen[loser] = _next(costs[loser], chosen[loser], over) or len(forms[loser]) - 1
    return [piece for each, at in zip(forms, chosen, strict=True) for piece in each[at]]


def build_card(parts: Iterable[Part], colour: discord.Colour | int) -> ui.LayoutView:
    """The message. It needs no memory of the process: its buttons and menus say in their `custom_id` what they are."""
    view = ui.LayoutView(timeout=None)
    pieces = _tidy(fit_parts(tuple(parts)))
    view.add_item(ui.Container(*(piece.item() for piece in pieces), accent_colour=colour))
    return view


def _cost(form: Form) -> Cost:
    return sum((piece.cost() for piece in form), Cost())


def _next(costs: Sequence[Cost], at: int, over: Cost) -> int | None:
    """The next form that takes less of what is too much."""
    now = costs[at]
    for later in range(at + 1, len(costs)):
        if (over.text and costs[later].text < now.text) or (
            over.components and costs[later].components < now.components
        ):
            return later
    return None


def _tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """No line at either end, and no two lines in a row, whatever was dropped between them."""
    kept: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Separator) and (not kept or isinstance(kept[-1], Separator)):
            continue
        kept.append(piece)
    while kept and isinstance(kept[-1], Separator):
        kept.pop()
    return kept
