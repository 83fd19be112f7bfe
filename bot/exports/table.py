"""Rows as CSV and as JSON."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from bot.exports.rows import ExportRow

COLUMNS = ("entry", "title", "outlet", "published", "url", "topics", "excerpt", "quotes")
_QUOTE_MARK = " […] "
"""Separates the sentences in one cell."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet reads as the beginning of a formula, in full width, too:
https://owasp.org/www-community/attacks/CSV_Injection"""


def write_csv_table(rows: Sequence[ExportRow]) -> bytes:
    """Return CSV in UTF-8, with the byte order mark by which Excel knows it. No cell is a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in rows:
        values = (
            row.title,
            row.outlet,
            _format_published(row) or "",
            row.url or "",
            "; ".join(row.topics),
            row.excerpt,
            _QUOTE_MARK.join(row.quotes),
        )
        writer.writerow([row.entry, *(_neutralize(" ".join(value.split())) for value in values)])
    return file.getvalue().encode("utf-8-sig", "replace")


def write_json_table(rows: Sequence[ExportRow]) -> bytes:
    """Return a JSON array with an object for each row, as it is: JSON has no formulas."""
    text = json.dumps([_build_object(row) for row in rows], ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace") + b"\n"


def _build_object(row: ExportRow) -> Mapping[str, object]:
    return {
        "entry": row.entry,
        "title": row.title,
        "outlet": row.outlet,
        "published": _format_published(row),
        "url": row.url,
        "topics": list(row.topics),
        "excerpt": row.excerpt,
        "quotes": list(row.quotes),
    }


def _format_published(row: ExportRow) -> str | None:
    return row.published.iso() if row.published else None


def _neutralize(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would read as a formula. It shows the rest as text."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
