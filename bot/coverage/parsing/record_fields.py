"""Turns mappings into `Record`s, in all the forms that records have had over the years. Oddities become notes."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from bot.coverage import dates, urls
from bot.coverage.article import Image, Moment, Origin, Record
from bot.coverage.parsing.frontmatter import ParseNote
from bot.coverage.parsing.yaml_events import Value, YamlFields, YamlList
from bot.coverage.text import clean_text

MAX_RECORDS = 5_000
"""The most records of one file. Real files have about thirty. Without a limit, aliases could multiply them
endlessly."""

_EXCERPT_KEYS = ("excerpt", "abstract")
# The first usable one is the record's own URL; the others are its aliases.
_URL_KEYS = ("webUrl", "url", "originalUrl", "sourceUrl", "ampWebUrl", "ampUrl", "cdnAmpWebUrl", "cdnAmpUrl")
_RECORD_KEYS = frozenset({"title", *_EXCERPT_KEYS, *_URL_KEYS, "publishedDateTime", "provider", "topics", "images"}) | {
    "related",
    "removed",
    "removedReason",
}
_PROVIDER_KEYS = frozenset({"name", "domain", "id"})
_TOPIC_KEYS = ("name", "label", "title", "term")
"""Keys under which a topic that is a mapping may have its name."""
_TRUE = frozenset({"true", "yes", "on", "1", "y"})


def read_records(top: YamlFields, path: str, now: datetime, notes: list[ParseNote]) -> list[Record]:
    """Return the main record and those nested in it. Adds a note for everything that is odd or lost."""
    records: list[Record] = []
    waiting: deque[tuple[YamlFields, bool]] = deque([(top, False)])
    while waiting:
        fields, nested = waiting.popleft()
        if len(records) >= MAX_RECORDS:
            notes.append(ParseNote(fields.line, "error", f"only the first {MAX_RECORDS} records of the file were read"))
            break
        record = _read_record(fields, Origin(path, fields.line, nested), now, notes)
        if record is not None:
            records.append(record)
        waiting.extend((related, True) for related in _read_related(fields, notes))
    return records


def read_nested(fields: YamlFields, now: datetime, notes: list[ParseNote]) -> Record | None:
    """Return a nested record, without a path and without the records nested in it."""
    return _read_record(fields, Origin("", fields.line, nested=True), now, notes)


def _read_record(fields: YamlFields, origin: Origin, now: datetime, notes: list[ParseNote]) -> Record | None:
    _read_almost_known_keys(fields, _RECORD_KEYS, notes)
    title = _read_text(fields, "title", notes)
    excerpt = next((text for key in _EXCERPT_KEYS if (text := _read_text(fields, key, notes))), "")
    if not title and not excerpt:
        if origin.nested:
            reason = "a nested record has neither 'title' nor 'excerpt' and was left out"
            notes.append(ParseNote(origin.line, "warning", reason))
        else:
            notes.append(ParseNote(origin.line, "error", "the record has neither 'title' nor 'excerpt'"))
        return None
    url, aliases = _read_urls(fields, origin, notes)
    removed = (_read_scalar(fields, "removed", notes) or "").lower() in _TRUE
    reason = _read_text(fields, "removedReason", notes)
    if reason and not removed:
        line = fields.line_of("removedReason")
        notes.append(ParseNote(line, "warning", "'removedReason' has no effect without 'removed: true'"))
    name, domain = _read_provider(fields, notes)
    return Record(
        title,
        excerpt,
        url,
        aliases,
        _read_published(fields, now, notes),
        name,
        domain,
        _read_topics(fields, notes),
        _read_image(fields, notes),
        removed,
        origin,
        removed_reason=reason if removed else "",
    )


def _read_almost_known_keys(fields: YamlFields, known: frozenset[str], notes: list[ParseNote]) -> None:
    """Treat keys that are almost right as the keys that were meant, unless these are present.

    Examples are `Title`, `web_url`, and a key with an invisible character.
    """
    for key in [key for key in fields if key not in known]:
        meant = _find_meant_key(key, known)
        if meant is not None and fields.get(meant) is None:
            fields[meant], fields.lines[meant] = fields[key], fields.line_of(key)
            notes.append(ParseNote(fields.line_of(key), "warning", f"the key {key!r} was read as {meant!r}"))


@lru_cache(4_096)
def _find_meant_key(key: str, known: frozenset[str]) -> str | None:
    plain = _simplify_key(key)
    return next((meant for meant in known if _simplify_key(meant) == plain), None)


def _simplify_key(key: str) -> str:
    """Return the key without common mistakes: case, spaces, hyphens, underscores, invisible characters."""
    return "".join(character for character in key.casefold() if character.isalnum())


def _read_scalar(fields: YamlFields, key: str, notes: list[ParseNote]) -> str | None:
    """Return a field's scalar; for a list, its first scalar."""
    value = fields.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, YamlList):
        scalars = [item for item in value if isinstance(item, str) and item]
        if len(scalars) > 1:
            notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is a list; its first item was used"))
        if scalars:
            return scalars[0]
    if value:
        notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is not a single value and was ignored"))
    return None


