"""The commands, their options and their help texts.

Each command imports what it needs when it is called, so `nutgraf --help` loads neither Discord's nor the index's code.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot import __version__

app = typer.Typer(
    help="Answers about news coverage: on Discord, in a sandbox on this machine, and right here.",
    epilog="Exit codes: 0 fine, 1 failed, 2 wrong usage, 78 bad configuration. Settings: docs/operating.md.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_READ_PANEL = "Read the archive"
_RUN_PANEL = "Run the bot"
_MAINTENANCE_PANEL = "Look after it"

Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--corpus",
        "-c",
        metavar="DIR",
        help="A folder of article files; may be given again. Default: the setting CORPUS, else seeds.",
        exists=True,
        file_okay=False,
        readable=True,
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, and JSON alone, to standard output.")]
Topic = Annotated[str | None, typer.Option("--topic", "-t", help="Only this topic; misspelt is fine.")]
ShowAll = Annotated[bool, typer.Option("--all", "-a", help="Leave nothing out of a long list.")]
Chart = Annotated[
    Path | None,
    typer.Option("--chart", metavar="FILE", help="Draw it, too: to a file that ends in .png or .svg.", dir_okay=False),
]
Outlet = Annotated[str | None, typer.Option("--outlet", "-o", help="Only this outlet: its name, alias or site.")]


def _print_version(shown: bool) -> None:  # noqa: FBT001 - the signature that typer calls
    if shown:
        typer.echo(f"nutgraf {__version__}")
        raise typer.Exit


def _check_readable(file: Path | None) -> Path | None:
    """Accept a readable file, a pipe or `-`. Typer's own check does not know `-`."""
    if file is not None and str(file) != "-":
        if not file.exists() or file.is_dir():
            raise typer.BadParameter(f"{file} is {'a folder' if file.is_dir() else 'not there'}.")
        if not os.access(file, os.R_OK):
            raise typer.BadParameter(f"{file} can't be read.")
    return file


