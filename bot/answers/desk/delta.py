"""Make the desk of the next archive from the present one, after a small change.

The parts of the present desk stay where they are (`columns.table.Overlay`); what the change adds is in memory, except
for the engine's new segments. Nothing of it has to outlive the process: after a start, the files that changed are read
again.
"""

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.answers.desk.desk import Desk, assemble_desk, check_desk, open_desk, open_stored_desk
from bot.answers.desk.parallel import analyze_english
from bot.answers.entities.capitalization import update_capitalization_sections
from bot.answers.entities.names import update_name_sections
from bot.answers.index.acronyms import read_acronyms, update_acronym_sections
from bot.answers.index.delta import (
    ROW_COLUMNS,
    IndexState,
    LiveEngine,
    build_next_index,
    compare_archives,
    expand_rows,
    link_engine,
)
from bot.answers.index.synonyms import Synonyms
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Overlay, Section, build_table_in_memory
from bot.coverage.stories import delta as stories_delta
from bot.coverage.workers import WorkerPool

PREFIX = "live-"
"""How the names of folders begin in which engines grow. The number of their process follows."""


@dataclass(slots=True)
class DeskState:
    """The state, besides the present desk, that making the next one needs. It changes with each delta."""

    index: IndexState
    folder: Path | None


def open_next_desk(archive: Archive, desk: Desk, states: list[DeskState]) -> Desk | None:
    """Return the desk of the next archive; None if it has to be built from nothing.

    `states`: what belongs to the present desk, at most one. It is taken out, and put back when the next desk is ready.
    Raises OSError and ValueError (DamagedTableError is one) if a file is missing or damaged.
    """
    change = compare_archives(desk.archive, archive)
    if change is None or (not states and desk.table.overlay is not None):
        return None
    state = states.pop() if states else prepare_state(desk)
    gone = [desk.archive.articles[place] for place in change.gone]
    new = [archive.articles[place] for place in change.new]
    sections: dict[str, Section] = update_acronym_sections(desk.table, gone, new)
    synonyms = desk.synonyms
    acronyms = read_acronyms(build_table_in_memory(sections))
    if acronyms != read_acronyms(desk.table):
        synonyms = desk.base_synonyms.with_groups(acronyms)
    index = build_next_index(change, desk.index, desk.table, state.index, synonyms.phrases)
    sections |= {
        **index.sections,
        **update_capitalization_sections(desk.table, gone, new),
        **update_name_sections(desk.table, desk.archive, archive, gone, new),
        **stories_delta.update_stories(
            archive,
            analyze_english(),
            stories_delta.StoredStories(desk.table, change.before),
            index.indexed,
            index.rows,
        ),
    }
    rows, pairs = memoryview(index.rows), memoryview(expand_rows(index.rows))
    items = {
        **dict.fromkeys((*ROW_COLUMNS, *stories_delta.ROW_COLUMNS), rows),
        "forward": pairs,
        "stories.words": pairs,
    }
    base = desk.table.overlay.base if desk.table.overlay is not None else desk.table
    table = build_table_in_memory(sections, Overlay(base, items))
    # The next desk refers to the files of the first one, which somebody may have overwritten meanwhile.
    archive.table.check()
    check_desk(desk)
    engine = state.index.engine.engine
    following = assemble_desk(archive, desk.base_synonyms, engine, table, desk.cached, synonyms)
    states.append(state)
    return following


def open_changed_desk(
    archive: Archive,
    base_synonyms: Synonyms | None = None,
    *,
    cache: Path | None = None,
    pool: WorkerPool | None = None,
) -> Desk:
    """Return the desk of an archive that `load_corpus` gave: if it is a small change of a stored archive, from the desk
    of that one. Arguments and errors as in `open_desk`."""
    overlay = archive.table.overlay
    if overlay is not None and cache is not None:
        stored = open_desk(Archive(overlay.base), base_synonyms, cache=cache, pool=pool)
        with suppress(OSError):
            desk = open_next_desk(archive, stored, [])
            if desk is not None:
                return desk
    return open_desk(archive, base_synonyms, cache=cache, pool=pool)


def open_adopted_desk(archive: Archive, base_synonyms: Synonyms | None, cache: Path) -> tuple[Desk, DeskState] | None:
    """Return the desk of a stored archive, or of a small change of one, and what the next desk is made from.

    Returns None if the desk of the stored archive is not in the cache. Raises OSError and ValueError (DamagedTableError
    is one) if a file is damaged or goes missing meanwhile.
    """
    base = Archive(archive.table.overlay.base) if archive.table.overlay is not None else archive
    desk = open_stored_desk(base, base_synonyms, cache, is_check_deferred=True)
    if desk is None:
        return None
    check_desk(desk)
    states = [prepare_state(desk)]
    if base is not archive:
        desk = open_next_desk(archive, desk, states)
    return (desk, states[0]) if desk is not None else None


def prepare_state(desk: Desk) -> DeskState:
    """Look up what the next desk needs from a desk that was built from nothing. Raises OSError and ValueError."""
    folder: Path | None = None
    if desk.cached is None:
        engine = desk.index.engine
    else:
        parent = desk.cached.folder.parent
        _remove_abandoned_folders(parent)
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
        engine = link_engine(desk.cached.engine_files, desk.cached.list_engine_files(), folder)
    state = DeskState(IndexState(LiveEngine(engine), desk.archive, desk.table, desk.synonyms.phrases), folder)
    if folder is not None:
        weakref.finalize(state.index, shutil.rmtree, folder, ignore_errors=True)
    return state


def _remove_abandoned_folders(cache: Path) -> None:
    """Delete the folders of processes that have ended."""
    for folder in cache.glob(f"{PREFIX}*"):
        with suppress(ValueError, OSError):
            pid = int(folder.name.split("-")[1])
            if not _is_running(pid):
                shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
