"""From the text of a feed to raw entries: RSS, RDF and Atom through feedparser, JSON Feed through msgspec."""

import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from xml.sax import SAXException

import feedparser
import msgspec
from msgspec import Struct

from bot.feeds.item import Tombstone
from bot.feeds.parsing.document import MAX_ITEMS, prepare_xml

_FORMATS: Mapping[str, str] = {
    "rss090": "RSS 0.90", "rss091n": "RSS 0.91", "rss091u": "RSS 0.91", "rss092": "RSS 0.92", "rss093": "RSS 0.93",
    "rss094": "RSS 0.94", "rss10": "RSS 1.0", "rss20": "RSS 2.0", "rss": "RSS", "cdf": "CDF",
    "atom01": "Atom 0.1", "atom02": "Atom 0.2", "atom03": "Atom 0.3", "atom10": "Atom 1.0", "atom": "Atom",
}  # fmt: skip

_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"

_LARGE = 1_500_000
"""The most characters of a broken document that feedparser's forgiving parser gets, because it is ten times slower."""


class RawEntry(Struct, frozen=True):
    """An item as the document has it. Texts may be HTML, `link` may be relative to `base`."""

    title: str
    link: str
    date: str
    body: str
    identity: str = ""
    alternatives: tuple[str, ...] = ()
    base: str = ""


class RawFeed(Struct, frozen=True):
    """A document before its items are cleaned.

    `link`: the site's address. `lifetime`, `tombstones`: see `ParsedFeed`. `faults`: what was wrong.
    """

    title: str
    format: str
    link: str
    entries: tuple[RawEntry, ...]
    faults: tuple[str, ...] = ()
    lifetime: int = 0
    tombstones: tuple[Tombstone, ...] = ()


class NotAFeedError(ValueError):
    """The document is not a feed. The text says what it is, in a clause."""


def read_entries(text: str, url: str) -> RawFeed:
    """Read a document that came from `url`. Raises `NotAFeedError`."""
    beginning = text.lstrip("\ufeff \t\r\n")
    if not beginning:
        raise NotAFeedError("it is empty")
    return _read_json(beginning) if beginning[0] == "{" else _read_xml(text, url)


def _read_xml(text: str, url: str) -> RawFeed:
    xml, losses = prepare_xml(text)
    parsed = _parse(xml, url)
    faults = list(losses)
    if parsed.get("bozo"):
        faults.append(f"the XML is broken ({_describe_fault(parsed)}); what could be read was used")
    version = str(parsed.get("version") or "")
    entries: list[Any] = parsed.get("entries") or []
    if not version and not entries:
        raise NotAFeedError("it is a web page, not a feed" if _is_html(text) else "it is not a feed")
    head: Mapping[str, Any] = parsed.get("feed") or {}
    return RawFeed(
        _get_text(head, "title"),
        _FORMATS.get(version, version.upper() or "XML"),
        _get_text(head, "link"),
        tuple(_read_entry(entry) for entry in entries[:MAX_ITEMS]),
        tuple(faults),
        _read_minutes(_get_text(head, "ttl")) * 60,
        tuple(_read_tombstones(xml)) if _TOMBSTONES in xml else (),
    )