@app.callback()
def _nutgraf(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


@app.command(rich_help_panel=_RUN_PANEL)
def run(*, folders: Folders = None) -> None:
    """Run the bot on Discord; without DISCORD_TOKEN, in the sandbox on this machine."""
    from bot.cli.actions.serve import run_bot

    _end(run_bot(folders))


@app.command(rich_help_panel=_RUN_PANEL)
def sandbox(
    *,
    view: Annotated[
        Literal["general", "newsroom", "dm"], typer.Option("--view", help="The conversation that the page shows.")
    ] = "general",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The page's port; 0 takes a free one.")] = 0,
    folders: Folders = None,
) -> None:
    """Discord on this machine, without an account: the very bot, in a page of your browser."""
    from bot.cli.actions.serve import run_sandbox

    _end(run_sandbox(folders, view=view, port=port))


@app.command(rich_help_panel=_READ_PANEL)
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question; quotation marks are optional.")] = None,
    *,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            callback=_check_readable,
            help='Answer each question of a file of JSON lines, {"id", "question"}; "-" is standard input.',
        ),
    ] = None,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Ask what was reported; the answer quotes the articles it stands in. Without a question, a line is one."""
    text = " ".join(question or ()).strip()
    if text and batch is not None:
        raise typer.BadParameter("Ask, or --batch: not both.")
    from bot.cli.actions.ask import answer_lines, answer_question
    from bot.cli.actions.batch import answer_batch

    if batch is not None:
        _end(answer_batch(batch, folders))
    elif text:
        _end(answer_question(text, folders, as_json=as_json))
    elif (code := answer_lines(folders, as_json=as_json)) is not None:
        _end(code)
    else:
        raise typer.BadParameter("Ask a question, or name a file with --batch.")


@app.command(rich_help_panel=_READ_PANEL)
def latest(
    *,
    topic: Topic = None,
    outlet: Outlet = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=25, help="How many.")] = 10,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """The newest coverage, all of it or of one topic or outlet."""
    from bot.cli.actions.listings import show_latest

    _end(show_latest(topic, outlet, count, folders, as_json=as_json))


@app.command(rich_help_panel=_READ_PANEL)
def timeline(  # noqa: PLR0913 - the options of a command
    about: Annotated[list[str] | None, typer.Argument(help="Words that the coverage is about.")] = None,
    *,
    topic: Topic = None,
    outlet: Outlet = None,
    since: Annotated[str | None, typer.Option(help="The first day: 2020-06-11, 'June 2020', 'last week'.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day.")] = None,
    by: Annotated[
        Literal["day", "week", "month", "year"] | None,
        typer.Option(help="What a heading covers; by itself, what fits the range."),
    ] = None,
    chart: Chart = None,
    show_all: ShowAll = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """What was reported when, in order."""
    from bot.cli.actions.listings import show_timeline

    subject = " ".join(about or ()).strip() or None
    _end(
        show_timeline(
            subject, topic, outlet, since, until, folders, by=by, chart=chart, as_json=as_json, show_all=show_all
        )
    )


@app.command(rich_help_panel=_READ_PANEL)
def source(
    outlet: Annotated[list[str], typer.Argument(help="The outlet: its name, alias or site.")],
    *,
    about: Annotated[str | None, typer.Option("--about", help="Only what it reported on this.")] = None,
    chart: Chart = None,
    show_all: ShowAll = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """What an outlet reported: how much, since when, on what, what it alone had."""
    from bot.cli.actions.listings import show_outlet

    _end(show_outlet(" ".join(outlet), about, folders, chart=chart, as_json=as_json, show_all=show_all))


@app.command(rich_help_panel=_READ_PANEL)
def story(
    about: Annotated[list[str], typer.Argument(help="What it is about: words, a headline, an article's address.")],
    *,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """One event side by side: who was first, who followed, what only one has."""
    from bot.cli.actions.story import show_story

    _end(show_story(" ".join(about), folders, as_json=as_json))


@app.command(rich_help_panel=_READ_PANEL)
def stories(
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many; JSON has all of them.")] = 20,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """The newest events that more than one outlet reported. As JSON: every story, newest first, those of one article
    too; an article without an address counts for dates and outlets, and is left out of "articles"."""
    from bot.cli.actions.story import show_stories

    _end(show_stories(folders, limit=limit, as_json=as_json))


@app.command(rich_help_panel=_READ_PANEL)
def topics(*, show_all: ShowAll = False, folders: Folders = None, as_json: AsJson = False) -> None:
    """The topics of the archive, the largest first."""
    from bot.cli.actions.listings import show_topics

    _end(show_topics(folders, as_json=as_json, show_all=show_all))


@app.command(rich_help_panel=_READ_PANEL)
def outlets(*, show_all: ShowAll = False, folders: Folders = None, as_json: AsJson = False) -> None:
    """The outlets of the archive, the largest first."""
    from bot.cli.actions.listings import show_outlets

    _end(show_outlets(folders, as_json=as_json, show_all=show_all))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def check(
    arguments: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR]...", help="The folders, as with --corpus.", exists=True, file_okay=False),
    ] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 if something of a file was lost.")] = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """What is wrong with the article files: file and line, duplicates, dates that disagree."""
    from bot.cli.actions.check import check_files

    _end(check_files([*(arguments or ()), *(folders or ())], strict=strict, as_json=as_json))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def sync(
    *, force: Annotated[bool, typer.Option("--force", help="Also where Discord has these commands already.")] = False
) -> None:
    """Tell Discord of the bot's commands. `run` does so by itself where they changed."""
    from bot.cli.actions.serve import sync_commands

    _end(sync_commands(force=force))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def doctor(
    *,
    online: Annotated[bool, typer.Option("--online", help="Ask Discord about the token, too.")] = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong with this set-up, each with its mend."""
    from bot.cli.actions.doctor import examine_setup

    _end(examine_setup(folders, online=online, as_json=as_json))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def health(*, as_json: AsJson = False) -> None:
    """Whether the running bot is well: 0, or 1 and why not. What the container's health check calls."""
    from bot.cli.actions.health import show_health

    _end(show_health(as_json=as_json))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.", dir_okay=False)],
) -> None:
    """Copy the store (digests, settings, what was sent) to a file; the bot may run meanwhile."""
    from bot.cli.actions.backup import back_up_store

    _end(back_up_store(file))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def restore(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="What backup wrote. Left out after pg_restore.", show_default=False),
    ] = None,
) -> None:
    """Put a backup in the store's place; the bot may run meanwhile. What is in the store now is lost."""
    from bot.cli.actions.backup import restore_store

    _end(restore_store(file))


def _end(code: int) -> None:
    """End the command with an exit code."""
    if code:
        raise typer.Exit(code)
