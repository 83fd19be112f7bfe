"""`feeds`: the commands that show and change the list of feeds. Each imports what it needs when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AsJson, end_command

feeds_app = typer.Typer(
    help="Add articles from feeds: RSS, Atom and JSON Feed become article files.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@feeds_app.command()
def add(
    what: Annotated[str, typer.Argument(metavar="URL|FILE.opml", help="A feed, a site that has one, or an OPML file.")],
    *,
    outlet: Annotated[str | None, typer.Option("--outlet", "-o", help="The outlet's name.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", "-t", help="A topic for all articles. You can repeat this option.")
    ] = None,
    every: Annotated[
        str | None, typer.Option("--every", help="How often to fetch it: 5m to 1d. Default: the bot decides.")
    ] = None,
    include: Annotated[list[str] | None, typer.Option("--include", help="Take only articles with this word.")] = None,
    exclude: Annotated[list[str] | None, typer.Option("--exclude", help="Leave out articles with this word.")] = None,
) -> None:
    """Add a feed, or all feeds of an OPML file, to the list that FEEDS names."""
    from bot.cli.actions.feeds import add_feeds

    end_command(add_feeds(what, outlet, topic or (), every, include or (), exclude or ()))


@feeds_app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List the feeds: whether each works (if not, why), and when it is fetched next."""
    from bot.cli.actions.feeds import list_feeds

    end_command(list_feeds(as_json=as_json))


@feeds_app.command()
def check(
    what: Annotated[
        str, typer.Argument(metavar="URL|FILE", help="A feed, a site that has one, or a file with a feed.")
    ],
    *,
    outlet: Annotated[str | None, typer.Option("--outlet", "-o", help="The outlet's name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read a feed once, and show what it would add and what is wrong with it."""
    from bot.cli.actions.feeds import check_feed

    end_command(check_feed(what, outlet or "", as_json=as_json))


@feeds_app.command()
def remove(
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed's URL or outlet, as in the list.")],
) -> None:
    """Remove a feed from the list. Its articles stay."""
    from bot.cli.actions.feeds import remove_feed

    end_command(remove_feed(url))


@feeds_app.command()
def fetch(*, as_json: AsJson = False) -> None:
    """Fetch all feeds once, and write new articles to files."""
    from bot.cli.actions.feeds import fetch_feeds

    end_command(fetch_feeds(as_json=as_json))


@feeds_app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to write it. Default: standard output.", dir_okay=False)
    ] = None,
) -> None:
    """Write the list of feeds as OPML, which feed readers understand."""
    from bot.cli.actions.feeds import export_feeds

    end_command(export_feeds(file))
