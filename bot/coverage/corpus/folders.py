"""Which files of the corpus folders are article files, and how to tell that one has changed."""

import os
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from bot.coverage.article import Problem
from bot.coverage.parsing.reader import SUFFIXES

_NOT_READ = ".#~"


class FileStamp(NamedTuple):
    """What changes with a file's content. Inode and change time tell a file that was replaced under an old date."""

    size: int
    mtime_ns: int
    ctime_ns: int = 0
    inode: int = 0

    def matches_copy(self, other: "FileStamp") -> bool:
        """Whether they agree in what outlives a copy of the folder or a restart of its container: size and modification
        time."""
        return self[:2] == other[:2]


class FoundFiles(NamedTuple):
    """The article files by path, as the folders were given; folders that could not be looked into, and why."""

    files: dict[str, FileStamp]
    unreadable: tuple[str, ...]
    problems: tuple[Problem, ...]


def is_article_file(name: str) -> bool:
    """Whether a file of this name is read: by its ending, unless hidden or an editor's own (`.x.swp`, `#x#`, `x~`)."""
    stem, dot, ending = name.rpartition(".")
    return bool(stem) and stem[0] not in _NOT_READ and (dot + ending).lower() in SUFFIXES


def find_files(folders: Iterable[Path]) -> FoundFiles:
    """Look through folders for article files, each once, however folders and links overlap. Never raises."""
    search = _Search()
    for folder in folders:
        search.root(folder)
    return FoundFiles(search.files, tuple(search.lost), tuple(search.problems))


class _Search:
    def __init__(self) -> None:
        self.files: dict[str, FileStamp] = {}
        self.lost: list[str] = []
        self.problems: list[Problem] = []
        self._seen: set[tuple[int, int]] = set()

    def root(self, folder: Path) -> None:
        path = str(folder)
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError as error:
            self._lose(path, f"the corpus folder can't be read: {_cause(error)}")
            return
        if not os.path.isdir(path):  # noqa: PTH112
            self._file(path, status)
            return
        waiting = [path]
        while waiting:
            waiting.extend(self._folder(waiting.pop()))

    def _folder(self, path: str) -> Iterator[str]:
        """Take in one folder's files; its own folders are yielded."""
        try:
            if self._again(os.stat(path)):  # noqa: PTH116
                return
            with os.scandir(path) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except FileNotFoundError:
            return  # deleted meanwhile
        except OSError as error:
            self._lose(path, f"the folder can't be read: {_cause(error)}")
            return
        for entry in entries:
            if entry.name[0] != "." and self._is_folder(entry):
                yield entry.path

    def _is_folder(self, entry: "os.DirEntry[str]") -> bool:
        """Whether to look into it, too; if it is an article file it is taken in."""
        try:
            if entry.is_dir():
                return True
            if is_article_file(entry.name):
                self._file(entry.path, entry.stat())
        except FileNotFoundError:
            if entry.is_symlink():
                # Reading it will say what is wrong; a plain file was deleted meanwhile.
                self.files[entry.path] = FileStamp(-1, -1)
        except OSError as error:
            self.problems.append(Problem(printable_path(entry.path), 0, "error", f"can't be read: {_cause(error)}"))
        return False

    def _file(self, path: str, status: os.stat_result) -> None:
        if not self._again(status):
            self.files[path] = FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)

    def _again(self, status: os.stat_result) -> bool:
        """Whether this file or folder was met before, by another path; some systems number none."""
        mark = status.st_dev, status.st_ino
        if mark in self._seen:
            return True
        if status.st_ino:
            self._seen.add(mark)
        return False

    def _lose(self, path: str, reason: str) -> None:
        self.lost.append(path)
        self.problems.append(Problem(printable_path(path), 0, "error", reason))


def printable_path(path: str) -> str:
    """A path for people and for UTF-8: bytes of a name that are no text are shown as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _cause(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
