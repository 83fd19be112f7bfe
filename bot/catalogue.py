"""The message catalogue: what the bot says, in the reader's language.

The messages are Fluent files (https://projectfluent.org), `bot/locales/<locale>/*.ftl`. A new language is a new folder
and needs no code. Fluent's NUMBER and DATETIME, and our LIST, write numbers, dates and lists as the reader's language
does, with Babel.
Nothing here raises: if a message or an argument is missing, that is logged, and the reader sees readable words.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import babel
import babel.dates
import babel.lists
from babel.core import get_global
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern
from fluent.runtime.types import FluentType, fluent_date
from fluent.syntax import ast

FOLDER = Path(__file__).resolve().parent / "locales"
FALLBACK = "en-US"
MAX_ARGUMENT_LENGTH = 1_000
"""The most characters of an argument that a message shows. Fluent refuses more than 2,500, counted after escaping."""

_log = logging.getLogger(__name__)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")


def escape_nothing(text: str) -> str:
    """Return `text` unchanged: the `escape` of a renderer for which any text is harmless."""
    return text


@dataclass(frozen=True, slots=True)
class Translator:
    """Messages in one reader's language. Call it with a message id and arguments.

    `locale` is the folder that was chosen; messages that it lacks come from English. `escape` makes text from files and
    readers harmless for the reader's screen.
    """

    locale: str
    bundles: tuple[FluentBundle, ...]
    escape: Callable[[str], str] = escape_nothing

    def __call__(self, id: str, args: Mapping[str, str | int] | None = None) -> str:  # noqa: A002
        """Return the message `id` (or `id.attribute`) with `args` filled in.

        Text is escaped when it is shown, and compared unescaped when a message selects by it. DATETIME takes ISO text
        (`2020`, `2020-06`, `2020-06-11`, RFC 3339) and leaves any other text unchanged. Pass a year as text, since a
        number gets a thousands separator. LIST takes text whose items are separated by commas.
        """
        # Text that needs no escapes is equal to text that does; only the types tell them apart.
        arguments = tuple([(name, value, type(value)) for name, value in args.items()]) if args else ()
        text, problems = _format_message(self.bundles, self.escape, id, arguments)
        for problem in problems:
            _log.warning("%s", problem)
        if text is None:
            _log.error("there is no message %s", id)
            return id.replace("-", " ").replace(".", ": ")
        return text

    def has(self, id: str) -> bool:  # noqa: A002
        """Tell whether the chosen locale itself, and not only its fallback, has this message."""
        return _find_pattern(self.bundles[0], id) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every locale that the bot speaks, by its tag (`en-US`, `de`). Equal only to itself, so it can be hashed."""

    bundles: Mapping[str, FluentBundle] = field(default_factory=dict[str, FluentBundle])

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Catalogue":
        """Read the files of every locale. What Fluent can't parse is logged and left out."""
        bundles = {path.name: _load_bundle(path) for path in sorted(folder.iterdir()) if path.is_dir()}
        if FALLBACK not in bundles:
            msg = f"{folder} has no {FALLBACK}, the fallback of every other locale"
            raise FileNotFoundError(msg)
        return cls(bundles)

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags of all locales, sorted."""
        return tuple(sorted(self.bundles))

    def get_translator(self, locale: str | None = None, escape: Callable[[str], str] = escape_nothing) -> Translator:
        """Return the messages for a reader of `locale`, however it is spelled; English if we lack the language."""
        tag = self.match_locale(locale)
        tags = dict.fromkeys((tag, FALLBACK))
        return Translator(tag, tuple(self.bundles[tag] for tag in tags), escape)

    def match_locale(self, locale: str | None) -> str:
        """Return the tag that suits `locale` best: itself, its language, a variant in the same script, or English."""
        requested = (locale or FALLBACK).replace("_", "-").casefold()
        tags = {tag.casefold(): tag for tag in self.locales}
        language = requested.partition("-")[0]
        for candidate in (requested, language):
            if candidate in tags:
                return tags[candidate]
        variants = [tag for folded, tag in tags.items() if folded.partition("-")[0] == language]
        # The script must match: zh-CN does not suit a reader of zh-TW.
        return next((tag for tag in variants if _guess_script(tag) == _guess_script(requested)), FALLBACK)


# Cards say the same of the same few articles again and again: their days, outlets and buttons.
@lru_cache(maxsize=2048)
def _format_message(
    bundles: tuple[FluentBundle, ...],
    escape: Callable[[str], str],
    id: str,  # noqa: A002
    arguments: tuple[tuple[str, str | int, type], ...],
) -> tuple[str | None, tuple[str, ...]]:
    """Return a message from the first bundle that has it without errors, and the errors of those before.

    If all have errors, the last one that has the message counts; None if none has it.
    """
    prepared: dict[str, Any] = {
        name: _TextArgument(value, escape) if isinstance(value, str) else value for name, value, _ in arguments
    }
    text = None
    problems: list[str] = []
    for bundle in bundles:
        pattern = _find_pattern(bundle, id)
        if pattern is None:
            continue
        formatted, errors = bundle.format_pattern(pattern, prepared)
        text = str(formatted)
        if not errors:
            break
        problems.append(f"message {id} ({bundle.locales[0]}) has errors: {'; '.join(map(str, errors))}")
    return text, tuple(problems)


class _TextArgument(FluentType):
    """A text argument: escaped when it is shown, unescaped when a message selects by it or reads it as a date."""

    def __init__(self, text: str, escape: Callable[[str], str]) -> None:
        self.text = text
        self.escape = escape

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, _TextArgument) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def format(self, locale: babel.Locale) -> str:  # noqa: ARG002
        length = MAX_ARGUMENT_LENGTH
        escaped = self.escape(_truncate(self.text, length))
        while len(escaped) > 2 * MAX_ARGUMENT_LENGTH and length > 1:
            length //= 2
            escaped = self.escape(_truncate(self.text, length))
        return escaped


def _truncate(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


@dataclass(frozen=True, slots=True)
class _ItemList(FluentType):
    """The items of a list, joined as the reader's language does.

    `style`: `standard` ("and") or `or`. `opening`, `closing`: what goes before and after each item.
    """

    items: tuple[_TextArgument, ...]
    style: Literal["standard", "or"]
    opening: str
    closing: str

    def format(self, locale: babel.Locale) -> str:
        items = [f"{self.opening}{item.format(locale)}{self.closing}" for item in self.items]
        return babel.lists.format_list(items, style=self.style, locale=locale)


@dataclass(frozen=True, slots=True)
class _PartialDate(FluentType):
    """A month, or a year if `month` is 0, in the reader's format."""

    year: int
    month: int

    def format(self, locale: babel.Locale) -> str:
        skeleton = "yMMMM" if self.month else "y"
        return babel.dates.format_skeleton(skeleton, date(self.year, self.month or 1, 1), locale=locale)


