"""What the process that is forked has done, so that no fork has to: imports, the fonts of charts, words, messages,
the versions of caches.

Without Alembic, which a bot whose tables are there does not import.
"""

import gc
import os
from functools import cache
from typing import Never


def _no_desk() -> Never:
    raise NotImplementedError


def _preload() -> None:
    import anyio._backends._asyncio  # anyio imports it when it is first used
    import anyio.to_thread  # noqa: F401
    import discord
    import matplotlib.backends.backend_agg
    import matplotlib.figure
    import matplotlib.ticker  # noqa: F401
    import psycopg  # noqa: F401 - SQLAlchemy imports it for the first engine
    import scipy.cluster.hierarchy
    import scipy.sparse.csgraph  # noqa: F401
    import typer.main
    import uvloop  # noqa: F401

    import bot.answers.desk.delta
    import bot.app
    import bot.cli.actions.serve  # noqa: F401
    import tests.support.processes
    import tests.wire.launch
    import tests.wire.server
    from bot.answers.analysis.english import list_frequent_stems
    from bot.answers.desk.cache import get_desk_format
    from bot.answers.index.synonyms import load_default_synonyms
    from bot.catalogue import Catalogue
    from bot.chat.commands import build_commands
    from bot.chat.session.context import BotContext
    from bot.cli.commands import app
    from bot.coverage.corpus.snapshot import get_reader_version, get_snapshot_format
    from tests.support.openapi import document_path

    # These are kept, and so are a catalogue and the messages that it has formatted, such as those of commands.
    for keep in (list_frequent_stems, get_desk_format, get_snapshot_format, get_reader_version):
        keep()
    assert load_default_synonyms().fingerprint
    build_commands(BotContext(_no_desk, discord.utils.utcnow, Catalogue.load(), version=""))
    # Typer would make its commands anew for each call.
    typer.main.get_command = cache(typer.main.get_command)
    command = typer.main.get_command(app)
    command.make_context("nutgraf", ["run"])
    command.commands["run"].make_context("run", [])  # pyright: ignore[reportAttributeAccessIssue]
    if (document := document_path(os.environ)).is_file():
        tests.wire.server.load_checker(str(document))


# A quarter of the time would go to collections that find no garbage.
gc.disable()
_preload()
gc.freeze()
gc.enable()
