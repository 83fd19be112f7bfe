"""What the bot says, in the reader's language: messages in Fluent files, one folder for each locale.

`bot/locales/<locale>/*.ftl` hold the messages (https://projectfluent.org); a new language is a new folder, and needs
no code. Numbers and dates are written the reader's way by Fluent's own NUMBER and DATETIME (Babel underneath).
A reader never meets an exception from here: what cannot be said is logged and comes out as readable words.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import babel
import babel.dates
from babel.core import get_global
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern
from fluent.runtime.types import FluentType, fluent_date
from fluent.syntax import ast

FOLDER = Path(__file__).resolve().parent / "locales"
FALLBACK = "en-US"
# As much of a text as a sentence of ours repeats. Fluent itself refuses what is longer than 2,500 once escaped.
LONGEST_ARGUMENT = 1_000

_log = logging.getLogger(__name__)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")


def escape_nothing(text: str) -> str:
    """The `escape` of a renderer for which all text is harmless."""
    return text


@dataclass(frozen=True, slots=True)
class Translator:
    """One reader's language, and how their screen wants foreign text made harmless. Call it to say something.

    `locale` is the folder that was chosen; messages that it lacks are said in English.
    """

    locale: str
    bundles: tuple[FluentBundle, ...]
    escape: Callable[[str], str] = escape_nothing

    def __call__(self, id: str, args: Mapping[str, str | int] | None = None) -> str:  # noqa: A002
        """The message `id` (or `id.attribute`) with `args` filled in.

        Text goes through `escape` where it is shown, and is compared as it is where a message selects by it.
        DATETIME takes ISO text (`2020`, `2020-06`, `2020-06-11`, RFC 3339) and leaves any other text as it is.
        Pass a year as text: a number gets its thousands separated.
        """
        prepared: dict[str, Any] = {
            name: _Shown(value, self.escape) if isinstance(value, str) else value
            for name, value in (args or {}).items()
        }
        said = None
        for bundle in self.bundles:
            pattern = _pattern(bundle, id)
            if pattern is None:
                continue
            text, errors = bundle.format_pattern(pattern, prepared)
            said = str(text)
            if not errors:
                return said
            _log.warning("message %s (%s) lacks something: %s", id, bundle.locales[0], "; ".join(map(str, errors)))
        if said is None:
            _log.error("there is no message %s", id)
            return id.replace("-", " ").replace(".", ": ")
        return said

    def has(self, id: str) -> bool:  # noqa: A002
        """Whether the chosen locale itself (not its fallback) has this message."""
        return _pattern(self.bundles[0], id) is not None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every locale that the bot speaks, by its tag (`en-US`, `de`)."""

    bundles: Mapping[str, FluentBundle] = field(default_factory=dict[str, FluentBundle])

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Catalogue":
        """Read every locale's files; what Fluent can't read in one is logged, and the rest stands."""
        bundles = {path.name: _bundle(path) for path in sorted(folder.iterdir()) if path.is_dir()}
        if FALLBACK not in bundles:
            msg = f"{folder} has no {FALLBACK}, which every other locale falls back to"
            raise FileNotFoundError(msg)
        return cls(bundles)

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags of all locales, sorted."""
        return tuple(sorted(self.bundles))

    def speaker(self, locale: str | None = None, escape: Callable[[str], str] = escape_nothing) -> Translator:
        """The words for a reader of `locale`, in any of its spellings; English where the language is not here."""
        chosen = self.nearest(locale)
        tags = dict.fromkeys((chosen, FALLBACK))
        return Translator(chosen, tuple(self.bundles[tag] for tag in tags), escape)

    def nearest(self, locale: str | None) -> str:
        """The tag that serves `locale` best: itself, its language, a sister of the same script, else English."""
        wanted = (locale or FALLBACK).replace("_", "-").casefold()
        known = {tag.casefold(): tag for tag in self.locales}
        language = wanted.partition("-")[0]
        for candidate in (wanted, language):
            if candidate in known:
                return known[candidate]
        sisters = [tag for folded, tag in known.items() if folded.partition("-")[0] == language]
        # Script matters more than country: a reader of zh-TW is not served by zh-CN.
        return next((tag for tag in sisters if _script(tag) == _script(wanted)), FALLBACK)


class _Shown(FluentType):
    """A text argument: harmless where it is shown, itself where a message selects by it or reads it as a date."""

    def __init__(self, text: str, escape: Callable[[str], str]) -> None:
        self.text = text
        self.escape = escape

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, _Shown) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def format(self, locale: babel.Locale) -> str:  # noqa: ARG002
        length = LONGEST_ARGUMENT
        shown = self.escape(_cut(self.text, length))
        while len(shown) > 2 * LONGEST_ARGUMENT and length > 1:
            length //= 2
            shown = self.escape(_cut(self.text, length))
        return shown


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


@dataclass(frozen=True, slots=True)
class _PartOfYear(FluentType):
    """A month, or a year where `month` is 0, written the reader's way."""

    year: int
    month: int

    def format(self, locale: babel.Locale) -> str:
        skeleton = "yMMMM" if self.month else "y"
        return babel.dates.format_skeleton(skeleton, date(self.year, self.month or 1, 1), locale=locale)


def _datetime(value: object, **options: str) -> FluentType:
    """Fluent's DATETIME, which takes ISO text too."""
    if not isinstance(value, _Shown):
        return fluent_date(value, **options)  # pyright: ignore[reportArgumentType]
    try:
        if partial := _PARTIAL_DATE.fullmatch(value.text):
            year, month = int(partial[1]), int(partial[2] or 0)
            date(year, month or 1, 1)
            return _PartOfYear(year, month)
        moment = datetime.fromisoformat(value.text)
    except ValueError:
        return value
    if len(value.text) == len("2020-06-11"):
        options.pop("timeStyle", None)
        return fluent_date(moment.date(), **options)
    return fluent_date(moment.astimezone(UTC) if moment.tzinfo else moment, **options)


def _bundle(folder: Path) -> FluentBundle:
    bundle = FluentBundle([folder.name, FALLBACK], functions={"DATETIME": _datetime}, use_isolating=False)
    for path in sorted(folder.glob("*.ftl")):
        resource: ast.Resource = FluentResource(path.read_text("utf-8"))
        for entry in resource.body:
            if isinstance(entry, ast.Junk):
                _log.error("%s: not a Fluent message: %r", path, (entry.content or "").strip()[:80])
        bundle.add_resource(resource)
    return bundle


def _pattern(bundle: FluentBundle, id: str) -> Pattern | None:  # noqa: A002
    name, _, attribute = id.partition(".")
    if not bundle.has_message(name):
        return None
    message = bundle.get_message(name)
    return message.attributes.get(attribute) if attribute else message.value


def _script(tag: str) -> str:
    """The script that readers of a locale expect, by Unicode's likely subtags; empty where it is not known."""
    parts = tag.replace("-", "_").split("_")
    named = next((part for part in parts[1:] if len(part) == len("Hant")), None)
    if named:
        return named.title()
    country = "_".join([parts[0].lower(), *(part.upper() for part in parts[1:2])])
    likely = get_global("likely_subtags")
    full = likely.get(country) or likely.get(parts[0].lower()) or ""
    return next((part for part in full.split("_")[1:] if len(part) == len("Hant")), "")
