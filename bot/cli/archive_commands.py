"""The commands that search the archive. Each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated, Literal

import typer

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
    end_command,
)

_PANEL = "Search the archive"

archive_app = typer.Typer()


@archive_app.command(rich_help_panel=_PANEL)
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
    from bot.cli.actions.ask import answer_lines, ask_once
    from bot.cli.actions.batch import answer_batch

    if batch is not None:
        end_command(answer_batch(batch, folders))
    elif text:
        end_command(ask_once(text, folders, as_json=as_json))
    elif (code := answer_lines(folders, as_json=as_json)) is not None:
        end_command(code)
    else:
        raise typer.BadParameter("Give a question, or a file with --batch.")


@archive_app.command(rich_help_panel=_PANEL)
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
    """Show the newest stories, or only those about something, on a topic, from an outlet or from a time."""
    from bot.cli.actions.listings import show_latest

    subject = " ".join(about or ()).strip() or None
    end_command(show_latest(subject, topic, outlet, since, until, count, folders, as_json=as_json))


@archive_app.command(rich_help_panel=_PANEL)
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
    end_command(
        show_timeline(
            subject, topic, outlet, since, until, folders, by=by, chart=chart, as_json=as_json, show_all=show_all
        )
    )


@archive_app.command(rich_help_panel=_PANEL)
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

    end_command(show_outlet(" ".join(outlet), about, folders, chart=chart, as_json=as_json, show_all=show_all))


@archive_app.command(rich_help_panel=_PANEL)
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

    end_command(show_story(" ".join(about), folders, as_json=as_json))


@archive_app.command(rich_help_panel=_PANEL)
def stories(
    about: About = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help="How many stories to show. JSON has all of them.")
    ] = 20,
    folders: Folders = None,
    as_json: AsJson = False,
) -> None:
    """List the newest stories that more than one outlet reported, or only those about something.

    JSON lists every story, newest first, even those with only one article.
    Dates and outlets count all articles of a story; "articles" lists those with a URL.
    """
    from bot.cli.actions.story import show_stories

    end_command(show_stories(" ".join(about or ()).strip(), folders, limit=limit, as_json=as_json))


@archive_app.command(rich_help_panel=_PANEL)
def topics(name: Name = None, *, show_all: ShowAll = False, folders: Folders = None, as_json: AsJson = False) -> None:
    """List the topics in the archive, or only those with a given word in their name, largest first."""
    from bot.cli.actions.listings import show_topics

    end_command(show_topics(" ".join(name or ()), folders, as_json=as_json, show_all=show_all))


@archive_app.command(rich_help_panel=_PANEL)
def outlets(name: Name = None, *, show_all: ShowAll = False, folders: Folders = None, as_json: AsJson = False) -> None:
    """List the outlets in the archive, or only those with a given word in their name, largest first."""
    from bot.cli.actions.listings import show_outlets

    end_command(show_outlets(" ".join(name or ()), folders, as_json=as_json, show_all=show_all))