def _format_datetime(value: object, **options: str) -> FluentType:
    """Format a date: Fluent's DATETIME, extended to take ISO text."""
    if not isinstance(value, _TextArgument):
        return fluent_date(value, **options)  # pyright: ignore[reportArgumentType]
    try:
        if partial := _PARTIAL_DATE.fullmatch(value.text):
            year, month = int(partial[1]), int(partial[2] or 0)
            date(year, month or 1, 1)
            return _PartialDate(year, month)
        moment = datetime.fromisoformat(value.text)
    except ValueError:
        return value
    if len(value.text) == len("2020-06-11"):
        options.pop("timeStyle", None)
        return fluent_date(moment.date(), **options)
    return fluent_date(moment.astimezone(UTC) if moment.tzinfo else moment, **options)


def _format_list(value: object, type: str = "and", opening: str = "", closing: str = "") -> FluentType:  # noqa: A002
    """Join comma-separated items with "and", or with "or" if that is the type.

    `opening`, `closing`: what goes before and after each item, such as quotation marks.
    """
    if not isinstance(value, _TextArgument):
        return value  # pyright: ignore[reportReturnType] - Fluent shows what is no text itself
    text = value.text if len(value.text) <= 2 * MAX_ARGUMENT_LENGTH else _truncate(value.text, MAX_ARGUMENT_LENGTH)
    # `escape` recognizes harmless text by its class, so the items keep the class of the text.
    items = tuple(_TextArgument(text.__class__(item), value.escape) for item in text.split(", "))
    return _ItemList(items, "or" if type == "or" else "standard", opening, closing)


def _load_bundle(folder: Path) -> FluentBundle:
    return _build_bundle(folder.name, tuple((path, path.read_text("utf-8")) for path in sorted(folder.glob("*.ftl"))))


# A bundle does not change once it is built, but it keeps what it has compiled.
@lru_cache(maxsize=8)
def _build_bundle(locale: str, files: tuple[tuple[Path, str], ...]) -> FluentBundle:
    """Build the bundle of a locale from its files and their texts."""
    functions: dict[str, Callable[..., FluentType]] = {"DATETIME": _format_datetime, "LIST": _format_list}
    bundle = FluentBundle([locale, FALLBACK], functions=functions, use_isolating=False)
    for path, text in files:
        resource: ast.Resource = FluentResource(text)
        for entry in resource.body:
            if isinstance(entry, ast.Junk):
                _log.error("%s: not a Fluent message: %r", path, (entry.content or "").strip()[:80])
        bundle.add_resource(resource)
    return bundle


@lru_cache(maxsize=4096)
def _find_pattern(bundle: FluentBundle, id: str) -> Pattern | None:  # noqa: A002
    name, _, attribute = id.partition(".")
    if not bundle.has_message(name):
        return None
    message = bundle.get_message(name)
    return message.attributes.get(attribute) if attribute else message.value


def _guess_script(tag: str) -> str:
    """Return the script that readers of a locale expect, by Unicode's likely subtags; empty if it is not known."""
    parts = tag.replace("-", "_").split("_")
    script = next((part for part in parts[1:] if len(part) == len("Hant")), None)
    if script:
        return script.title()
    country = "_".join([parts[0].lower(), *(part.upper() for part in parts[1:2])])
    likely = get_global("likely_subtags")
    full = likely.get(country) or likely.get(parts[0].lower()) or ""
    return next((part for part in full.split("_")[1:] if len(part) == len("Hant")), "")
