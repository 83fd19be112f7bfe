"""From the bytes of a feed to text that is safe to parse: decoded, without a DTD, and cut to what we read."""

import codecs
import html
import re
from itertools import islice

MAX_ITEMS = 1_000
"""How many items of one document are read. Real feeds have 10 to 200."""
MAX_TAGS = 100_000
"""How many tags of one document are read. Parsing this many takes up to three seconds."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_BOM = (
    (b"<\x00?\x00", "utf-16-le"),
    (b"<\x00r\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"\x00<\x00r", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?([A-Za-z0-9._-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}>", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|rdf|feed)[\s>]", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_CDATA = "<![CDATA["
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)")
# feedparser takes the description of a picture for that of its item.
_MEDIA_TEXT = re.compile(r"(</?media:)(title|description|text)\b")
# Some writers prefix every element of RSS and forget to say what the prefix is.
_PREFIXED_RSS = re.compile(r"<(\w+):channel[\s>]")


def decode_feed(data: bytes, charset: str = "") -> str:
    """Decode a feed. `charset`: what its HTTP header says.

    Headers and declarations are often wrong. A byte order mark never is, and valid UTF-8 is UTF-8, unless an
    encoding of ASCII bytes is declared. Then the header counts, then the declaration, then Windows-1252.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    for start, encoding in _WITHOUT_BOM:
        if data.lstrip(b" \t\r\n").startswith(start):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:1_024])
    names = [_find_codec(charset), _find_codec(declared[1].decode("ascii") if declared else "")]
    if stateful := next((name for name in names if name.startswith(("iso2022", "hz"))), ""):
        return data.decode(stateful, "replace")
    for name in ("utf-8", *names):
        try:
            if name:
                return data.decode("cp1252" if name == "iso8859-1" else name)
        except (UnicodeDecodeError, ValueError):
            continue
    # Mostly valid UTF-8 with a few broken bytes, or text in one of the encodings of Windows.
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 10 < sum(character > "\x7f" for character in text):
        return text
    return data.decode("cp1252", "replace")


def prepare_xml(text: str) -> tuple[str, tuple[str, ...]]:
    """Return text that an XML parser reads as UTF-8 without expanding entities, and a reason for each loss.

    Without a DTD no entity is defined, so none can expand to gigabytes or name a file. Entities of HTML become their
    characters, and an ampersand that begins no entity becomes one.
    """
    losses: list[str] = []
    text = _FORBIDDEN.sub("", text)
    # What stands before the root: a declaration, a DTD, blank lines, often warnings of PHP.
    start = _FEED_ROOT.search(text)
    text = text[start.start() :] if start is not None else _DECLARATION.sub("", text.replace("<!DOCTYPE", "<"), count=1)
    text, loss = _cut(text)
    losses += loss
    text = _escape_ampersands(text)
    text = _MEDIA_TEXT.sub(r"\1item-\2", text)
    if (prefixed := _PREFIXED_RSS.search(text)) and f"xmlns:{prefixed[1]}" not in text:
        prefix = re.escape(prefixed[1])
        text = re.sub(rf"(</?){prefix}:", r"\1", text)
        text = re.sub(rf"<rss\s+{prefix}:version=([\w.]+)", r'<rss version="\1"', text)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}', tuple(losses)


def _escape_ampersands(text: str) -> str:
    """Make every ampersand outside CDATA sections begin an entity that XML has."""
    head, *sections = text.split(_CDATA)
    parts = [_BARE_AMPERSAND.sub("&amp;", _NAMED_ENTITY.sub(_replace_entity, head))]
    for section in sections:
        inside, end, after = section.partition("]]>")
        parts.append(f"{_CDATA}{inside}{end}{_BARE_AMPERSAND.sub('&amp;', _NAMED_ENTITY.sub(_replace_entity, after))}")
    return "".join(parts)


def _cut(text: str) -> tuple[str, list[str]]:
    """Cut a document that is longer than we read, and close its root."""
    further = next(islice(_ITEM.finditer(text), MAX_ITEMS, None), None)
    if further is not None:
        return _close(text[: further.start()]), [f"it has more than {MAX_ITEMS:,} entries; the others were left out"]
    if text.count("<") > MAX_TAGS:
        last = next(islice(re.finditer("<", text), MAX_TAGS, None))
        return text[: last.start()], [f"it has more than {MAX_TAGS:,} elements; what follows them was left out"]
    return text, []


def _close(text: str) -> str:
    root = _ROOT.search(text)
    name = root[1] if root else "rss"
    is_open = re.search(r"<channel[\s>]", text) and "</channel>" not in text
    return f"{text}{'</channel>' if is_open else ''}</{name}>"


def _replace_entity(entity: re.Match[str]) -> str:
    if entity[1] in _XML_ENTITIES:
        return entity[0]
    character = html.unescape(entity[0])
    return html.escape(character) if character != entity[0] else f"&amp;{entity[1]};"


def _find_codec(name: str) -> str:
    """Return Python's name of a text encoding; "" if there is none, or if it is not for documents."""
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    # No real feed is in UTF-7, which would hide markup from whoever reads it as ASCII.
    return "" if codec.name in {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"} else codec.name
