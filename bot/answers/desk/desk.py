"""The desk: an archive made ready for questions."""

import logging
from dataclasses import dataclass
from pathlib import Path

import tantivy

from bot.answers.desk.cache import CachedDesk, open_cached, write_desk
from bot.answers.desk.parallel import PARTS, build_desk_part, build_in_background
from bot.answers.entities.capitalization import Capitalization
from bot.answers.entities.names import Names
from bot.answers.index.acronyms import build_acronym_sections, read_acronyms
from bot.answers.index.reader import IndexReader
from bot.answers.index.spelling import SpellChecker
from bot.answers.index.synonyms import Synonyms, load_default_synonyms
from bot.answers.index.writer import build_index
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Section, Table, build_table_in_memory
from bot.coverage.stories.stories import Stories
from bot.coverage.workers import WorkerPool

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """An archive with all that answering needs. It never changes; open a new one when the archive changes.

    `base_synonyms`: those that the archive's acronyms were added to. `table`: holds everything except the archive and
    the engine. `cached`: its place in the cache, or that of the desk that it is a delta of; None in memory.
    """

    archive: Archive
    names: Names
    capitalization: Capitalization
    index: IndexReader
    spell_checker: SpellChecker
    base_synonyms: Synonyms
    synonyms: Synonyms
    stories: Stories
    table: Table
    cached: CachedDesk | None = None

    def idf(self, stemmed: str) -> float:
        """The inverse document frequency of a stem (natural logarithm): from about 0 (everywhere) to 12 (unknown)."""
        return self.index.vocabulary.idf(stemmed)


def open_desk(
    archive: Archive,
    base_synonyms: Synonyms | None = None,
    *,
    cache: Path | None = None,
    rebuild: bool = False,
    pool: WorkerPool | None = None,
    is_check_deferred: bool = False,
) -> Desk:
    """Make an archive ready for questions. Blocking: some seconds for 25,000 articles; keep it off the event loop.

    `base_synonyms`: by default the package's own; the acronyms that the archive explains are added to them. `cache`: a
    folder for desks; a desk of the same archive opens from there in milliseconds. `rebuild`: ignore the desk in the
    cache, which proved damaged. `pool`: worker processes that take a part of the work if the desk has to be built.
    `is_check_deferred`: see `open_cached`. Raises DamagedTableError if the archive is damaged.

    After a small change of the archive, `bot.answers.desk.delta` makes the next desk from the present one.
    """
    base_synonyms = base_synonyms or load_default_synonyms()
    if cache is not None:
        name = _build_cache_name(archive, base_synonyms)
        desk = None if rebuild else open_stored_desk(archive, base_synonyms, cache, is_check_deferred=is_check_deferred)
        if desk is not None:
            return desk
        cached = write_desk(cache, name, lambda files: _build(archive, base_synonyms, files, pool))
        if cached is not None:
            return assemble_desk(archive, base_synonyms, cached.engine, cached.table, cached)
    engine, sections = _build(archive, base_synonyms, None, pool)
    return assemble_desk(archive, base_synonyms, engine, build_table_in_memory(sections), None)


def open_stored_desk(
    archive: Archive, base_synonyms: Synonyms | None, cache: Path, *, is_check_deferred: bool = False
) -> Desk | None:
    """Return the desk of an archive that is in the cache; None if it isn't there, or is damaged. As `open_desk`."""
    base_synonyms = base_synonyms or load_default_synonyms()
    cached = open_cached(cache, _build_cache_name(archive, base_synonyms), is_check_deferred=is_check_deferred)
    if cached is None:
        return None
    try:
        return assemble_desk(archive, base_synonyms, cached.engine, cached.table, cached)
    except Exception as error:  # noqa: BLE001 - damage that was not looked for may raise anything
        _log.warning("the index in %s is damaged (%s) and is built again", cached.folder, error)
        return None


def check_desk(desk: Desk) -> None:
    """Compare a desk and its archive with their checksums: the first time, and again what has been written to since.

    Raises DamagedTableError, and OSError if a file can't be read.
    """
    desk.archive.table.check()
    if desk.cached is not None:
        desk.cached.check()


def _build_cache_name(archive: Archive, base_synonyms: Synonyms) -> str:
    """Return a name for what a desk is made of: the content of the archive, and the synonyms that the index knows."""
    return f"{archive.fingerprint}-{base_synonyms.fingerprint}"


def _build(
    archive: Archive, base_synonyms: Synonyms, files: Path | None, pool: WorkerPool | None
) -> tuple[tantivy.Index, dict[str, Section]]:
    with build_in_background(archive, pool) as get_part:
        acronym_sections = build_acronym_sections(archive)
        phrases = base_synonyms.with_groups(read_acronyms(build_table_in_memory(acronym_sections))).phrases
        engine, sections = build_index(archive, phrases, files)
        for part in PARTS:
            sections |= get_part(part) or build_desk_part(part, archive)
    # If somebody has overwritten the files meanwhile, their damage must not get into new files with new checksums.
    archive.table.check()
    return engine, {**sections, **acronym_sections}


def assemble_desk(
    archive: Archive,
    base_synonyms: Synonyms,
    engine: tantivy.Index,
    table: Table,
    cached: CachedDesk | None,
    synonyms: Synonyms | None = None,
) -> Desk:
    """Return the desk of an archive. `engine`, `table`: what was built for it. Raises DamagedTableError.

    `synonyms`: `base_synonyms` with the archive's acronyms, if the caller has them.
    """
    return Desk(
        archive=archive,
        names=Names.from_table(table, archive),
        capitalization=Capitalization(table),
        index=IndexReader(engine, table, archive),
        spell_checker=SpellChecker(table),
        base_synonyms=base_synonyms,
        synonyms=synonyms or base_synonyms.with_groups(read_acronyms(table)),
        stories=Stories(table, archive),
        table=table,
        cached=cached,
    )