def _read_tombstones(xml: str) -> Iterator[Tombstone]:
    """Yield what an Atom feed withdrew, which feedparser does not report. A broken document withdraws nothing."""
    # Imported here because few feeds have them.
    from lxml import etree  # noqa: PLC0415

    try:
        root = etree.fromstring(
            xml.encode("utf-8", "replace"), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except (etree.XMLSyntaxError, ValueError):
        return
    for element in islice(root.iterchildren(f"{{{_TOMBSTONES}}}deleted-entry"), MAX_ITEMS):
        if identity := (element.get("ref") or "").strip():
            yield Tombstone(identity, " ".join((element.findtext(f"{{{_TOMBSTONES}}}comment") or "").split()))


def _parse(xml: str, url: str) -> Mapping[str, Any]:
    # A file object, because feedparser opens a string as an address or as the name of a file.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}

    def parse(text: str) -> Mapping[str, Any]:
        data = io.BytesIO(text.encode("utf-8", "replace"))
        # Its sanitizer takes two thirds of the time, and no HTML of an item is ever used as HTML.
        return feedparser.parse(data, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)

    return parse(xml if len(xml) <= _LARGE or _is_well_formed(xml) else xml[:_LARGE])


def _describe_fault(parsed: Mapping[str, Any]) -> str:
    error = parsed.get("bozo_exception")
    message = error.getMessage() if isinstance(error, SAXException) else str(error)
    return " ".join(message.split())[:120]


def _is_well_formed(xml: str) -> bool:
    # Imported here because only large documents are checked.
    from lxml import etree  # noqa: PLC0415

    try:
        etree.fromstring(xml.encode("utf-8", "replace"), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return False
    return True


def _is_html(text: str) -> bool:
    return re.search(r"<(?:!doctype\s+html|html|body)\b", text[:5_000], re.IGNORECASE) is not None


def _read_entry(entry: Mapping[str, Any]) -> RawEntry:
    contents: list[Mapping[str, Any]] = entry.get("content") or []
    body = _get_text(entry, "summary") or next((text for part in contents if (text := _get_text(part, "value"))), "")
    date = _get_text(entry, "published")
    links: list[Mapping[str, Any]] = entry.get("links") or []
    alternates = tuple(_get_text(link, "href") for link in links if link.get("rel") == "alternate")
    identity = _get_text(entry, "id")
    return RawEntry(
        _get_text(entry, "title"),
        _get_text(entry, "link") or next(iter(alternates), ""),
        date or _get_text(entry, "updated") or _get_text(entry, "created"),
        body,
        identity,
        (_get_text(entry, "feedburner_origlink"), _get_text(entry, "pheedo_origlink"), *alternates, identity),
    )


def _get_text(fields: Mapping[str, Any], key: str) -> str:
    # Not `fields[key]` or `get` alone: a FeedParserDict answers for other keys, with warnings.
    value = fields.get(key) if key in fields.keys() else ""  # noqa: SIM118
    return value if isinstance(value, str) else ""


def _read_minutes(value: str) -> int:
    return min(int(value), 10_080) if re.fullmatch(r"\d{1,6}", value.strip(), re.ASCII) else 0


class _JsonFeed(Struct):
    version: str = ""
    title: object = None
    home_page_url: object = None
    items: list[msgspec.Raw] = []


def _read_json(text: str) -> RawFeed:
    try:
        feed = msgspec.json.decode(text.encode("utf-8", "replace"), type=_JsonFeed)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise NotAFeedError(f"it is JSON, but not a JSON Feed ({str(error)[:120]})") from None
    version = re.search(r"jsonfeed\.org/version/([\d.]+)", feed.version)
    if version is None:
        raise NotAFeedError("it is JSON, but not a JSON Feed (it has no version)")
    faults = (
        [f"it has more than {MAX_ITEMS:,} entries; the others were left out"] if len(feed.items) > MAX_ITEMS else []
    )
    entries = [entry for raw in feed.items[:MAX_ITEMS] if (entry := _read_json_item(raw)) is not None]
    lost = min(len(feed.items), MAX_ITEMS) - len(entries)
    if lost:
        faults.append(f"{lost:,} entries are not JSON objects and were left out")
    title = feed.title if isinstance(feed.title, str) else ""
    link = feed.home_page_url if isinstance(feed.home_page_url, str) else ""
    return RawFeed(title, f"JSON Feed {version[1]}", link, tuple(entries), tuple(faults))


def _read_json_item(raw: msgspec.Raw) -> RawEntry | None:
    try:
        item = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        return None

    def get(*keys: str) -> str:
        return next((item[key] for key in keys if isinstance(item.get(key), str) and item[key].strip()), "")

    identity = item.get("id")
    return RawEntry(
        get("title"),
        get("url", "external_url"),
        get("date_published", "date_modified"),
        get("summary", "content_html", "content_text"),
        str(identity) if isinstance(identity, str | int) and not isinstance(identity, bool) else "",
        (get("external_url"), str(identity or "")),
    )
