"""The values of `bot.coverage`: what a file gives (`Record`), and what was reported (`Article`, `Outlet`, `Topic`).

All are frozen. Their texts are already repaired (`bot.coverage.text`), and their times are in UTC.
"""

from datetime import UTC, date, datetime
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "info"]
Precision = Literal["day", "second"]


class Moment(Struct, frozen=True, order=True, array_like=True):
    """A time of publication. `at` is aware and in UTC; if only the day is known, it is that day's midnight."""

    at: datetime
    precision: Precision = "second"

    @property
    def day(self) -> date:
        """The day in UTC."""
        return self.at.date()

    def iso(self) -> str:
        """Return `YYYY-MM-DD` if only the day is known, else RFC 3339 in UTC with a `Z`."""
        if self.precision == "day":
            return self.day.isoformat()
        return self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Image(Struct, frozen=True, array_like=True):
    """An image of a record. `url` is http or https; width and height are in pixels, 0 if unknown."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0


class Origin(Struct, frozen=True, array_like=True):
    """Where a record comes from: the file's path, the line it starts on (from 1), and whether it is nested."""

    path: str
    line: int = 1
    nested: bool = False


class Problem(Struct, frozen=True, order=True):
    """Something an editor should know about a file. `line` is 0 if it is about no particular line.

    `error`: a part of the file was lost. `warning`: it was repaired or is doubtful. `info`: worth knowing.
    """

    path: str
    line: int
    severity: Severity
    reason: str


class Record(Struct, frozen=True, array_like=True):
    """The description of an article at one place in one file: the file's main record, or one nested in another.

    `url` is the record's own URL (http or https) or None; `aliases` are its other URLs (AMP, CDN, source).
    `published` is None if the file has no usable date. `key` is the canonical form of `url`, or "" until it is
    computed. After that, `aliases` are canonical too, and none of them equals `key`. `removed`: whether the outlet
    withdrew the article; `removed_reason` says why, "" if the file doesn't.
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
    removed_reason: str = ""


class Withdrawal(Struct, frozen=True, array_like=True):
    """An article that a record marks as removed, so that the archive leaves it out. `reason`: "" if none is given."""

    url: str | None
    reason: str = ""


class Wording(Struct, frozen=True, array_like=True):
    """A title and an excerpt that one record gives for an article. One of them may be empty, but not both."""

    title: str
    excerpt: str


class Outlet(Struct, frozen=True, array_like=True):
    """An outlet. `key` is the URL's host without `www.`.

    `name`: the most frequent name. `names`: all names, the most frequent first.
    `domains`: the key and every domain that records give for it (`reuters.com` for `in.reuters.com`).
    `platform`: whether the site carries many outlets under their own names (such as a video site's channels), with no
    name on most articles. Then `name` is the key, and each article's `credit` names the outlet.
    """

    key: str
    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    count: int
    platform: bool = False


class Topic(Struct, frozen=True, array_like=True):
    """A topic of the records. `key` is the folded name; `name` is the most frequent spelling."""

    key: str
    name: str
    count: int


class Article(Struct, frozen=True, array_like=True):
    """An article: everything that the records with one canonical URL say.

    `id`: 16 hex digits, stable over restarts, short enough for a custom_id. `key`: the canonical URL, never shown.
    `url`: a record's own URL; None if no URL is usable (then the article is listed but never quoted).
    `title`, `excerpt`: the wording that is shown, which is `wordings[0]`. `outlet`: an `Outlet.key`.
    `published`: the earliest date of all records; `redated`: the latest, if that is a later day.
    `dated_by_url`: `published` is the day in the URL, not a record's date.
    `topics`: `Topic.key`s. `related`: ids of the articles nested in its records.
    `credit`: the outlet's name in this article's own records, "" if they have none.
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
