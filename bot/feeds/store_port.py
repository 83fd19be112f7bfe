"""What feeds need of the store: the state of each feed, and the identity of every entry that was ever taken."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct

from bot.feeds.fetching.fetch import Validators
from bot.feeds.fetching.timing import FIRST

State = Literal["active", "gone"]


class FeedState(Struct, frozen=True, kw_only=True):
    """What is known of a feed. `url`: as the operator gave it; `location`: where it is now.

    `checked_at`, `due_at`: of the last fetch, and of the next one. `quiet_until`: its server does not want
    to be asked before. `interval`: seconds. `failures`: in a row; `reason`: why, in a clause. `digest`: of its last
    document. `lifetime`: seconds for which the feed or its server says not to ask. `is_started`: its baseline was
    taken. `entries`: how many it had last. `taken`: how many of all its entries became articles. `read_at`: when it was
    last read as a whole.
    """

    url: str
    location: str = ""
    title: str = ""
    format: str = ""
    state: State = "active"
    checked_at: datetime | None = None
    due_at: datetime | None = None
    quiet_until: datetime | None = None
    interval: int = int(FIRST.total_seconds())
    failures: int = 0
    reason: str = ""
    validators: Validators = Validators()
    digest: str = ""
    lifetime: int = 0
    is_started: bool = False
    entries: int = 0
    taken: int = 0
    read_at: datetime | None = None


class NewEntry(Struct, frozen=True):
    """An entry that may become an article.

    `keys`: its identities; it is known if any of them is. `article`: the id that its article has. `path`: the file that
    it goes to, relative to the folder; `text`: its YAML document, both empty if it is not kept; `digest` is of the
    text. `is_baseline`: it came with the first fetch of its feed, so it is not news. `feed`: the key of that feed.
    """

    keys: tuple[str, ...]
    article: str
    path: str
    text: str
    is_baseline: bool
    digest: str = ""
    feed: str = ""


class PendingDocument(Struct, frozen=True):
    """A document that was taken and may still be missing from its file.

    `replaces`: the digest of the document that it replaces; "" if it is new.
    """

    key: str
    path: str
    text: str
    replaces: str = ""


class Offer(Struct, frozen=True):
    """A document that a feed has for an article whose written document is another one.

    `written`: the digest of the written document. `text`: the new document; empty if the feed withdrew the article.
    `digest`: of what the feed has. `reason`: why it withdrew the article.
    """

    key: str
    path: str
    written: str
    text: str
    digest: str
    reason: str = ""


class Unseen(NamedTuple):
    """An entry without a document, which no feed has listed for a while.

    `feed`: the last one that did; "" if unknown. `seen_at`: when.
    """

    key: str
    feed: str
    seen_at: datetime


class FeedStore(Protocol):
    """The store. Every method blocks; what it raises is the store's own error."""

    def load(self) -> Mapping[str, FeedState]:
        """Return the state of every feed by its `url`."""
        ...

    def save(self, states: Sequence[FeedState]) -> None:
        """Store the states of feeds."""
        ...

    def remove(self, url: str) -> None:
        """Forget a feed, but not what was taken from it."""
        ...

    def take(self, candidates: Sequence[NewEntry], now: datetime) -> Sequence[NewEntry]:
        """Record the candidates that are not known, and return them. Their documents are pending until `settle`."""
        ...

    def list_pending(self) -> Sequence[PendingDocument]:
        """List the documents that may still be missing from their files."""
        ...

    def settle(self, keys: Sequence[str]) -> None:
        """Record that the documents of these keys are in their files."""
        ...

    def see(self, candidates: Sequence[NewEntry], now: datetime) -> Sequence[Offer]:
        """Record that feeds list these entries. Return the known ones whose text differs from what was written."""
        ...

    def find_withdrawn(self, reasons: Mapping[str, str]) -> Sequence[Offer]:
        """Find the documents of entries that their feeds withdrew. `reasons`: by a key of each entry."""
        ...

    def answer_offers(self, accepted: Sequence[Offer], declined: Sequence[Offer]) -> None:
        """Make the texts of the accepted offers pending. `see` returns none of these offers again."""
        ...

    def settle_replacements(self, digests: Mapping[str, str]) -> None:
        """Record that pending documents were replaced. `digests`: of the texts that are in their files now, by key."""
        ...

    def list_followed(self) -> Collection[str]:
        """List the ids of articles whose stories somebody follows."""
        ...

    def list_unseen(self, before: datetime) -> Sequence[Unseen]:
        """List the entries without a document that no feed has listed since a time."""
        ...

    def forget(self, keys: Sequence[str]) -> None:
        """Forget entries. If a feed lists them again, they are new."""
        ...

    def list_digests(self, path: str) -> Mapping[str, str]:
        """Return the keys of the documents that were written to a file, by the digest of their text."""
        ...

    def count_kept(self) -> int:
        """Return how many documents are in files, as far as the store knows."""
        ...

    def release(self, keys: Sequence[str]) -> None:
        """Record that the documents of these keys were removed from their files. Their entries stay known."""
        ...
