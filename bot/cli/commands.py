"""The commands and their help texts.

Each command imports what it needs when it is called, so `nutgraf --help` loads neither Discord's nor the index's code.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.digest_commands import digest_app
from bot.cli.export_commands import export_app
from bot.cli.feed_commands import feeds_app
from bot.cli.options import (
    About,
    AsJson,
    Chart,
    Folders,
    Name,
    Outlet,
    ShowAll,
    Since,
    Topic,
    Until,
    check_readable,
    print_version,
)

app = typer.Typer(
    help="Answer questions about news coverage: on Discord, in a sandbox on this machine, or on the command line.",
    epilog="Exit codes: 0 success, 1 failure, 2 wrong usage, 78 wrong configuration. Settings: docs/operating.md.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_READ_PANEL = "Search the archive"
_RUN_PANEL = "Run the bot"
_MAINTENANCE_PANEL = "Check and maintain"

app.add_typer(export_app, name="export", rich_help_panel=_READ_PANEL)
app.add_typer(digest_app, name="digest", rich_help_panel=_READ_PANEL)
app.add_typer(feeds_app, name="feeds", rich_help_panel=_RUN_PANEL)


store = typer.Typer(help="Move the database.", no_args_is_help=True)
app.add_typer(store, name="store", rich_help_panel=_MAINTENANCE_PANEL)


@app.callback()
def _nutgraf(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


@app.command(rich_help_panel=_RUN_PANEL)
def run(*, folders: Folders = None) -> None:
    """Run the bot on Discord or, without DISCORD_TOKEN, in the sandbox."""
    from bot.cli.actions.serve import run_bot

    _end(run_bot(folders))


@app.command(rich_help_panel=_RUN_PANEL)
def sandbox(
    *,
    view: Annotated[
        Literal["general", "newsroom", "dm"],
        typer.Option("--view", help="What to show first: a channel, or the direct message."),
    ] = "general",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port of the page; 0 picks a free one.")
    ] = 0,
    folders: Folders = None,
) -> None:
    """Run the bot in a simulated Discord in your browser. You need no account."""
    from bot.cli.actions.serve import run_sandbox

    _end(run_sandbox(folders, view=view, port=port))


@app.command(rich_help_panel=_READ_PANEL)
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question. Quotation marks are optional.")] = None,
    *,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            callback=check_readable,
            help='Answer every question in a file of JSON lines, {"id", "question"}. "-" is standard input.',
        ),
    ] = None,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Ask about the news. Without a question, start a conversation: type one question per line."""
    text = " ".join(question or ()).strip()
    if text and batch is not None:
        raise typer.BadParameter("Give a question or --batch, not both.")
    from bot.cli.actions.ask import answer_lines, answer_question
    from bot.cli.actions.batch import answer_batch

    if batch is not None:
        _end(answer_batch(batch, folders))
    elif text:
        _end(answer_question(text, folders, as_json=as_json))
    elif (code := answer_lines(folders, as_json=as_json)) is not None:
        _end(code)
    else:
        raise typer.BadParameter("Give a question, or a file with --batch.")


@store.command()
def copy(
    target: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help='An empty database, written as in DATABASE_URL. "-" reads the URL from standard input.',
        ),
    ],
) -> None:
    """Copy the database to another one, from SQLite to PostgreSQL or back. Stop the bot first."""
    from bot.cli.actions.backup import copy_store

    _end(copy_store(target))


@app.command(rich_help_panel=_READ_PANEL)
def latest(
    about: About = None,
    *,
    topic: Topic = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=25, help="How many stories to show.")] = 10,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Show the newest stories: all, or only those about something, of a topic, an outlet or a time."""
    from bot.cli.actions.listings import show_latest

    subject = " ".join(about or ()).strip() or None
    _end(show_latest(subject, topic, outlet, since, until, count, folders, as_json=as_json))


@app.command(rich_help_panel=_READ_PANEL)
def timeline(  # noqa: PLR0913 - the options of a command
    about: About = None,
    *,
    topic: Topic = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    by: Annotated[
        Literal["day", "week", "month", "year"] | None,
        typer.Option(help="Group by day, week, month or year. Default: whichever suits the dates."),
    ] = None,
    chart: Chart = None,
    show_all: ShowAll = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Show what was reported when."""
    from bot.cli.actions.listings import show_timeline

    subject = " ".join(about or ()).strip() or None
    _end(
        show_timeline(
            subject, topic, outlet, since, until, folders, by=by, chart=chart, as_json=as_json, show_all=show_all
        )
    )


