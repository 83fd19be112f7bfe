"""`--chart FILE`: a listing's chart, drawn to a file."""

from pathlib import Path

import typer

from bot.answers.browse.listing import Listing
from bot.catalogue import Translator
from bot.charts.labels import build_labels, describe_image
from bot.charts.render import ImageFormat, draw_chart
from bot.cli.console import clean_line
from bot.cli.render.output_files import write_file

FORMATS: dict[str, ImageFormat] = {".png": "png", ".svg": "svg"}


def check_chart_file(file: Path | None) -> Path | None:
    """Return the file if its name suits a chart. Raises `typer.BadParameter` if not."""
    if file is not None and file.suffix.lower() not in FORMATS:
        raise typer.BadParameter(f"{file} must end in .png or .svg.")
    if file is not None and file.is_dir():
        raise typer.BadParameter(f"{file} is a folder.")
    return file


def write_chart(listing: Listing, file: Path, words: Translator) -> int:
    """Draw the chart and say so on standard error. Return 1 if there is no chart, or the file can't be written."""
    if listing.chart is None:
        typer.echo(clean_line(words("cli-chart-nothing")), err=True)
        return 1
    if not write_file(
        file, draw_chart(listing.chart, build_labels(listing, words), FORMATS[file.suffix.lower()]), words
    ):
        return 1
    shows = describe_image(listing.chart, words)
    typer.echo(clean_line(words("cli-chart-written", {"file": str(file), "shows": shows})), err=True)
    return 0
