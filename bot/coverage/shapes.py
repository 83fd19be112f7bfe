"""The shapes that records were written in over the years, as one: mappings become `Record`s, oddities `Note`s."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from bot.coverage import dates, repair, urls
from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.scan import Note
from bot.coverage.tree import Fields, Items, Value

MAX_RECORDS = 5_000
"""Of one file; real ones have some thirty. Aliases could otherwise multiply them without end."""

_EXCERPT = ("excerpt", "abstract")
_ADDRESS = ("webUrl", "url", "originalUrl", "sourceUrl")
_OTHER_ADDRESSES = ("ampWebUrl", "cdnAmpWebUrl", "ampUrl", "cdnAmpUrl")
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
    name, domain = _provider(fields.get("provider"), fields.at("provider"), notes)
    return Record(
        title,
        excerpt,
        url,
        aliases,
        _published(fields, now, notes),
        name,
        domain,
        _topics(fields, notes),
        _image(fields, notes),
        (_scalar(fields.get("removed")) or "").lower() in _TRUE,
        origin,
    )


def _scalar(value: Value) -> str | None:
    """A scalar, or the first of a list of them."""
    if isinstance(value, Items):
        value = next((item for item in value if item is not None), None)
    return value if isinstance(value, str) else None


def _text(fields: Fields, key: str, notes: list[Note]) -> str:
    value = fields.get(key)
    if isinstance(value, str):
        return repair.text(value)
    if isinstance(value, Items):
        parts = [repair.text(item) for item in value if isinstance(item, str)]
        notes.append(Note(fields.at(key), "warning", f"{key!r} is a list; its texts were joined"))
        return " ".join(parts)
    if isinstance(value, Fields):
        notes.append(Note(fields.at(key), "error", f"{key!r} is a mapping, not text, and was left out"))
    return ""


def _addresses(fields: Fields, origin: Origin, notes: list[Note]) -> tuple[str | None, tuple[str, ...]]:
    own: str | None = None
    others: list[str] = []
    said = False
    for key in (*_ADDRESS, *_OTHER_ADDRESSES):
        value = _scalar(fields.get(key))
        if not value or not value.strip():
            continue
        said = True
        url = urls.usable(value)
        if url is None:
            notes.append(Note(fields.at(key), "warning", f"{key!r} is no usable http or https address"))
        elif own is None and key in _ADDRESS:
            own = url
        elif url != own and url not in others:
            others.append(url)
    if own is None:
        what = "no usable address" if said else "no address"
        notes.append(Note(origin.line, "info", f"{what}: listed, never quoted"))
    return own, tuple(others)


def _provider(value: Value, line: int, notes: list[Note]) -> tuple[str, str]:
    if isinstance(value, Items):
        value = value[0] if value else None
    if isinstance(value, str):
        name = repair.text(value)
        return name, urls.domain(name)
    if not isinstance(value, Fields):
        return "", ""
    name = repair.text(_scalar(value.get("name")) or "")
    said = _scalar(value.get("domain")) or _scalar(value.get("id")) or ""
    domain = urls.domain(said) if said else ""
    if said and not domain and not value.get("id"):
        notes.append(Note(line, "info", "the provider's domain is none"))
    return name, domain


def _published(fields: Fields, now: datetime, notes: list[Note]) -> Moment | None:
    value = _scalar(fields.get("publishedDateTime"))
    if not value or not value.strip():
        return None
    try:
        return dates.parse(value, now=now)
    except dates.BadDate as bad:
        notes.append(Note(fields.at("publishedDateTime"), "warning", f"the date {bad.reason} and does not count"))
        return None


def _topics(fields: Fields, notes: list[Note]) -> tuple[str, ...]:
    value = fields.get("topics")
    if isinstance(value, str):
        value = [value]
    if isinstance(value, Fields):
        notes.append(Note(fields.at("topics"), "warning", "'topics' is a mapping; its keys were not read"))
        return ()
    found = dict.fromkeys(repair.text(topic) for topic in value or () if isinstance(topic, str))
    return tuple(topic for topic in found if topic)


def _image(fields: Fields, notes: list[Note]) -> Image | None:
    for picture in _pictures(fields.get("images")):
        said = _scalar(picture.get("url")) or ""
        url = urls.usable(said)
        if url is not None:
            alt = repair.text(_scalar(picture.get("title")) or "")
            return Image(url, alt, _pixels(picture.get("width")), _pixels(picture.get("height")))
        if said:
            notes.append(Note(picture.at("url"), "info", "a picture's address is unusable; the picture was left out"))
    return None


def _pictures(value: Value) -> Iterator[Fields]:
    for picture in value if isinstance(value, Items) else [value]:
        if isinstance(picture, Fields):
            yield picture
        elif isinstance(picture, str):
            bare = Fields(0)
            bare["url"] = picture
            yield bare


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
                notes.append(Note(value.line, "warning", "a related piece without a title was left out"))
    elif isinstance(value, str) and value.strip():
        notes.append(Note(fields.at("related"), "warning", "'related' is text, not a list, and was left out"))
