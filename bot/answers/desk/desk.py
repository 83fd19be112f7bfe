"""The desk: an archive made ready for questions."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import tantivy

from bot.answers.desk.cache import CachedDesk, link_engine_files, open_cached, write_desk
from bot.answers.desk.parallel import PARTS, build_in_background, build_part
from bot.answers.entities.capitalization import Capitalization
from bot.answers.entities.names import Names
from bot.answers.index.acronyms import build_acronym_sections, read_acronyms
from bot.answers.index.reader import IndexReader
from bot.answers.index.spelling import SpellChecker
from bot.answers.index.synonyms import Synonyms, default_synonyms
from bot.answers.index.writer import PreviousIndex, build_index
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Section, Table, build_table_in_memory
from bot.coverage.stories.stories import Stories
from bot.coverage.workers import WorkerPool

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """An archive with all that answering needs. It never changes; open a new one when the archive changes.

    `table`: holds everything except the archive and the engine. `cached`: its place in the cache; None in memory.
    """

    archive: Archive
    names: Names
    capitalization: Capitalization
    index: IndexReader
    spell_checker: SpellChecker
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
    previous: Desk | None = None,
    rebuild: bool = False,
    pool: WorkerPool | None = None,
    is_check_deferred: bool = False,
) -> Desk:
    """Make an archive ready for questions. Blocking: some seconds for 25,000 articles; keep it off the event loop.

    `base_synonyms`: by default the package's own; the acronyms that the archive explains are added to them. `cache`: a
    folder for desks; a desk of the same archive opens from there in milliseconds. `previous`: the desk of a similar
    archive; what did not change is taken over from it. `rebuild`: ignore the desk in the cache, which proved damaged.
    `pool`: worker processes that take a part of the work if the whole desk has to be built. `is_check_deferred`: see
    `open_cached`. Raises DamagedTableError if the archive or the previous desk is damaged.
    """
    base_synonyms = base_synonyms or default_synonyms()
    if cache is not None:
        name = _build_cache_name(archive, base_synonyms)
        cached = None if rebuild else open_cached(cache, name, is_check_deferred=is_check_deferred)
        if cached is not None:
            try:
                return _assemble(archive, base_synonyms, cached.engine, cached.table, cached)
            except Exception as error:  # noqa: BLE001 - damage that was not looked for may raise anything
                _log.warning("the index in %s is damaged (%s) and is built again", cached.folder, error)
        cached = write_desk(cache, name, lambda files: _build(archive, base_synonyms, files, previous, pool))
        if cached is not None:
            return _assemble(archive, base_synonyms, cached.engine, cached.table, cached)
    engine, sections = _build(archive, base_synonyms, None, previous, pool)
    return _assemble(archive, base_synonyms, engine, build_table_in_memory(sections), None)


def check_desk(desk: Desk) -> None:
    """Compare a desk and its archive with their checksums: the first time, and again what has been written to since.

    Raises DamagedTableError, and OSError if a file can't be read.
    """
    desk.archive.table.check()
    if desk.cached is not None:
        desk.cached.check()


def _build_cache_name(archive: Archive, base_synonyms: Synonyms) -> str:
    """Return a name for what a desk is made of: the content of the archive, and the synonyms that the index knows."""
    phrases = "\0".join(sorted(" ".join(phrase) for phrase in base_synonyms.phrases))
    return f"{archive.fingerprint}-{blake2b(phrases.encode(), digest_size=4).hexdigest()}"


def _build(
    archive: Archive, base_synonyms: Synonyms, files: Path | None, previous: Desk | None, pool: WorkerPool | None
) -> tuple[tantivy.Index, dict[str, Section]]:
    earlier = (previous.archive, previous.table) if previous else None
    with build_in_background(archive, pool if previous is None else None) as get_part:
        acronym_sections = build_acronym_sections(archive, earlier)
        phrases = base_synonyms.with_groups(read_acronyms(build_table_in_memory(acronym_sections))).phrases
        engine, sections = build_index(archive, phrases, files, _find_previous_index(previous, phrases, files))
        for part in PARTS:
            sections |= get_part(part) or build_part(part, archive, earlier)
    # If somebody has overwritten the files meanwhile, their damage must not get into new files with new checksums.
    archive.table.check()
    if previous is not None:
        check_desk(previous)
    return engine, {**sections, **acronym_sections}


def _find_previous_index(
    previous: Desk | None, phrases: Iterable[tuple[str, ...]], files: Path | None
) -> PreviousIndex | None:
    """Return the index to build on, and copy its engine's files into `files`. An index with other phrases is no use."""
    if previous is None or previous.synonyms.phrases != phrases:
        return None
    engine_files = previous.cached.engine_files if previous.cached else None
    index = PreviousIndex(previous.archive, previous.table, previous.spell_checker, engine_files)
    if files is not None and previous.cached is not None:
        try:
            link_engine_files(previous.cached, files)
        except OSError:
            # Another process deleted the files. The table is still mapped, so only the engine is built again.
            for file in files.iterdir():
                file.unlink()
            return index._replace(files=None)
    return index


def _assemble(
    archive: Archive, base_synonyms: Synonyms, engine: tantivy.Index, table: Table, cached: CachedDesk | None
) -> Desk:
    return Desk(
        archive=archive,
        names=Names.from_table(table, archive),
        capitalization=Capitalization(table),
        index=IndexReader(engine, table, archive),
        spell_checker=SpellChecker(table),
        synonyms=base_synonyms.with_groups(read_acronyms(table)),
        stories=Stories(table, archive),
        table=table,
        cached=cached,
    )
