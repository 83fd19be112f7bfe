"""Loads corpus folders, and updates a corpus later by reading only the files that have changed.

An editor's half-finished work never removes articles. If a file that gave articles can't be read now (it is
half-written or empty, or its permissions have changed), or a folder is missing (it is being replaced or unmounted), the
articles stay as they were, with a warning, until the file can be read again or is deleted. A new start reads what is
there; until then, the last snapshot (`corpus.open_snapshot`) can answer.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Unpack

from bot.coverage.corpus.corpus import Corpus, build_empty_corpus, open_snapshot
from bot.coverage.corpus.folders import FileStamp, escape_path, find_changed_files
from bot.coverage.corpus.updating import LoadOptions, compare_all, discard_if_damaged, find_all_files, update


def load_corpus(folders: Sequence[Path], **options: Unpack[LoadOptions]) -> Corpus:
    """Load the folders. Nothing in them or in the cache raises.

    A missing folder is a Problem, and a damaged snapshot is rebuilt.
    """
    corpus = open_snapshot(folders, options.get("cache")) or build_empty_corpus(tuple(folders))
    return update_snapshot(corpus, **options)


def reload_corpus(folders: Sequence[Path], **options: Unpack[LoadOptions]) -> Corpus:
    """Read every file, without using the last snapshot."""
    return update_snapshot(build_empty_corpus(tuple(folders)), **options)


def update_snapshot(corpus: Corpus, **options: Unpack[LoadOptions]) -> Corpus:
    """Update a snapshot at a start. Articles whose files or folders are gone or unreadable now are dropped.

    If the snapshot is damaged, it is not used, and every file is read again. Raises DamagedTableError if it is
    overwritten during this call.
    """
    corpus = discard_if_damaged(corpus)
    found = find_all_files(corpus, options)
    return update(corpus, compare_all(corpus.files, found.files), found.problems, options, keep_articles=False)


def refresh_corpus(corpus: Corpus, paths: Collection[str] = (), **options: Unpack[LoadOptions]) -> Corpus:
    """Update a corpus while the bot runs: read the files that changed, and keep the rest.

    `paths`: what changed, as reported by `watching.watch_folders`; if it is empty, anything may have changed. Returns
    the same corpus if no file changed.
    """
    corpus = discard_if_damaged(corpus)
    stamps = _find_changed_files(corpus, paths) if paths else None
    if stamps is not None:
        compared = ((path, corpus.files.get(path), stamp) for path, stamp in stamps.items())
        return update(corpus, compared, corpus.problems, options, keep_articles=True)
    found = find_all_files(corpus, options)
    compared = compare_all(corpus.files, found.files, found.unreadable)
    return update(corpus, compared, found.problems, options, keep_articles=True)


def _find_changed_files(corpus: Corpus, paths: Collection[str]) -> dict[str, FileStamp | None] | None:
    """Return the stamps of the files at these paths, which changed; None if all folders must be searched."""
    troubled = {problem.path for problem in corpus.problems}
    if corpus.is_outdated or any(escape_path(path) in troubled for path in paths):
        return None
    return find_changed_files(corpus.folders, paths, corpus.files)
