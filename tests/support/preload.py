"""What the process that is forked has done, so that no fork has to: imports, the fonts of charts, words, messages.

Without Alembic, which a bot whose tables are there does not import.
"""

import gc
import os


def _preload() -> None:
    import anyio._backends._asyncio  # anyio imports it when it is first used
    import anyio.to_thread  # noqa: F401
    import matplotlib.backends.backend_agg
    import matplotlib.figure
    import matplotlib.ticker  # noqa: F401
    import scipy.cluster.hierarchy
    import scipy.sparse.csgraph  # noqa: F401

    import bot.answers.desk.delta
    import bot.app
    import bot.cli.actions.serve
    import bot.cli.commands  # noqa: F401
    import tests.support.processes
    import tests.wire.launch
    import tests.wire.server
    from bot.answers.analysis.english import list_frequent_stems
    from bot.answers.index.synonyms import load_default_synonyms
    from bot.catalogue import Catalogue
    from tests.support.openapi import document_path

    # These are kept, and so are the messages of which a catalogue is built.
    list_frequent_stems()
    load_default_synonyms()
    Catalogue.load()
    if (document := document_path(os.environ)).is_file():
        tests.wire.server.load_checker(str(document))


# A quarter of the time would go to collections that find no garbage.
gc.disable()
_preload()
gc.freeze()
gc.enable()
