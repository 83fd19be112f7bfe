"""The desk: an archive made ready for questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import tantivy

from bot.answers.analysis.tokens import stem, tokens
from bot.answers.desk import cache as keeping
from bot.answers.desk import parallel as sharing
from bot.answers.desk.cache import Kept
from bot.answers.entities.names import Names
from bot.answers.index import acronyms, synonyms
from bot.answers.index import writer as indexing
from bot.answers.index.reader import Index
from bot.answers.index.spelling import Speller
from bot.answers.index.synonyms import Synonyms
from bot.answers.index.writer import Earlier
from bot.coverage.archive.archive import Archive
from bot.coverage.columns import table as tables
from bot.coverage.columns.table import Section, Table
from bot.coverage.stories.stories import Stories
from bot.coverage.workers import Crew


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """An archive with all that answering needs. Immutable; make a new one when the archive changes.

    `table`: where all but the archive and the engine lies; `kept`: where that is in the cache, None in memory.
    """

    archive: Archive
    names: Names
    index: Index
    speller: Speller
    synonyms: Synonyms
    stories: Stories
    table: Table
    kept: Kept | None = None

    def analyze(self, text: str) -> list[str]:
        """The stems of a text's words in order, stop words included, as the index has them."""
        return [stem(token.word) for token in tokens(text)]

    def idf(self, stemmed: str) -> float:
        """How much a stem says (natural logarithm): near 0 for what stands everywhere, about 10 for the unknown."""
        return self.index.vocabulary.idf(stemmed)


def open_desk(
    archive: Archive,
    known: Synonyms | None = None,
    *,
    cache: Path | None = None,
    before: Desk | None = None,
    anew: bool = False,
    crew: Crew | None = None,
) -> Desk:
    """Make an archive ready for questions. Blocking: some seconds for 25,000 articles; keep it off the event loop.

    `cache`: a folder that desks are kept in; one of the same archive is opened in milliseconds. `before`: the desk of
    an archive that is mostly the same; what did not change is taken over from it. `known`: synonyms, by default the
    package's own; the acronyms that the archive explains are added. `anew`: make it though there is one in the cache,
    which proved damaged. `crew`: processes that share the work where all of it is to be done.
    """
    known = known or synonyms.own()
    if cache is not None:
        name = _name(archive, known)
        kept = None if anew else keeping.opened(cache, name)
        kept = kept or keeping.make(cache, name, lambda files: _made(archive, known, files, before, crew))
        if kept is not None:
            return _desk(archive, known, kept.engine, kept.table, kept)
    engine, sections = _made(archive, known, None, before, crew)
    return _desk(archive, known, engine, tables.made(sections), None)


def _name(archive: Archive, known: Synonyms) -> str:
    """What a desk is made of: the content of the archive, and the synonyms that the index knows."""
    phrases = "\0".join(sorted(" ".join(phrase) for phrase in known.phrases))
    return f"{archive.fingerprint}-{blake2b(phrases.encode(), digest_size=4).hexdigest()}"


def _made(
    archive: Archive, known: Synonyms, files: Path | None, before: Desk | None, crew: Crew | None
) -> tuple[tantivy.Index, dict[str, Section]]:
    was = (before.archive, before.table) if before else None
    with sharing.beside(archive, crew if before is None else None) as elsewhere:
        learnt = acronyms.sections(archive, was)
        phrases = known.along(acronyms.groups(tables.made(learnt))).phrases
        engine, sections = indexing.build(archive, phrases, files, _earlier(before, phrases, files))
        for part in sharing.PARTS:
            sections |= elsewhere(part) or sharing.made(part, archive, was)
    return engine, {**sections, **learnt}


def _earlier(before: Desk | None, phrases: Iterable[tuple[str, ...]], files: Path | None) -> Earlier | None:
    """What the index begins from; `files` gets a copy of the engine's. An index knows the phrases it was made with."""
    if before is None or before.synonyms.phrases != phrases:
        return None
    earlier = Earlier(before.archive, before.table, before.speller, before.kept.files if before.kept else None)
    if files is not None and earlier.files is not None:
        try:
            keeping.link(earlier.files, files)
        except OSError:
            # Deleted under us: its table is still mapped, so only the engine is made anew.
            for file in files.iterdir():
                file.unlink()
            return earlier._replace(files=None)
    return earlier


def _desk(archive: Archive, known: Synonyms, engine: tantivy.Index, table: Table, kept: Kept | None) -> Desk:
    return Desk(
        archive=archive,
        names=Names.of_table(table, archive),
        index=Index(engine, table, archive),
        speller=Speller(table),
        synonyms=known.along(acronyms.groups(table)),
        stories=Stories(table, archive),
        table=table,
        kept=kept,
    )
