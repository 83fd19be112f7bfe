"""The command line's program: the commands that run the bot, and those of the modules next to this one.

Each command imports what it needs when it is called, so `nutgraf --help` loads neither Discord's nor the index's code.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.archive_commands import archive_app
from bot.cli.digest_commands import digest_app
from bot.cli.export_commands import export_app
from bot.cli.feed_commands import feeds_app
from bot.cli.maintenance_commands import maintenance_app
from bot.cli.options import Folders, end_command, print_version

app = typer.Typer(
    help="Answer questions about news coverage: on Discord, in a sandbox on this machine, or on the command line.",
    epilog="Exit codes: 0 success, 1 failure, 2 wrong usage, 78 wrong configuration. Settings: docs/operating.md.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_PANEL = "Run the bot"

app.add_typer(export_app, name="export", rich_help_panel="Search the archive")
app.add_typer(digest_app, name="digest", rich_help_panel="Search the archive")
app.add_typer(feeds_app, name="feeds", rich_help_panel=_PANEL)
# Without a name, their commands become ours.
app.add_typer(archive_app)
app.add_typer(maintenance_app)


@app.callback()
def _nutgraf(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version


@app.command(rich_help_panel=_PANEL)
def run(*, folders: Folders = None) -> None:
    """Run the bot on Discord or, without DISCORD_TOKEN, in the sandbox."""
    from bot.cli.actions.serve import run_bot

    end_command(run_bot(folders))


@app.command(rich_help_panel=_PANEL)
def sandbox(
    *,
    view: Annotated[
        Literal["general", "newsroom", "dm"],
        typer.Option("--view", help="What to show first: a channel or the direct messages."),
    ] = "general",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port of the page; 0 picks a free one.")
    ] = 0,
    folders: Folders = None,
) -> None:
    """Run the bot in a simulated Discord in your browser. You need no account."""
    from bot.cli.actions.serve import run_sandbox

    end_command(run_sandbox(folders, view=view, port=port))


@app.command(rich_help_panel=_PANEL)
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
    """Set up the bot: ask for the token, articles and database, write .env, and show the invite link."""
    from bot.cli.actions.init import Given, set_up

    end_command(set_up(Given(token_file, corpus, database), offline=offline, force=force))
