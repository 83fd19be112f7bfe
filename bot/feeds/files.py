"""The files of articles that came from feeds: one folder an outlet, one file a day, one YAML document an article.

A document is replaced or removed only if it is still there as it was written.
"""

import errno
import fcntl
import json
import os
import re
import stat
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

from bot.coverage.archive.merging import build_article_id
from bot.coverage.urls import canonicalize_url, extract_outlet_host
from bot.feeds.item import FeedItem

MAX_FILE = 1_500_000
"""Bytes, after which a day continues in another file. The bot reads files of up to 2 MB."""

_TRIES = 5
"""How often a file is read again if somebody changes it while it is written."""

_HEADER = "# Articles from feeds. Edit or delete them as you like: what you change is never written again.\n"
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\d+)?\.yaml")
_URL = re.compile(r"^webUrl: (\".*\")$", re.MULTILINE)
_DOCUMENT = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)


def format_document(item: FeedItem, topics: Sequence[str]) -> str:
    """Return the YAML document of an article."""
    host = extract_outlet_host(item.url)
    lines = ["---", f"title: {_quote(item.title)}"]
    if item.excerpt:
        lines.append(f"excerpt: {_quote(item.excerpt)}")
    if item.published is not None:
        lines.append(f"publishedDateTime: {item.published.iso()}")
    lines.append(f"webUrl: {_quote(item.url)}")
    if item.outlet != host:
        lines += ["provider:", f"  name: {_quote(item.outlet)}", f"  domain: {_quote(host)}"]
    if topics:
        lines += ["topics:", *(f"  - {_quote(topic)}" for topic in topics)]
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    # A string of JSON is one of YAML.
    return json.dumps(text, ensure_ascii=False)


def choose_path(item: FeedItem, day: str) -> str:
    """Return the file of an article, relative to the folder. `day`: the day that counts if it has no date."""
    host = extract_outlet_host(item.url).replace(":", "_")
    return f"{host}/{item.published.day.isoformat() if item.published else day}.yaml"


def read_day(path: str) -> str:
    """Return the day that a file is for, "" if its name has none."""
    match = _NAME.fullmatch(path.rpartition("/")[2])
    return match[1] if match else ""


def compute_digest(text: str) -> str:
    """Return a hash that identifies a document as it was written."""
    return blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def append_documents(folder: Path, documents: Mapping[str, Sequence[str]]) -> None:
    """Append documents to files, by their paths. Each file is written in one step. Raises OSError."""
    for path, texts in documents.items():
        _append(_choose_file(folder / path), "".join(texts))


def _choose_file(file: Path) -> Path:
    """Return the file, or the first one after it that has room."""
    number, chosen = 1, file
    while chosen.exists() and chosen.stat().st_size > MAX_FILE:
        number += 1
        chosen = file.with_name(f"{file.stem}.{number}.yaml")
    return chosen


def _append(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(_TRIES):
        data, before = _read(file)
        # An editor may have left the last line without a line break.
        start = _HEADER if not data else "" if data.endswith(b"\n") else "\n"
        # A write that a kill or a full disk ends early would leave half an article behind.
        if _replace_file(file, data + (start + text).encode("utf-8", "replace"), before):
            return
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(file))


def _read(file: Path) -> tuple[bytes, os.stat_result | None]:
    """Return what is in a file, and its state; empty and None if there is none. Raises OSError, also for a link."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return b"", None
    with os.fdopen(handle, "rb") as opened:
        before = os.fstat(handle)
        return opened.read(), before


def has_document(folder: Path, path: str, text: str) -> bool:
    """Return whether a document is in its file, or in a later file of the same day."""
    return any(text in file.read_text("utf-8", "replace") for file in _list_files(folder, path))


def find_document(folder: Path, path: str, digest: str) -> str:
    """Return the document with this digest from its file, or from a later one; "" if there is none. Raises OSError."""
    for file in _list_files(folder, path):
        for document in _split(file.read_text("utf-8", "surrogateescape"))[1:]:
            if compute_digest(document) == digest:
                return document if document.endswith("\n") else f"{document}\n"
    return ""


def replace_documents(folder: Path, path: str, texts: Mapping[str, str]) -> None:
    """Replace documents in their file, and in those after it.

    `texts`: the new documents, by the digests of the old ones. Those that are no longer there are skipped. Raises
    OSError.
    """
    for file in _list_files(folder, path):
        before = file.stat()
        head, *documents = _split(file.read_text("utf-8", "surrogateescape"))
        replaced = [texts.get(compute_digest(document), document) for document in documents]
        if replaced != documents:
            _replace_file(file, "".join((head, *replaced)).encode("utf-8", "surrogateescape"), before)


def _list_files(folder: Path, path: str) -> list[Path]:
    """List the file of a path and those after it."""
    file = folder / path
    return [each for each in (file, *sorted(file.parent.glob(f"{file.stem}.*.yaml"))) if each.is_file()]


def _replace_file(file: Path, data: bytes, before: os.stat_result | None) -> bool:
    """Replace a file in one step, unless it has changed since `before`: then somebody is editing it. Raises OSError."""
    temporary = file.with_name(f".{file.name}.part")
    with _open_folder(file.parent) as folder:
        try:
            with temporary.open("wb") as opened:
                opened.write(data)
                opened.flush()
                os.fsync(opened.fileno())
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        if _identify(before) != _identify(file.stat() if file.exists() else None):
            temporary.unlink()
            return False
        if before is not None:
            temporary.chmod(stat.S_IMODE(before.st_mode))
        temporary.replace(file)
        os.fsync(folder)
    return True


@contextmanager
def _open_folder(folder: Path) -> Generator[int]:
    """Open a folder, which no other process changes through this function meanwhile."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Not every file system over a network has locks.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _identify(state: os.stat_result | None) -> tuple[int, int, int] | None:
    return None if state is None else (state.st_mtime_ns, state.st_size, state.st_ino)


def remove_documents(file: Path, digests: Mapping[str, str], followed: Collection[str] = ()) -> list[str]:
    """Remove the documents that are still in a file as they were written; edited and foreign documents stay.

    `digests`: the key of each document that was written, by its digest. `followed`: ids of articles that stay. Return
    the keys of those that were removed; a file without any document is deleted. Raises OSError.
    """
    before = file.stat()
    head, *documents = _split(file.read_text("utf-8", "surrogateescape"))
    kept_parts: list[str] = [head]
    removed: list[str] = []
    for document in documents:
        key = digests.get(compute_digest(document))
        if key is None or (followed and _read_article_id(document) in followed):
            kept_parts.append(document)
        else:
            removed.append(key)
    if not removed:
        return []
    if not _replace_file(file, "".join(kept_parts).encode("utf-8", "surrogateescape"), before):
        # Somebody is editing the file, so try again on another day.
        return []
    if len(kept_parts) == 1:
        file.unlink()
    return removed


def list_digests(file: Path) -> frozenset[str]:
    """List the digests of the documents of a file; none if it is gone. Raises OSError."""
    if not file.exists():
        return frozenset()
    return frozenset(map(compute_digest, _split(file.read_text("utf-8", "surrogateescape"))[1:]))


def _read_article_id(document: str) -> str:
    """Return the id of the article of a document that was written here."""
    match = _URL.search(document)
    return build_article_id(canonicalize_url(json.loads(match[1]))) if match else ""


def _split(text: str) -> list[str]:
    starts = [0, *(match.start() for match in _DOCUMENT.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]
