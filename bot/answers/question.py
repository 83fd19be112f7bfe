"""What is asked: the limits that a reader set (outlets, dates, topics), the kind of question, and what is left."""

from datetime import date
from typing import Literal

from msgspec import Struct

Kind = Literal[
    "what", "when", "how_long", "how_many", "who", "where", "why", "whether", "outlets", "latest", "oldest", "list"
]


class DateRange(Struct, frozen=True):
    """Days from `first` to `last`, both included, in UTC. None is an open end. `said`: the reader's own words."""

    first: date | None
    last: date | None
    said: str


class Named(Struct, frozen=True):
    """An outlet or topic that the reader named: `said` as typed, `keys` what it may be in the archive.

    `explicit`: set off as a limit ("from Reuters", "reuters.com"), so a filter; else a boost.
    Empty `keys`: the archive hasn't it; `nearest` are then the display names of the nearest three.
    """

    said: str
    keys: tuple[str, ...]
    explicit: bool
    nearest: tuple[str, ...] = ()


class Question(Struct, frozen=True):
    """A reader's question, understood.

    `text`: as typed, made readable, at most 6,000 characters. `subject`: `text` without the words that only set
    limits or say the kind; what retrieval looks for. `phrases`: what stood in quotation marks.
    `dates_explicit`: the range is a limit, not just a mention within a long question.
    """

    text: str
    subject: str
    phrases: tuple[str, ...]
    kind: Kind
    outlets: tuple[Named, ...]
    not_outlets: tuple[Named, ...]
    topics: tuple[Named, ...]
    dates: DateRange | None
    dates_explicit: bool
