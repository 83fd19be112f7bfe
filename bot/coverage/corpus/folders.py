"""Which files in the corpus folders are article files, and how to tell that one has changed."""

import os
import re
import stat
from collections.abc import Container, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from bot.coverage.article import Problem
from bot.coverage.parsing.reader import SUFFIXES

_IGNORED_STARTS = ".#~"
_CONFLICT_COPY = re.compile(
    r"\.sync-conflict-\d{8}-\d{6}|_conflict-\d{8}-\d{6}|\((?:[^()]*[ '])?(?:conflicted copy|SFConflict)\b[^()]*\)",
    re.IGNORECASE,
)
"""Found in the names that Syncthing, Dropbox, Nextcloud and Seafile give to the losing version of a conflict."""
_IS_CONFLICT_COPY = (
    "a sync tool left this version of a file that was changed in two places; it is not read. Keep one of the two"
)
_LEADS_OUT = "the link leads out of the article folder and is not followed; CORPUS_FOLLOW_LINKS=1 allows it"


class FileStamp(NamedTuple):
    """Values of which at least one differs if a file's content has changed.

    Inode and change time reveal that a file was replaced by one with the same size and modification time.
    """

    size: int
    mtime_ns: int
    ctime_ns: int = 0
    inode: int = 0

    def matches_copy(self, other: "FileStamp") -> bool:
        """Return whether size and modification time are equal: a copied folder keeps these, but not the other two."""
        return self[:2] == other[:2]


class FoundFiles(NamedTuple):
    """The article files by path, and the folders that could not be read.

    Paths begin with the folders as they were given. `unreadable`: the paths of folders that can't be read.
    """

    files: dict[str, FileStamp]
    unreadable: tuple[str, ...]
    problems: tuple[Problem, ...]


def is_article_file(name: str) -> bool:
    """Return whether a file with this name is read.

    It must have a known suffix, and be neither hidden nor an editor's own file (`.x.swp`, `#x#`, `x~`).
    """
    stem, dot, suffix = name.rpartition(".")
    return bool(stem) and stem[0] not in _IGNORED_STARTS and (dot + suffix).lower() in SUFFIXES


def find_files(folders: Iterable[Path], *, follow_links: bool = False) -> FoundFiles:
    """Find the article files in folders, each once, however folders and links overlap. Never raises OSError.

    A symbolic link that leads out of all the folders is a Problem unless `follow_links` is set. Otherwise anyone who
    can add articles could make the bot read any file. The folders themselves can be links.
    """
    folders = list(folders)
    # Unlike Path.resolve, realpath raises nothing for odd or unreadable paths.
    roots = [os.path.realpath(folder) for folder in folders]
    search = _Search(None if follow_links else roots)
    for folder in folders:
        search.add_folder(folder)
    return FoundFiles(search.files, tuple(search.unreadable), tuple(search.problems))


def find_changed_files(
    folders: Iterable[Path], paths: Iterable[str], known: Container[str]
) -> dict[str, FileStamp | None] | None:
    """Return the present stamp of each article file among the changed paths, or None for a file that is gone.

    `paths` begin with the folders as they were given. `known`: the paths of the files that were found before. Returns
    None altogether if only `find_files` can tell what changed: a folder or a link is among the paths, a file has
    several names, or a folder is inside another.
    """
    roots = [str(folder) for folder in folders]
    if _do_overlap([os.path.realpath(root) for root in roots]):
        return None
    stamps: dict[str, FileStamp | None] = {}
    plain: set[str] = set(roots)
    try:
        for path in paths:
            folder, name = os.path.split(path)
            if not _is_plain_folder(folder, plain):
                return None
            stamp = _read_stamp(path, name)
            if path in known or (stamp is not None and is_article_file(name)):
                stamps[path] = stamp
            elif stamp is None and not is_article_file(name) and name[0] not in _IGNORED_STARTS:
                # It may have been a folder.
                return None
    except (OSError, ValueError):
        return None
    return stamps


def _do_overlap(roots: Sequence[str]) -> bool:
    """Return whether one of these folders is the same as another, or inside it."""
    nested = (first.startswith(os.path.join(second, "")) for first in roots for second in roots)  # noqa: PTH118
    return len(set(roots)) < len(roots) or any(nested)


