"""`--chart FILE`: the picture of a list, written to a file."""

from pathlib import Path

import typer

from bot.answers.browse.listing import Listing
from bot.catalogue import Words
from bot.charts import labels as captions
from bot.charts.render import Form, draw
from bot.cli.console import clean

FORMS: dict[str, Form] = {".png": "png", ".svg": "svg"}


def drawable(file: Path | None) -> Path | None:
    """A file that a picture can be written to, as far as its name tells. Raises `typer.BadParameter`."""
    if file is not None and file.suffix.lower() not in FORMS:
        raise typer.BadParameter(f"{file} must end in .png or .svg, which says the form of the picture.")
    if file is not None and file.is_dir():
        raise typer.BadParameter(f"{file} is a folder.")
    return file


def write(value: Listing, file: Path, words: Words) -> int:
    """Draw and say so on standard error; 1 where there is nothing to draw, or the file can't be written."""
    if value.chart is None:
        typer.echo(clean(words("cli-chart-nothing")), err=True)
        return 1
    try:
        file.write_bytes(draw(value.chart, captions.labels(value, words), FORMS[file.suffix.lower()]))
    except OSError as error:
        typer.echo(clean(words("cli-chart-failed", {"file": str(file), "why": error.strerror or str(error)})), err=True)
        return 1
    shows = captions.shows(value.chart, words)
    typer.echo(clean(words("cli-chart-written", {"file": str(file), "shows": shows})), err=True)
    return 0
