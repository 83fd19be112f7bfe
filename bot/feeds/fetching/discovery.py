"""Finds the feeds of a site: those that its page names with `<link rel="alternate">`."""

from urllib.parse import urljoin

from lxml import etree, html

from bot.coverage.urls import clean_url
from bot.feeds.parsing.document import decode_feed

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/xml"}
    | {"application/xml", "application/json"}
)
_MAX_FEEDS = 20


def find_feeds(data: bytes, url: str, charset: str = "") -> tuple[str, ...]:
    """Return the addresses of the feeds that a web page names, in its order. Empty if it names none."""
    try:
        root = html.document_fromstring(decode_feed(data, charset), parser=html.HTMLParser(encoding=None))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    base = next((href for element in root.iter("base") if (href := element.get("href"))), "")
    addresses: list[str] = []
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in relations and kind in _TYPES:
            try:
                address = clean_url(urljoin(urljoin(url, base), (link.get("href") or "").strip()))
            except ValueError:
                continue
            if address is not None and address != url and address not in addresses:
                addresses.append(address)
    return tuple(addresses[:_MAX_FEEDS])
