"""The page of a digest: what it has sent, for people who read it outside Discord."""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from bot.coverage.archive.archive import Archive
from bot.coverage.article import Article
from bot.digests.digest import Digest, SentArticle

MAX_ITEMS = 50
"""How many articles a page has: the newest ones. Programs ask for it often, and keep what they have read."""
_KEY_BYTES = 24
"""192 bits: too many for anybody to guess."""

_EPOCH = datetime.fromtimestamp(0, UTC)


class PageArticle(Struct, frozen=True):
    """An article that was sent. `at`: when."""

    article: Article
    outlet: str
    topics: tuple[str, ...]
    at: datetime


class DigestPage(Struct, frozen=True):
    """What a digest has sent, newest first.

    `url`: where the page is; empty if it is a file. `updated`: when it last sent something, or when it was set up.
    """

    title: str
    url: str
    updated: datetime
    items: tuple[PageArticle, ...]


def create_key() -> str:
    """Create the part of a page's URL that can't be guessed."""
    return secrets.token_urlsafe(_KEY_BYTES)


def is_key(digest: Digest, key: str) -> bool:
    """Return whether a digest can be read with this key. A digest that is gone can't be read either."""
    is_readable = bool(digest.page_key) and digest.state != "draft" and digest.why != "gone"
    return is_readable and hmac.compare_digest(digest.page_key.encode(), key.encode())


def build_page_url(base: str, digest: Digest, format_name: str) -> str:
    """Build the URL of a digest's page. `base`: where the server is reached, without a slash at the end."""
    return f"{base}/digests/{digest.id}-{digest.page_key}.{format_name}"


def build_page(digest: Digest, sent: Iterable[SentArticle], archive: Archive, *, title: str, url: str) -> DigestPage:
    """Build the page of a digest. `sent`: newest first. Articles that are no longer in the archive are left out."""
    items = tuple(_list_items(sent, archive))
    updated = max((item.at for item in items), default=digest.since or _EPOCH)
    return DigestPage(title, url, updated, items)


def _list_items(sent: Iterable[SentArticle], archive: Archive) -> Sequence[PageArticle]:
    articles = ((archive.article(record.article), record.at) for record in sent)
    return [_build_item(article, at, archive) for article, at in articles if article is not None]


def _build_item(article: Article, at: datetime, archive: Archive) -> PageArticle:
    outlet = archive.outlets.get(article.outlet)
    topics = tuple(archive.topics[key].name for key in article.topics if key in archive.topics)
    return PageArticle(article, outlet.name if outlet else article.outlet, topics, at)
