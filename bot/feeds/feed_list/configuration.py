"""The operator's list of feeds: a YAML file, read with clear errors, and changed line by line so that comments stay."""

import os
import re
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import yaml
from msgspec import Struct

from bot.coverage.text import clean_text, fold
from bot.coverage.urls import clean_url
from bot.feeds.fetching.timing import LONGEST, SHORTEST
from bot.feeds.item import FeedItem

MAX_FEEDS = 10_000
_MAX_BYTES = 5_000_000
_KEYS = ("url", "outlet", "topics", "every", "include", "exclude")
_EVERY = re.compile(r"(\d{1,5})\s*(m|min|minutes?|h|hours?|d|days?)?")
_MINUTES = {"m": 1, "h": 60, "d": 1_440}


class FeedEntry(Struct, frozen=True):
    """A feed that the operator wants.

    `every`: how often to ask for it; None to let the feed decide. `include`, `exclude`: words, folded.
    """

    url: str
    outlet: str = ""
    topics: tuple[str, ...] = ()
    every: timedelta | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def wants(self, item: FeedItem) -> bool:
        """Return whether an entry has one of the words to include, if there are any, and none of those to exclude."""
        text = f" {fold(item.title)} {fold(item.excerpt)} "
        is_included = not self.include or any(f" {word} " in text for word in self.include)
        return is_included and not any(f" {word} " in text for word in self.exclude)


class FeedListError(Exception):
    """The list of feeds can't be read or changed. The text is a sentence without its final period."""


def read_feed_list(file: Path) -> tuple[FeedEntry, ...]:
    """Read the list; a file that does not exist has no feeds. Raises `FeedListError`."""
    values = _load_list(file)
    if len(values) > MAX_FEEDS:
        raise FeedListError(f"{file} has more than {MAX_FEEDS:,} feeds")
    entries: dict[str, FeedEntry] = {}
    for number, value in enumerate(values, 1):
        entry = _read_entry(value, f"feed {number} in {file}")
        if entry.url in entries:
            raise FeedListError(f"feed {number} in {file} has the URL of another: {entry.url}")
        entries[entry.url] = entry
    return tuple(entries.values())


def build_feed_entry(fields: Mapping[str, object]) -> FeedEntry:
    """Build the entry of a feed that somebody typed, whose URL can lack `https://`. Raises `FeedListError`."""
    url = str(fields.get("url", "")).strip()
    return _read_entry({**fields, "url": url if "://" in url else f"https://{url}"}, url or "the feed")


def _load_list(file: Path) -> list[Any]:
    """Return what the file has for each feed: a list, alone or under the key `feeds`."""
    try:
        content: Any = yaml.safe_load(_read_text(file))
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        line = f" in line {mark.line + 1}" if mark else ""
        raise FeedListError(f"{file} is not valid YAML{line}") from None
    except RecursionError:
        raise FeedListError(f"{file} nests too deep") from None
    if isinstance(content, dict):
        content = cast("dict[Any, Any]", content).get("feeds")
    if content is not None and not isinstance(content, list):
        raise FeedListError(f"{file} is not a list of feeds, such as `- url: https://example.org/feed`")
    return cast("list[Any]", content or [])


def _read_text(file: Path) -> str:
    try:
        if file.exists() and file.stat().st_size > _MAX_BYTES:
            raise FeedListError(f"{file} is larger than {_MAX_BYTES // 1_000_000} MB")
        return file.read_text("utf-8-sig") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FeedListError(f"{file} can't be read ({reason})") from None


def _read_entry(value: object, name: str) -> FeedEntry:
    if isinstance(value, str):
        value = {"url": value}
    if not isinstance(value, dict):
        raise FeedListError(f"{name} is not a mapping with a `url`")
    fields = cast("Mapping[Any, Any]", value)
    unknown = [str(key) for key in fields if key not in _KEYS]
    if unknown:
        raise FeedListError(f"{name} has the unknown field {unknown[0]!r}; it may have {', '.join(_KEYS)}")
    url = clean_url(fields.get("url"))
    if url is None:
        # A host without a dot is in the operator's own network.
        raw_url = fields.get("url")
        if not isinstance(raw_url, str) or not re.fullmatch(r"https?://[\w.:\[\]-]+(?:/[!-~]*)?", raw_url.strip()):
            raise FeedListError(f"{name} has no usable http or https URL")
        url = raw_url.strip()
    outlet = fields.get("outlet")
    if outlet is not None and not isinstance(outlet, str | int):
        raise FeedListError(f"{name}: `outlet` is not a name")
    return FeedEntry(
        url,
        clean_text(str(outlet or "")),
        _read_words(fields, "topics", name),
        _read_every(fields.get("every"), name),
        tuple(filter(None, map(fold, _read_words(fields, "include", name)))),
        tuple(filter(None, map(fold, _read_words(fields, "exclude", name)))),
    )


