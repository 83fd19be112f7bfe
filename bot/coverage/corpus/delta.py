"""Builds the next state of a corpus after a small change: an overlay on the snapshot, which stays as it is."""

from collections.abc import Mapping
from dataclasses import replace

from bot.coverage.archive.delta import ArchiveState, build_next_archive
from bot.coverage.archive.lookup import ArticleLookup, MentionLookup, RecordLookup
from bot.coverage.archive.outlets_and_topics import Registry, RegistryCounts
from bot.coverage.archive.regrouping import Lookups, TooManyRecordsError, list_removed
from bot.coverage.article import Problem
from bot.coverage.corpus.corpus import Corpus
from bot.coverage.corpus.file_table import FileEntry, FileTable
from bot.coverage.corpus.folders import escape_path


def build_delta(
    corpus: Corpus, files: FileTable, before: Mapping[str, FileEntry | None], problems: tuple[Problem, ...]
) -> Corpus | None:
    """Return the corpus after a change; None if all of it should be built again.

    `files`: the files after the change. `before`: the earlier entries of the files that changed. `problems`: those of
    the folders.
    """
    state = take_state(corpus)
    if state is None:
        return None
    touched: set[int] = set()
    for path, earlier in before.items():
        entry = files.get(path)
        state.lookups.mentions.replace(path, files.find(path), _read_mentions(entry))
        for each in (earlier, entry):
            if each is not None:
                touched.update(memoryview(each.numbers).cast("I"))
    state.lookups.records.update()
    try:
        archive = build_next_archive(
            corpus.archive, corpus.records, state, touched, len(files), _list_problems(corpus, files, before, problems)
        )
    except TooManyRecordsError:
        return None
    # The new table refers to the snapshot, which somebody may have overwritten.
    corpus.table.check()
    return replace(corpus, problems=problems, table=archive.table, archive=archive, files=files, states=[state])


def take_state(corpus: Corpus) -> ArchiveState | None:
    """Return what the next archive is built from. Returns None if an error left it unfinished."""
    if corpus.states:
        return corpus.states.pop()
    return prepare_state(corpus) if corpus.table.overlay is None else None


def prepare_corpus(corpus: Corpus) -> None:
    """Look up what the next archive is built from, if it has not been looked up yet."""
    if not corpus.states and corpus.table.overlay is None:
        state = prepare_state(corpus)
        if state is not None:
            corpus.states.append(state)


def prepare_state(corpus: Corpus) -> ArchiveState | None:
    """Look up what building the next archive needs, from that of a snapshot."""
    archive, columns = corpus.archive, corpus.records.columns
    mentions = MentionLookup(corpus.files.numbers, corpus.files.positions)
    for path, entry in corpus.files.changes.items():
        mentions.replace(path, corpus.files.find(path), _read_mentions(entry))
    removed = list_removed(columns, mentions)
    if len(removed) != archive.removed:
        return None
    lookups = Lookups(RecordLookup(columns), mentions, ArticleLookup(archive, len(corpus.records)))
    return ArchiveState(lookups, Registry(archive.table.value("counts", RegistryCounts)), removed)


def _read_mentions(entry: FileEntry | None) -> tuple[list[int], list[int]] | None:
    if entry is None:
        return None
    return memoryview(entry.numbers).cast("I").tolist(), memoryview(entry.positions).cast("I").tolist()


def _list_problems(
    corpus: Corpus, files: FileTable, before: Mapping[str, FileEntry | None], problems: tuple[Problem, ...]
) -> list[Problem] | None:
    """Return all problems after a change, in order; None if they are unchanged."""
    entries = [entry for path in before if (entry := files.get(path)) is not None]
    if problems == corpus.problems and not any(each and each.problems for each in (*before.values(), *entries)):
        return None
    changed = {escape_path(path) for path in before}
    known = corpus.archive.problems
    kept = [problem for problem in known if problem.path not in changed and problem not in corpus.problems]
    return sorted([*kept, *problems, *(problem for entry in entries for problem in entry.problems)])
