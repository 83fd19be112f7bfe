"""Rows as BibTeX and as RIS, which Zotero, JabRef, EndNote and others read."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import rispy  # pyright: ignore[reportMissingTypeStubs]
from bibtexparser.entrypoint import write_string  # pyright: ignore[reportUnknownVariableType]
from bibtexparser.library import Library
from bibtexparser.middlewares import AddEnclosingMiddleware
from bibtexparser.model import Entry, Field
from yarl import URL

from bot.exports.rows import ExportRow

_SPECIAL = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
"""Characters that mean something to TeX. A lone escaped brace would still count when BibTeX matches braces."""
_NOT_LETTERS = re.compile(r"[^a-z]+")
_MAX_OUTLET = 24
"""Letters of an outlet in a key."""


class _RisWriter(rispy.RisWriter):
    """Writes entries without the number that rispy puts before each: not every program skips it."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 - the signature that rispy calls
        return ""


def write_bibtex(rows: Sequence[ExportRow]) -> bytes:
    """Return BibTeX in UTF-8: entries of the type misc, which all styles know, with biblatex's fields too."""
    library = Library([Entry("misc", _build_key(row), _build_fields(row)) for row in rows])
    # By default, bibtexparser copies all entries before it encloses their values, which takes ten times as long.
    enclose = AddEnclosingMiddleware(
        reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{", allow_inplace_modification=True
    )
    return write_string(library, unparse_stack=[enclose]).encode("utf-8", "replace")


def write_ris(rows: Sequence[ExportRow]) -> bytes:
    """Return RIS in UTF-8, with entries of the type NEWS."""
    references = [_build_reference(row) for row in rows]
    text = rispy.dumps(references, implementation=_RisWriter)  # pyright: ignore[reportUnknownMemberType]
    return text.lstrip("\n").encode("utf-8", "replace")


def _build_key(row: ExportRow) -> str:
    """Build a citation key that stays the same in every export, such as `harborpost2021-1f3a`."""
    letters = unicodedata.normalize("NFKD", row.outlet).encode("ascii", "ignore").decode().lower()
    outlet = _NOT_LETTERS.sub("", letters)[:_MAX_OUTLET] or "article"
    year = str(row.published.day.year) if row.published else ""
    return f"{outlet}{year}-{row.id}"


def _build_fields(row: ExportRow) -> list[Field]:
    # Braces of its own keep a style from changing the capitals of a title.
    fields = {"title": f"{{{_escape_tex(row.title or row.excerpt)}}}", "howpublished": _escape_tex(row.outlet)}
    if row.published:
        day = row.published.day
        fields |= {"date": day.isoformat(), "year": str(day.year), "month": str(day.month)}
    if row.url:
        fields["url"] = _clean_url(row.url)
    if row.topics:
        fields["keywords"] = _escape_tex(", ".join(topic.replace(",", " ") for topic in row.topics))
    if row.title:
        fields["abstract"] = _escape_tex(row.excerpt)
    if row.quotes:
        fields["annotation"] = _escape_tex(" […] ".join(row.quotes))
    return [Field(name, value) for name, value in fields.items() if value]


def _build_reference(row: ExportRow) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "type_of_reference": "NEWS",
        "id": row.id,
        "title": _flatten(row.title or row.excerpt),
        "secondary_title": _flatten(row.outlet),
    }
    if row.published:
        reference |= {"year": str(row.published.day.year), "date": f"{row.published.day:%Y/%m/%d}"}
    if row.url:
        reference["urls"] = [_clean_url(row.url)]
    if row.title and row.excerpt:
        reference["abstract"] = _flatten(row.excerpt)
    if row.quotes:
        reference["notes"] = [_flatten(quote) for quote in row.quotes]
    if row.topics:
        reference["keywords"] = [_flatten(topic) for topic in row.topics]
    return reference


def _escape_tex(text: str) -> str:
    return _flatten(text).translate(_SPECIAL)


def _flatten(text: str) -> str:
    """Return text on one line: a line of its own could begin another field or entry."""
    return " ".join(text.split())


def _clean_url(url: str) -> str:
    """Return a URL as ASCII without braces, spaces and backslashes, which would end a field."""
    return _flatten(str(URL(url))).translate({ord(character): f"%{ord(character):02X}" for character in "{}\\"})
