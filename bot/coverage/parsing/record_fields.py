"""The shapes that records were written in over the years, as one: mappings become `Record`s, oddities `ParseNote`s."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from bot.coverage import dates, urls
from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.parsing.frontmatter import ParseNote
from bot.coverage.parsing.yaml_events import Fields, Items, Value
from bot.coverage.text import clean_text

MAX_RECORDS = 5_000
"""Of one file; real ones have some thirty. Aliases could otherwise multiply them without end."""

_EXCERPT = ("excerpt", "abstract")
# The first that is usable is the record's own; the others lead to it.
_ADDRESSES = ("webUrl", "url", "originalUrl", "sourceUrl", "ampWebUrl", "ampUrl", "cdnAmpWebUrl", "cdnAmpUrl")
_TRUE = frozenset({"true", "yes", "on", "1", "y"})


def read_records(top: Fields, path: str, now: datetime, notes: list[ParseNote]) -> list[Record]:
    """The main record and, after it, those nested in it; `notes` gets whatever is odd or lost."""
    found: list[Record] = []
    waiting: deque[tuple[Fields, bool]] = deque([(top, False)])
    while waiting:
        fields, nested = waiting.popleft()
        if len(found) >= MAX_RECORDS:
            notes.append(ParseNote(fields.line, "error", f"only the first {MAX_RECORDS} records of the file were read"))
            break
        record = _record(fields, Origin(path, fields.line, nested), now, notes)
        if record is not None:
            found.append(record)
        waiting.extend((related, True) for related in _related(fields, notes))
    return found


def read_nested(fields: Fields, now: datetime, notes: list[ParseNote]) -> Record | None:
    """The record of one nested piece, without those nested in it again, and without a path."""
    return _record(fields, Origin("", fields.line, nested=True), now, notes)


def _record(fields: Fields, origin: Origin, now: datetime, notes: list[ParseNote]) -> Record | None:
    title = _text(fields, "title", notes)
    excerpt = next((said for key in _EXCERPT if (said := _text(fields, key, notes))), "")
    if not title and not excerpt:
        if origin.nested:
            notes.append(ParseNote(origin.line, "warning", "a related piece without title and excerpt was left out"))
        else:
            notes.append(ParseNote(origin.line, "error", "the record has neither title nor excerpt"))
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


def _scalar(fields: Fields, key: str, notes: list[ParseNote]) -> str | None:
    """A field's scalar; of a list the first."""
    value = fields.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Items):
        told = [item for item in value if isinstance(item, str) and item]
        if len(told) > 1:
            notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is a list; its first item was taken"))
        if told:
            return told[0]
    if value:
        notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is not one value and was left out"))
    return None


def _text(fields: Fields, key: str, notes: list[ParseNote]) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value)
    said = " ".join(_texts(value))
    notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is a list or mapping; its texts were joined"))
    return clean_text(said)


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


def _addresses(fields: Fields, origin: Origin, notes: list[ParseNote]) -> tuple[str | None, tuple[str, ...]]:
    """The record's own address and its others; one that has AMP addresses alone is at the first of these."""
    found: list[str] = []
    said = False
    for key in _ADDRESSES:
        value = _scalar(fields, key, notes)
        if not value or not value.strip():
            continue
        said = True
        url = urls.linkable_url(value)
        if url is None:
            notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is no usable http or https address"))
        elif url not in found:
            found.append(url)
    if not found:
        what = "no usable address" if said else "no address"
        notes.append(ParseNote(origin.line, "info", f"{what}: listed, never quoted"))
        return None, ()
    return found[0], tuple(found[1:])


def _provider(fields: Fields, notes: list[ParseNote]) -> tuple[str, str]:
    value = fields.get("provider")
    if isinstance(value, Items):
        value = next((item for item in value if item), None)
    if isinstance(value, str):
        name = clean_text(value)
        return name, urls.provider_domain(name)
    if not isinstance(value, Fields):
        return "", ""
    name = clean_text(_scalar(value, "name", notes) or "")
    domain, other = _scalar(value, "domain", notes) or "", _scalar(value, "id", notes) or ""
    known = urls.provider_domain(domain) or urls.provider_domain(other)
    if domain and not known:
        notes.append(ParseNote(value.line_of("domain"), "info", "the provider's domain is none"))
    return name, known


def _published(fields: Fields, now: datetime, notes: list[ParseNote]) -> Moment | None:
    value = _scalar(fields, "publishedDateTime", notes)
    if not value or not value.strip():
        return None
    try:
        return dates.parse_moment(value, now=now)
    except dates.DateError as error:
        notes.append(ParseNote(fields.line_of("publishedDateTime"), "warning", f"the date was ignored: {error.reason}"))
        return None


def _topics(fields: Fields) -> tuple[str, ...]:
    found = dict.fromkeys(clean_text(topic) for topic in _texts(fields.get("topics")))
    return tuple(topic for topic in found if topic)


def _image(fields: Fields, notes: list[ParseNote]) -> Image | None:
    """The first picture with a usable address."""
    value = fields.get("images")
    for picture in value if isinstance(value, Items) else [value]:
        if isinstance(picture, str):
            picture, bare = Fields(fields.line_of("images")), picture  # noqa: PLW2901
            picture["url"] = bare
        if not isinstance(picture, Fields):
            continue
        said = _scalar(picture, "url", notes)
        url = urls.linkable_url(said)
        if url is not None:
            alt = clean_text(_scalar(picture, "title", notes) or "")
            return Image(url, alt, _pixels(picture.get("width")), _pixels(picture.get("height")))
        if said:
            notes.append(
                ParseNote(picture.line_of("url"), "info", "a picture's address is unusable; the picture was left out")
            )
    return None


def _pixels(value: Value) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6 else 0  # noqa: PLR2004


def _related(fields: Fields, notes: list[ParseNote]) -> Iterator[Fields]:
    value = fields.get("related")
    if isinstance(value, Fields):
        yield value
    elif isinstance(value, Items):
        for piece in value:
            if isinstance(piece, Fields):
                yield piece
            elif piece is not None:
                notes.append(ParseNote(value.line, "warning", "a related piece that is no record was left out"))
    elif isinstance(value, str) and value.strip():
        notes.append(ParseNote(fields.line_of("related"), "warning", "'related' is text, not a list, and was left out"))
