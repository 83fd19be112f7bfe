"""OPML: the lists of feeds that feed readers exchange (http://opml.org/spec2.opml)."""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree

from bot.coverage.text import clean_text
from bot.coverage.urls import clean_url
from bot.feeds.feed_list.configuration import MAX_FEEDS, FeedEntry


class OpmlError(Exception):
    """A document is not OPML. The text says why, in a clause."""


def read_opml(data: bytes) -> tuple[FeedEntry, ...]:
    """Return the feeds of a document, each once; the folders that they are in become topics. Raises `OpmlError`."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise OpmlError("it is not OPML")
    entries: dict[str, FeedEntry] = {}
    for outline in root.iter("{*}outline"):
        url = clean_url(_get(outline, "xmlUrl"))
        if url is None or url in entries or len(entries) == MAX_FEEDS:
            continue
        folders = [
            clean_text(_get(parent, "text") or _get(parent, "title"))
            for parent in outline.iterancestors("{*}outline")
            if not _get(parent, "xmlUrl")
        ]
        name = clean_text(_get(outline, "title") or _get(outline, "text"))
        entries[url] = FeedEntry(url, name if name != url else "", tuple(filter(None, reversed(folders))))
    return tuple(entries.values())


def _get(element: "etree._Element", name: str) -> str:  # pyright: ignore[reportPrivateUsage]
    return next((str(value) for key, value in element.attrib.items() if str(key).lower() == name.lower()), "")


def write_opml(entries: Iterable[FeedEntry], now: datetime) -> bytes:
    """Return a list of feeds as an OPML document."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds"
    etree.SubElement(head, "dateCreated").text = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    body = etree.SubElement(root, "body")
    for entry in entries:
        name = entry.outlet or entry.url
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": entry.url}
        if entry.topics:
            attributes["category"] = ",".join(entry.topics)
        etree.SubElement(body, "outline", attrib=attributes)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
