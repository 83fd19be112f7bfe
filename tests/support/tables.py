"""Tables as they are printed, to be read row by row."""

from rich.table import Table


def read_rows(table: Table) -> list[tuple[str, ...]]:
    """Return the cells of each row as text."""
    return list(zip(*(map(str, column.cells) for column in table.columns), strict=True))
