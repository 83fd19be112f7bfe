"""`export`: the commands that write what a reply lists to a file. Each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.options import About, Folders, Outlet, Since, Topic, Until, end_command

export_app = typer.Typer(
    help="Write the articles that a reply lists as CSV, JSON, BibTeX or RIS.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Format = Annotated[
    Literal["csv", "json", "bibtex", "ris"] | None,
    typer.Option("--format", "-f", help="Default: decided by the file's ending, or csv.", show_default=False),
]
File = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FILE", help="The file. Default: standard output.", dir_okay=False, show_default=False
    ),
]


@export_app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="The question. Quotation marks are optional.")],
    *,
    format: Format = None,  # noqa: A002 - the name of the option
    to: File = None,
    folders: Folders = None,
) -> None:
    """Export the articles that answer a question, and others close to it."""
    from bot.cli.actions.export import export_answer

    end_command(export_answer(" ".join(question), folders, to, format))


@export_app.command()
def latest(  # noqa: PLR0913 - the options of a command
    about: About = None,
    *,
    topic: Topic = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=25, help="How many stories.")] = 10,
    format: Format = None,  # noqa: A002
    to: File = None,
    folders: Folders = None,
) -> None:
    """Export the newest stories."""
    from bot.cli.actions.export import ListFilters, export_latest

    end_command(export_latest(ListFilters(_join(about), topic, outlet, since, until), count, folders, to, format))


@export_app.command()
def timeline(
    about: About = None,
    *,
    topic: Topic = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    format: Format = None,  # noqa: A002
    to: File = None,
    folders: Folders = None,
) -> None:
    """Export what was reported when, oldest first."""
    from bot.cli.actions.export import ListFilters, export_timeline

    end_command(export_timeline(ListFilters(_join(about), topic, outlet, since, until), folders, to, format))


@export_app.command()
def source(
    outlet: Annotated[list[str], typer.Argument(help="The outlet: any of its names, or its website.")],
    *,
    about: Annotated[str | None, typer.Option("--about", help="Only what it reported about this.")] = None,
    format: Format = None,  # noqa: A002
    to: File = None,
    folders: Folders = None,
) -> None:
    """Export what an outlet reported."""
    from bot.cli.actions.export import export_outlet

    end_command(export_outlet(" ".join(outlet), about, folders, to, format))


@export_app.command()
def story(
    about: Annotated[list[str], typer.Argument(help="A few words, a headline or the URL of an article.")],
    *,
    format: Format = None,  # noqa: A002
    to: File = None,
    folders: Folders = None,
) -> None:
    """Export every article of a story, oldest first."""
    from bot.cli.actions.export import export_story

    end_command(export_story(" ".join(about), folders, to, format))


def _join(words: list[str] | None) -> str | None:
    return " ".join(words or ()).strip() or None
