"""The desk: an archive made ready for questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import tantivy

from bot.answers.analysis.stemming import stem
from bot.answers.analysis.tokens import tokenize
from bot.answers.desk.cache import CachedDesk, link_files, open_cached, write_desk
from bot.answers.desk.parallel import PARTS, build_in_background, build_part
from bot.answers.entities.names import Names
from bot.answers.index import acronyms, synonyms, writer
from bot.answers.index.reader import IndexReader
from bot.answers.index.spelling import SpellChecker
from bot.answers.index.synonyms import Synonyms
from bot.answers.index.writer import PreviousIndex
from bot.coverage.archive.archive import Archive
from bot.coverage.columns.table import Section, Table, table_in_memory
from bot.coverage.stories.stories import Stories
from bot.coverage.workers import WorkerPool


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """An archive with all that answering needs. Immutable; make a new one when the archive changes.

    `table`: where all but the archive and the engine lies; `cached`: where that is in the cache, None in memory.
    """

    archive: Archive
    names: Names
    index: IndexReader
    spell_checker: SpellChecker
    synonyms: Synonyms
    stories: Stories
    table: Table
    cached: CachedDesk | None = None

    def analyze(self, text: str) -> list[str]:
        """The stems of a text's words in order, stop words included, as the index has them."""
        return [stem(token.word) for token in tokenize(text)]

    def idf(self, stemmed: str) -> float:
        """How much a stem says (natural logarithm): near 0 for what stands everywhere, about 10 for the unknown."""
        return self.index.vocabulary.idf(stemmed)


def open_desk(
    archive: Archive,
    base_synonyms: Synonyms | None = None,
    *,
    cache: Path | None = None,
    previous: Desk | None = None,
    rebuild: bool = False,
    pool: WorkerPool | None = None,
) -> Desk:
    """Make an archive ready for questions. Blocking: some seconds for 25,000 articles; keep it off the event loop.

    `base_synonyms`: by default the package's own; the acronyms that the archive explains are added to them. `cache`: a
    folder for desks; a desk of the same archive opens from there in milliseconds. `previous`: the desk of a similar
    archive; what did not change is taken over from it. `rebuild`: ignore the desk in the cache, which proved damaged.
    `pool`: worker processes that take a part of the work if the whole desk has to be built.
    """
    base_synonyms = base_synonyms or synonyms.default_synonyms()
    if cache is not None:
        name = _cache_name(archive, base_synonyms)
        kept = None if rebuild else open_cached(cache, name)
        kept = kept or write_desk(cache, name, lambda files: _build(archive, base_synonyms, files, previous, pool))
        if kept is not None:
            return _assemble(archive, base_synonyms, kept.engine, kept.table, kept)
    engine, sections = _build(archive, base_synonyms, None, previous, pool)
    return _assemble(archive, base_synonyms, engine, table_in_memory(sections), None)


def _cache_name(archive: Archive, known: Synonyms) -> str:
    """What a desk is made of: the content of the archive, and the synonyms that the index knows."""
    phrases = "\0".join(sorted(" ".join(phrase) for phrase in known.phrases))
    return f"{archive.fingerprint}-{blake2b(phrases.encode(), digest_size=4).hexdigest()}"


def _build(
    archive: Archive, known: Synonyms, files: Path | None, before: Desk | None, crew: WorkerPool | None
) -> tuple[tantivy.Index, dict[str, Section]]:
    was = (before.archive, before.table) if before else None
    with build_in_background(archive, crew if before is None else None) as elsewhere:
        learnt = acronyms.build_acronym_sections(archive, was)
        phrases = known.with_groups(acronyms.read_acronyms(table_in_memory(learnt))).phrases
        engine, sections = writer.build_index(archive, phrases, files, _find_previous_index(before, phrases, files))
        for part in PARTS:
            sections |= elsewhere(part) or build_part(part, archive, was)
    return engine, {**sections, **learnt}


def _find_previous_index(
    before: Desk | None, phrases: Iterable[tuple[str, ...]], files: Path | None
) -> PreviousIndex | None:
    """What the index begins from; `files` gets a copy of the engine's. An index knows the phrases it was made with."""
    if before is None or before.synonyms.phrases != phrases:
        return None
    earlier = PreviousIndex(
        before.archive, before.table, before.spell_checker, before.cached.engine_files if before.cached else None
    )
    if files is not None and earlier.files is not None:
        try:
            link_files(earlier.files, files)
        except OSError:
            # Deleted under us: its table is still mapped, so only the engine is made anew.
            for file in files.iterdir():
                file.unlink()
            return earlier._replace(files=None)
    return earlier


def _assemble(archive: Archive, known: Synonyms, engine: tantivy.Index, table: Table, kept: CachedDesk | None) -> Desk:
    return Desk(
        archive=archive,
        names=Names.from_table(table, archive),
        index=IndexReader(engine, table, archive),
        spell_checker=SpellChecker(table),
        synonyms=known.with_groups(acronyms.read_acronyms(table)),
        stories=Stories(table, archive),
        table=table,
        cached=kept,
    )
