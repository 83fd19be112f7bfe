"""The shapes that records were written in over the years, as one: mappings become `Record`s, oddities `Note`s."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from bot.coverage import dates, urls
from bot.coverage import text as repair
from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.parsing.frontmatter import Note
from bot.coverage.parsing.yaml_events import Fields, Items, Value

MAX_RECORDS = 5_000
"""Of one file; real ones have some thirty. Aliases could otherwise multiply them without end."""

_EXCERPT = ("excerpt", "abstract")
# The first that is usable is the record's own; the others lead to it.
_ADDRESSES = ("webUrl", "url", "originalUrl", "sourceUrl", "ampWebUrl", "ampUrl", "cdnAmpWebUrl", "cdnAmpUrl")
_TRUE = frozenset({"true", "yes", "on", "1", "y"})


def records(top: Fields, path: str, now: datetime, notes: list[Note]) -> list[Record]:
    """The main record and, after it, those nested in it; `notes` gets whatever is odd or lost."""
    found: list[Record] = []
    waiting: deque[tuple[Fields, bool]] = deque([(top, False)])
    while waiting:
        fields, nested = waiting.popleft()
        if len(found) >= MAX_RECORDS:
            notes.append(Note(fields.line, "error", f"only the first {MAX_RECORDS} records of the file were read"))
            break
        record = _record(fields, Origin(path, fields.line, nested), now, notes)
        if record is not None:
            found.append(record)
        waiting.extend((related, True) for related in _related(fields, notes))
    return found


def nested(fields: Fields, now: datetime, notes: list[Note]) -> Record | None:
    """The record of one nested piece, without those nested in it again, and without a path."""
    return _record(fields, Origin("", fields.line, nested=True), now, notes)


def _record(fields: Fields, origin: Origin, now: datetime, notes: list[Note]) -> Record | None:
    title = _text(fields, "title", notes)
    excerpt = next((said for key in _EXCERPT if (said := _text(fields, key, notes))), "")
    if not title and not excerpt:
        if origin.nested:
            notes.append(Note(origin.line, "warning", "a related piece without title and excerpt was left out"))
        else:
            notes.append(Note(origin.line, "error", "the record has neither title nor excerpt"))
        return None
    url, aliases = _addresses(fields, origin, notes)
    name, domain = _provider(fields, notes)
    return Record(
        title,
        excerpt,
        url,
        aliases,
        _published(fields, now, notes),
        name,
        domain,
        _topics(fields),
        _image(fields, notes),
        (_scalar(fields, "removed", notes) or "").lower() in _TRUE,
        origin,
    )


def _scalar(fields: Fields, key: str, notes: list[Note]) -> str | None:
    """A field's scalar; of a list the first."""
    value = fields.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Items):
        told = [item for item in value if isinstance(item, str) and item]
        if len(told) > 1:
            notes.append(Note(fields.at(key), "warning", f"{key!r} is a list; its first item was taken"))
        if told:
            return told[0]
    if value:
        notes.append(Note(fields.at(key), "warning", f"{key!r} is not one value and was left out"))
    return None


def _text(fields: Fields, key: str, notes: list[Note]) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return repair.text(value)
    said = " ".join(_texts(value))
    notes.append(Note(fields.at(key), "warning", f"{key!r} is a list or mapping; its texts were joined"))
    return repair.text(said)


def _texts(value: Value) -> Iterator[str]:
    """The texts of a list; `AWS: Lambda`, which YAML takes for a mapping, is one of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Items):
        for item in value:
            if not isinstance(item, Items):
                yield from _texts(item)
    elif isinstance(value, Fields):
        for key, held in value.items():
            yield f"{key}: {held}" if isinstance(held, str) else key


def _addresses(fields: Fields, origin: Origin, notes: list[Note]) -> tuple[str | None, tuple[str, ...]]:
    """The record's own address and its others; one that has AMP addresses alone is at the first of these."""
    found: list[str] = []
    said = False
    for key in _ADDRESSES:
        value = _scalar(fields, key, notes)
        if not value or not value.strip():
            continue
        said = True
        url = urls.usable(value)
        if url is None:
            notes.append(Note(fields.at(key), "warning", f"{key!r} is no usable http or https address"))
        elif url not in found:
            found.append(url)
    if not found:
        what = "no usable address" if said else "no address"
        notes.append(Note(origin.line, "info", f"{what}: listed, never quoted"))
        return None, ()
    return found[0], tuple(found[1:])


def _provider(fields: Fields, notes: list[Note]) -> tuple[str, str]:
    value = fields.get("provider")
    if isinstance(value, Items):
        value = next((item for item in value if item), None)
    if isinstance(value, str):
        name = repair.text(value)
        return name, urls.domain(name)
    if not isinstance(value, Fields):
        return "", ""
    name = repair.text(_scalar(value, "name", notes) or "")
    domain, other = _scalar(value, "domain", notes) or "", _scalar(value, "id", notes) or ""
    known = urls.domain(domain) or urls.domain(other)
    if domain and not known:
        notes.append(Note(value.at("domain"), "info", "the provider's domain is none"))
    return name, known


def _published(fields: Fields, now: datetime, notes: list[Note]) -> Moment | None:
    value = _scalar(fields, "publishedDateTime", notes)
    if not value or not value.strip():
        return None
    try:
        return dates.parse(value, now=now)
    except dates.BadDate as bad:
        notes.append(Note(fields.at("publishedDateTime"), "warning", f"the date {bad.reason} and does not count"))
        return None


def _topics(fields: Fields) -> tuple[str, ...]:
    found = dict.fromkeys(repair.text(topic) for topic in _texts(fields.get("topics")))
    return tuple(topic for topic in found if topic)


def _image(fields: Fields, notes: list[Note]) -> Image | None:
    """The first picture with a usable address."""
    value = fields.get("images")
    for picture in value if isinstance(value, Items) else [value]:
        if isinstance(picture, str):
            picture, bare = Fields(fields.at("images")), picture  # noqa: PLW2901
            picture["url"] = bare
        if not isinstance(picture, Fields):
            continue
        said = _scalar(picture, "url", notes)
        url = urls.usable(said)
        if url is not None:
            alt = repair.text(_scalar(picture, "title", notes) or "")
            return Image(url, alt, _pixels(picture.get("width")), _pixels(picture.get("height")))
        if said:
            notes.append(Note(picture.at("url"), "info", "a picture's address is unusable; the picture was left out"))
    return None


def _pixels(value: Value) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6 else 0  # noqa: PLR2004


def _related(fields: Fields, notes: list[Note]) -> Iterator[Fields]:
    value = fields.get("related")
    if isinstance(value, Fields):
        yield value
    elif isinstance(value, Items):
        for piece in value:
            if isinstance(piece, Fields):
                yield piece
            elif piece is not None:
                notes.append(Note(value.line, "warning", "a related piece that is no record was left out"))
    elif isinstance(value, str) and value.strip():
        notes.append(Note(fields.at("related"), "warning", "'related' is text, not a list, and was left out"))
