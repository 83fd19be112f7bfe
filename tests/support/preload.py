"""What the process that is forked has done, so that no fork has to: imports, the first chart's fonts, the catalogue."""

import anyio.to_thread  # noqa: F401
import matplotlib.backends.backend_agg
import matplotlib.figure
import matplotlib.ticker  # noqa: F401
import scipy.cluster.hierarchy
import scipy.sparse.csgraph  # noqa: F401

import bot.answers.desk.delta
import bot.app
import bot.cli.actions.serve
import bot.cli.commands
import bot.store.upgrade  # noqa: F401
import tests.wire.server  # noqa: F401
from bot.catalogue import Catalogue

# A catalogue is built from what has been parsed already.
Catalogue.load()
