"""The values of this room: what a file said (`Record`) and what was reported (`Article`, `Outlet`, `Topic`).

All are frozen; text in them is already repaired (`bot.coverage.text`), times are in UTC.
"""

from datetime import UTC, date, datetime
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "info"]
Precision = Literal["day", "second"]


class Moment(Struct, frozen=True, order=True, array_like=True):
    """A time as an archive knows it. `at` is aware, in UTC; at day precision it is that day's midnight."""

    at: datetime
    precision: Precision = "second"

    @property
    def day(self) -> date:
        """The calendar day in UTC."""
        return self.at.date()

    def iso(self) -> str:
        """`YYYY-MM-DD` at day precision, else RFC 3339 in UTC with a `Z`."""
        if self.precision == "day":
            return self.day.isoformat()
        return self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Image(Struct, frozen=True, array_like=True):
    """A picture that a record names. `url` is http or https; sizes are in pixels, 0 where unknown."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0


class Origin(Struct, frozen=True, array_like=True):
    """Where a record stands: the file's path as it was found, the line it starts on (from 1), nested or not."""

    path: str
    line: int = 1
    nested: bool = False


class Problem(Struct, frozen=True, order=True):
    """Something an editor should know about a file. `line` is 0 where no line can be named.

    `error`: something of the file was lost. `warning`: it was rescued or is doubtful. `info`: worth knowing.
    """

    path: str
    line: int
    severity: Severity
    reason: str


class Record(Struct, frozen=True, array_like=True):
    """One article as one place in one file gives it, main or nested.

    `url` is the record's own address (http or https) or None; `aliases` are its other addresses (AMP, CDN, source).
    `published` is None where the file has no usable date. `key`: the canonical form of `url` where it was worked out
    beforehand; then `aliases` hold canonical forms too, and only those that differ from it.
    """

    title: str
    excerpt: str
    url: str | None
    aliases: tuple[str, ...]
    published: Moment | None
    outlet_name: str
    outlet_domain: str
    topics: tuple[str, ...]
    image: Image | None
    removed: bool
    origin: Origin
    key: str = ""


class Wording(Struct, frozen=True, array_like=True):
    """A title and excerpt as one record gave them for an article; either may be empty, not both."""

    title: str
    excerpt: str


class Outlet(Struct, frozen=True, array_like=True):
    """Who reported. `key` is the URL's host without `www.`; `name` the name used most; `names` all, most used first.

    `domains`: every domain that records give for it (`reuters.com` for `in.reuters.com`), the key included.
    `platform`: it carries many others under their names (a video site's channels) and none of these predominates;
    then `name` is the key, and each article's `credit` says whose it is.
    """

    key: str
    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    count: int
    platform: bool = False


class Topic(Struct, frozen=True, array_like=True):
    """A subject as the records label it. `key` is the folded name; `name` the spelling used most."""

    key: str
    name: str
    count: int


class Article(Struct, frozen=True, array_like=True):
    """One reported piece: all that every record said of one canonical URL.

    `id`: 16 hex digits, stable over restarts, fit for a custom_id. `key`: the canonical URL, never shown.
    `url`: the record's own address; None where none is usable (then it is listed, never quoted).
    `title`, `excerpt`: the wording shown, which is `wordings[0]`. `outlet`: an `Outlet.key`.
    `published`: the earliest date that any record gives; `redated`: the latest, where that is a later day.
    `topics`: `Topic.key`s. `related`: ids of the articles that were nested in its records.
    `credit`: the outlet's name as this article's own records give it, "" where they don't.
    """

    id: str
    key: str
    url: str | None
    title: str
    excerpt: str
    wordings: tuple[Wording, ...]
    outlet: str
    published: Moment | None
    redated: Moment | None
    dated_by_url: bool
    topics: tuple[str, ...]
    image: Image | None
    related: tuple[str, ...]
    credit: str = ""
