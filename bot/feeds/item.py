"""The values of `bot.feeds`: what a document says (`ParsedFeed`, `FeedItem`)."""

from msgspec import Struct

from bot.coverage.article import Moment, Problem


class FeedItem(Struct, frozen=True):
    """An item of a feed that can become an article: it has a title and an http(s) address.

    Texts are plain and repaired. `identity`: the id that the feed gives it, "" if that is missing or not unique.
    `outlet`: the name that the operator chose if the item is on the feed's own site, else the host of `url`.
    """

    title: str
    url: str
    published: Moment | None
    excerpt: str
    outlet: str
    identity: str = ""


class Tombstone(Struct, frozen=True):
    """An entry that an Atom feed says it withdrew. `identity`: its id; `reason`: why, as plain text, or "".

    https://www.rfc-editor.org/rfc/rfc6721
    """

    identity: str
    reason: str = ""


class ParsedFeed(Struct, frozen=True):
    """A document that was read.

    `format` is empty if it is not a feed. `lifetime`: seconds for which the feed says not to ask again (`ttl`), 0 if it
    does not say. `tombstones`: what it withdrew.
    """

    title: str
    format: str
    items: tuple[FeedItem, ...]
    problems: tuple[Problem, ...]
    lifetime: int = 0
    tombstones: tuple[Tombstone, ...] = ()
