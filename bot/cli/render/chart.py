"""`--chart FILE`: the picture of a list, written to a file."""

from pathlib import Path

import typer

from bot.answers.browse.listing import Listing
from bot.catalogue import Translator
from bot.charts import labels
from bot.charts.render import Form, draw_chart
from bot.cli.console import clean_line

FORMS: dict[str, Form] = {".png": "png", ".svg": "svg"}


def check_chart_file(file: Path | None) -> Path | None:
    """A file that a picture can be written to, as far as its name tells. Raises `typer.BadParameter`."""
    if file is not None and file.suffix.lower() not in FORMS:
        raise typer.BadParameter(f"{file} must end in .png or .svg, which says the form of the picture.")
    if file is not None and file.is_dir():
        raise typer.BadParameter(f"{file} is a folder.")
    return file


def write_chart(value: Listing, file: Path, words: Translator) -> int:
    """Draw and say so on standard error; 1 where there is nothing to draw, or the file can't be written."""
    if value.chart is None:
        typer.echo(clean_line(words("cli-chart-nothing")), err=True)
        return 1
    try:
        file.write_bytes(draw_chart(value.chart, labels.chart_labels(value, words), FORMS[file.suffix.lower()]))
    except OSError as error:
        typer.echo(
            clean_line(words("cli-chart-failed", {"file": str(file), "why": error.strerror or str(error)})), err=True
        )
        return 1
    shows = labels.describe_image(value.chart, words)
    typer.echo(clean_line(words("cli-chart-written", {"file": str(file), "shows": shows})), err=True)
    return 0