@app.command(rich_help_panel=_READ_PANEL)
def source(
    outlet: Annotated[list[str], typer.Argument(help="The outlet: any of its names, or its website.")],
    *,
    about: Annotated[str | None, typer.Option("--about", help="Only what it reported about this.")] = None,
    chart: Chart = None,
    show_all: ShowAll = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Show what an outlet covers: how much, since when, on which topics, and what only it has."""
    from bot.cli.actions.listings import show_outlet

    _end(show_outlet(" ".join(outlet), about, folders, chart=chart, as_json=as_json, show_all=show_all))


@app.command(rich_help_panel=_READ_PANEL)
def story(
    about: Annotated[
        list[str], typer.Argument(help="What the story is about: a few words, a headline or the URL of an article.")
    ],
    *,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Compare how outlets covered a story: who was first, who followed, what only one has."""
    from bot.cli.actions.story import show_story

    _end(show_story(" ".join(about), folders, as_json=as_json))


@app.command(rich_help_panel=_READ_PANEL)
def stories(
    about: About = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="How many stories to show. JSON has all of them.")
    ] = 20,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """List the newest stories that more than one outlet reported: all, or only those about something.

    JSON lists every such story, newest first, even a story of one article.
    Dates and outlets count all articles of a story; "articles" lists those with a URL.
    """
    from bot.cli.actions.story import show_stories

    _end(show_stories(" ".join(about or ()).strip(), folders, limit=limit, as_json=as_json))


@app.command(rich_help_panel=_READ_PANEL)
def topics(name: Name = None, *, show_all: ShowAll = False, folders: Folders = None, as_json: AsJson = False) -> None:
    """List the topics in the archive, largest first: all, or only those with something in their name."""
    from bot.cli.actions.listings import show_topics

    _end(show_topics(" ".join(name or ()), folders, as_json=as_json, show_all=show_all))


@app.command(rich_help_panel=_READ_PANEL)
def outlets(name: Name = None, *, show_all: ShowAll = False, folders: Folders = None, as_json: AsJson = False) -> None:
    """List the outlets in the archive, largest first: all, or only those with something in their name."""
    from bot.cli.actions.listings import show_outlets

    _end(show_outlets(" ".join(name or ()), folders, as_json=as_json, show_all=show_all))


@app.command(rich_help_panel=_RUN_PANEL)
def init(
    *,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            help='A file with the bot\'s token; "-" is standard input. Default: DISCORD_TOKEN, or a question.',
            show_default=False,
        ),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", "-c", metavar="DIR", help="The folder of article files.", show_default=False),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help="As in DATABASE_URL.", show_default=False),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Don't ask Discord about the token.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Change an existing .env; its other lines stay.")] = False,
) -> None:
    """Set the bot up: ask for token, articles and database, write .env, and show the invite link."""
    from bot.cli.actions.init import Given, set_up

    _end(set_up(Given(token_file, corpus, database), offline=offline, force=force))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def check(
    arguments: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="The folders to check, as with --corpus.", exists=True, file_okay=False),
    ] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if something in a file was lost.")] = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Check the article files: problems with file and line, duplicates, conflicting dates."""
    from bot.cli.actions.check import check_files

    _end(check_files([*(arguments or ()), *(folders or ())], strict=strict, as_json=as_json))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def sync(
    *, force: Annotated[bool, typer.Option("--force", help="Register even if nothing has changed.")] = False
) -> None:
    """Register the bot's commands with Discord. `run` does this by itself when they change."""
    from bot.cli.actions.serve import sync_commands

    _end(sync_commands(force=force))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def doctor(
    *,
    online: Annotated[bool, typer.Option("--online", help="Also try the token and the judge.")] = False,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Check the set-up, and show every problem with a fix for each."""
    from bot.cli.actions.doctor import examine_setup

    _end(examine_setup(folders, online=online, as_json=as_json))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def health(*, as_json: AsJson = False) -> None:
    """Check the running bot: exit with 0 if it is well, otherwise with 1, and say why."""
    from bot.cli.actions.health import show_health

    _end(show_health(as_json=as_json))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that doesn't exist yet.", dir_okay=False)],
) -> None:
    """Copy the database (digests, time zones, sent articles) to a file. The bot can be running."""
    from bot.cli.actions.backup import back_up_store

    _end(back_up_store(file))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def restore(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="A file written by nutgraf backup. Leave it out after pg_restore.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Replace the database with a backup. The current data is lost. The bot can be running."""
    from bot.cli.actions.backup import restore_store

    _end(restore_store(file))


@app.command(rich_help_panel=_MAINTENANCE_PANEL)
def report(*, as_json: AsJson = False) -> None:
    """Show what was asked and not found in the last weeks, on servers that turned feedback on."""
    from bot.cli.actions.report import show_report

    _end(show_report(as_json=as_json))


def _end(code: int) -> None:
    """End the command with an exit code."""
    if code:
        raise typer.Exit(code)
