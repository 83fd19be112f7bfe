"""The formats of an export by name, and how many rows fit into a size."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from bot.exports.bibliography import write_bibtex, write_ris
from bot.exports.rows import ExportRow
from bot.exports.table import write_csv_table, write_json_table

FormatName = Literal["csv", "json", "bibtex", "ris"]


class ExportFormat(Struct, frozen=True):
    """A format: the ending of its files, and what writes rows in it."""

    ending: str
    write: Callable[[Sequence[ExportRow]], bytes]


FORMATS: Mapping[FormatName, ExportFormat] = {
    "csv": ExportFormat("csv", write_csv_table),
    "json": ExportFormat("json", write_json_table),
    "bibtex": ExportFormat("bib", write_bibtex),
    "ris": ExportFormat("ris", write_ris),
}


class ExportFiles(Struct, frozen=True):
    """The same rows in every format, by the ending of the file. `count`: how many rows."""

    files: Mapping[str, bytes]
    count: int


def write_all_formats(rows: Sequence[ExportRow], size: int) -> ExportFiles:
    """Write rows in every format, as many as fit: all files together have at most `size` bytes."""
    while True:
        files = {export_format.ending: export_format.write(rows) for export_format in FORMATS.values()}
        total = sum(map(len, files.values()))
        if total <= size or not rows:
            return ExportFiles(files, len(rows))
        rows = rows[: min(len(rows) - 1, len(rows) * size // total)]


def find_format(file_name: str) -> FormatName | None:
    """Find the format of a file by the ending of its name; None if no format has it."""
    ending = file_name.rpartition(".")[2].lower()
    return next((name for name, export_format in FORMATS.items() if ending in (export_format.ending, name)), None)