def _read_words(fields: Mapping[Any, Any], key: str, name: str) -> tuple[str, ...]:
    value: Any = fields.get(key)
    values = [] if value is None else cast("list[Any]", value) if isinstance(value, list) else [value]
    if not all(isinstance(word, str | int | float) for word in values):
        raise FeedListError(f"{name}: `{key}` is not a list of words")
    return tuple(dict.fromkeys(word for value in values if (word := clean_text(str(value)))))


def _read_every(value: object, name: str) -> timedelta | None:
    if value is None:
        return None
    match = _EVERY.fullmatch(str(value).strip().casefold())
    every = timedelta(minutes=int(match[1]) * _MINUTES[(match[2] or "m")[0]]) if match else None
    if every is None or not SHORTEST <= every <= LONGEST:
        raise FeedListError(f"{name}: `every` is {value!r}; give 5 minutes to a day, such as 15m or 2h")
    return every


def add_to_feed_list(file: Path, entry: FeedEntry) -> None:
    """Add a feed at the end of the list; everything else in the file stays. Raises `FeedListError`."""
    if any(listed.url == entry.url for listed in read_feed_list(file)):
        raise FeedListError(f"{entry.url} is in {file} already")
    lines = _read_text(file).splitlines(keepends=True)
    nodes = _find_items(file, "".join(lines))
    indent = nodes[0][1] if nodes else 0
    end = nodes[-1][0].stop if nodes else len(lines)
    if not nodes and any(line.strip() and not line.lstrip().startswith("#") for line in lines):
        raise FeedListError(f"{file} has an empty list in a form that can't be added to; write the first feed yourself")
    if end and not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    lines.insert(end, _format_entry(entry, " " * indent))
    _write(file, "".join(lines))


def remove_from_feed_list(file: Path, url: str) -> tuple[FeedEntry, ...]:
    """Remove a feed, by its URL or outlet, and return what was removed. Raises `FeedListError`."""
    entries = read_feed_list(file)
    numbers = [number for number, entry in enumerate(entries) if url in {entry.url, entry.outlet}]
    if not numbers:
        raise FeedListError(f"{url} is not in {file}")
    lines = _read_text(file).splitlines(keepends=True)
    nodes = _find_items(file, "".join(lines))
    for number in reversed(numbers):
        del lines[nodes[number][0].start : nodes[number][0].stop]
    if len(nodes) == len(numbers):
        # A key without a value is also a list without feeds.
        lines = [line for line in lines if line.strip() != "[]"]
    _write(file, "".join(lines))
    return tuple(entries[number] for number in numbers)


def _find_items(file: Path, text: str) -> list[tuple[range, int]]:
    """Return the lines of each feed, and the column of its dash. Raises `FeedListError` if they are in brackets."""
    node = yaml.compose(text, yaml.SafeLoader)
    if isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == "feeds"), None)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return []
    if node.flow_style:
        raise FeedListError(f"{file} has its feeds in brackets; write each on a line of its own to change it here")
    lines: list[str] = text.splitlines()
    column: int = node.start_mark.column
    blocks: list[tuple[range, int]] = []
    for item in node.value:
        start: int = item.start_mark.line
        end: int = item.end_mark.line + (1 if isinstance(item, yaml.ScalarNode) or item.end_mark.column else 0)
        # YAML ends a block where the next one begins; comments and blank lines before the next one belong to that.
        end = min(end, len(lines))
        while end > start + 1 and _is_outside(lines[end - 1], column):
            end -= 1
        blocks.append((range(start, end), column))
    return blocks


def _is_outside(line: str, column: int) -> bool:
    """Return whether a line belongs to no feed, or to the next feed, whose dash is in `column`."""
    return not line.strip() or line.lstrip().startswith("#") or line[: column + 2] == f"{' ' * column}- "


def _format_entry(entry: FeedEntry, indent: str) -> str:
    fields: dict[str, Any] = {"url": entry.url}
    if entry.outlet:
        fields["outlet"] = entry.outlet
    if entry.topics:
        fields["topics"] = list(entry.topics)
    if entry.every:
        fields["every"] = f"{int(entry.every.total_seconds()) // 60}m"
    for key, words in (("include", entry.include), ("exclude", entry.exclude)):
        if words:
            fields[key] = list(words)
    dumped = yaml.safe_dump([fields], allow_unicode=True, sort_keys=False, default_flow_style=False, width=10_000)
    return "".join(f"{indent}{line}\n" for line in dumped.splitlines())


def _write(file: Path, text: str) -> None:
    """Replace the file in one step."""
    temporary: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=file.parent, prefix=".feeds.", delete=False
        ) as handle:
            temporary = Path(handle.name)
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        temporary.replace(file)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise FeedListError(f"{file} can't be written ({error.strerror})") from None