def _read_text(fields: YamlFields, key: str, notes: list[ParseNote]) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value)
    text = " ".join(_list_texts(value))
    notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is a list or mapping; its texts were joined"))
    return clean_text(text)


def _list_texts(value: Value) -> Iterator[str]:
    """Yield the texts of a value. `AWS: Lambda`, which YAML reads as a mapping, is one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, YamlList):
        for item in value:
            if not isinstance(item, YamlList):
                yield from _list_texts(item)
    elif isinstance(value, YamlFields):
        for key, field in value.items():
            yield f"{key}: {field}" if isinstance(field, str) else key


def _read_urls(fields: YamlFields, origin: Origin, notes: list[ParseNote]) -> tuple[str | None, tuple[str, ...]]:
    """Return the record's own URL and its aliases. If it has only AMP URLs, the first of them is its own."""
    found: list[str] = []
    has_url = False
    for key in _URL_KEYS:
        value = _read_scalar(fields, key, notes)
        if not value or not value.strip():
            continue
        has_url = True
        url = urls.clean_url(value)
        if url is None:
            notes.append(ParseNote(fields.line_of(key), "warning", f"{key!r} is not a usable http or https URL"))
        elif url not in found:
            found.append(url)
    if not found:
        missing = "no usable URL" if has_url else "no URL"
        reason = f"the record has {missing}, so its article is listed but never quoted"
        notes.append(ParseNote(origin.line, "info", reason))
        return None, ()
    return found[0], tuple(found[1:])


def _read_provider(fields: YamlFields, notes: list[ParseNote]) -> tuple[str, str]:
    """Return the outlet's name and domain; "" for what is missing."""
    value = fields.get("provider")
    if isinstance(value, YamlList):
        value = next((item for item in value if item), None)
    if isinstance(value, str):
        name = clean_text(value)
        return name, urls.parse_domain(name)
    if not isinstance(value, YamlFields):
        return "", ""
    _read_almost_known_keys(value, _PROVIDER_KEYS, notes)
    name = clean_text(_read_scalar(value, "name", notes) or "")
    domain, id_ = _read_scalar(value, "domain", notes) or "", _read_scalar(value, "id", notes) or ""
    valid = urls.parse_domain(domain) or urls.parse_domain(id_)
    if domain and not valid:
        notes.append(ParseNote(value.line_of("domain"), "info", "the provider's 'domain' is not a domain"))
    return name, valid


def _read_published(fields: YamlFields, now: datetime, notes: list[ParseNote]) -> Moment | None:
    value = _read_scalar(fields, "publishedDateTime", notes)
    if not value or not value.strip():
        return None
    try:
        return dates.parse_moment(value, now=now)
    except dates.DateError as error:
        line = fields.line_of("publishedDateTime")
        notes.append(ParseNote(line, "warning", f"the date was ignored: {error.reason}"))
        return None


def _read_topics(fields: YamlFields, notes: list[ParseNote]) -> tuple[str, ...]:
    value = fields.get("topics")
    if isinstance(value, str) and "," in value:
        notes.append(ParseNote(fields.line_of("topics"), "warning", "'topics' is text; it was split at its commas"))
        found = value.split(",")
    else:
        items = value if isinstance(value, YamlList) else [value]
        found = [text for item in items for text in _list_topic_texts(item)]
    topics = dict.fromkeys(map(clean_text, found))
    return tuple(topic for topic in topics if topic)


def _list_topic_texts(item: Value) -> Iterator[str]:
    """Yield the topic that an item names: a text, or a mapping with a name. A list within the list is left out."""
    if isinstance(item, YamlFields):
        name = next((name for key in _TOPIC_KEYS if isinstance(name := item.get(key), str)), None)
        if name is not None:
            yield name
            return
    if not isinstance(item, YamlList):
        yield from _list_texts(item)


def _read_image(fields: YamlFields, notes: list[ParseNote]) -> Image | None:
    """Return the first image that has a usable URL."""
    value = fields.get("images")
    for item in value if isinstance(value, YamlList) else [value]:
        image = item
        if isinstance(item, str):
            image = YamlFields(fields.line_of("images"))
            image["url"] = item
        if not isinstance(image, YamlFields):
            continue
        address = _read_scalar(image, "url", notes)
        url = urls.clean_url(address)
        if url is not None:
            alt = clean_text(_read_scalar(image, "title", notes) or "")
            return Image(url, alt, _read_pixels(image.get("width")), _read_pixels(image.get("height")))
        if address:
            notes.append(ParseNote(image.line_of("url"), "info", "an image has no usable URL and was left out"))
    return None


def _read_pixels(value: Value) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6 else 0  # noqa: PLR2004


def _read_related(fields: YamlFields, notes: list[ParseNote]) -> Iterator[YamlFields]:
    value = fields.get("related")
    if isinstance(value, YamlFields):
        yield value
    elif isinstance(value, YamlList):
        for item in value:
            if isinstance(item, YamlFields):
                yield item
            elif item is not None:
                notes.append(ParseNote(value.line, "warning", "an item of 'related' is not a record and was left out"))
    elif isinstance(value, str) and value.strip():
        notes.append(ParseNote(fields.line_of("related"), "warning", "'related' is text, not a list, and was ignored"))