def _read_stamp(path: str, name: str) -> FileStamp | None:
    """Return the stamp of a file, or None if it is gone.

    Raises ValueError if it is not a plain file or has several names.
    """
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or _CONFLICT_COPY.search(name):
        raise ValueError(path)
    return FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _is_plain_folder(folder: str, plain: set[str]) -> bool:
    """Return whether `find_files` searches a folder without following a link below the roots.

    `plain`: folders for which this is known already, such as the roots. The folder is added to them.
    """
    passed: list[str] = []
    while folder not in plain:
        name = os.path.basename(folder)  # noqa: PTH119
        if not name or name[0] == "." or os.path.islink(folder):  # noqa: PTH114
            return False
        passed.append(folder)
        folder = os.path.dirname(folder)  # noqa: PTH120
    plain.update(passed)
    return True


class _Search:
    def __init__(self, roots: Sequence[str] | None) -> None:
        """`roots`: the folders that links may lead to; None if they may lead anywhere."""
        self._roots = roots
        self.files: dict[str, FileStamp] = {}
        self.unreadable: list[str] = []
        self.problems: list[Problem] = []
        # Numbers instead of pairs: Python keeps 2,000 deleted pairs, each with the megabyte of memory around it.
        self._seen: set[int] = set()

    def add_folder(self, folder: Path) -> None:
        """Search a corpus folder and everything below it. A path to a file adds that file."""
        path = str(folder)
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError as error:
            self._add_unreadable(path, f"the article folder can't be read: {_describe_cause(error)}")
            return
        if not os.path.isdir(path):  # noqa: PTH112
            self._add_file(path, status)
            return
        waiting = [path]
        while waiting:
            waiting.extend(self._scan(waiting.pop()))

    def _scan(self, path: str) -> Iterator[str]:
        """Add the files of one folder and yield its subfolders."""
        try:
            if self._is_seen(os.stat(path)):  # noqa: PTH116
                return
            with os.scandir(path) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except FileNotFoundError:
            return  # deleted in the meantime
        except OSError as error:
            self._add_unreadable(path, f"the folder can't be read: {_describe_cause(error)}")
            return
        for entry in entries:
            if entry.name[0] != "." and self._is_folder(entry):
                yield entry.path

    def _is_folder(self, entry: "os.DirEntry[str]") -> bool:
        """Return whether the entry is a folder to search; if it is an article file, add it."""
        try:
            if entry.is_symlink() and self._leads_out(entry.path):
                if is_article_file(entry.name) or entry.is_dir():
                    self.problems.append(Problem(escape_path(entry.path), 0, "error", _LEADS_OUT))
                return False
            if entry.is_dir():
                return True
            if is_article_file(entry.name) and _CONFLICT_COPY.search(entry.name):
                self.problems.append(Problem(escape_path(entry.path), 0, "warning", _IS_CONFLICT_COPY))
            elif is_article_file(entry.name):
                self._add_file(entry.path, entry.stat())
        except FileNotFoundError:
            if entry.is_symlink():
                # A broken link; reading it will say what is wrong. A plain file was deleted in the meantime.
                self.files[entry.path] = FileStamp(-1, -1)
        except OSError as error:
            reason = f"the file can't be read: {_describe_cause(error)}"
            self.problems.append(Problem(escape_path(entry.path), 0, "error", reason))
        return False

    def _leads_out(self, path: str) -> bool:
        """Return whether a link leads outside the folders, directly or through other links."""
        if self._roots is None:
            return False
        target = os.path.realpath(path)
        return not any(target == root or target.startswith(os.path.join(root, "")) for root in self._roots)  # noqa: PTH118

    def _add_file(self, path: str, status: os.stat_result) -> None:
        if not self._is_seen(status):
            self.files[path] = FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)

    def _is_seen(self, status: os.stat_result) -> bool:
        """Return whether this file or folder was already found by another path, and remember it.

        On systems without inode numbers every file counts as new.
        """
        key = status.st_dev << 64 | status.st_ino
        if key in self._seen:
            return True
        if status.st_ino:
            self._seen.add(key)
        return False

    def _add_unreadable(self, path: str, reason: str) -> None:
        self.unreadable.append(path)
        self.problems.append(Problem(escape_path(path), 0, "error", reason))


def escape_path(path: str) -> str:
    """Return a path as valid UTF-8. Bytes that are not text become escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _describe_cause(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
