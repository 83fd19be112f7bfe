"""Bounds what came from feeds, by age and by number. What an editor changed always stays."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.feeds import files
from bot.feeds.store_port import FeedStore


class Keep(Struct, frozen=True):
    """What to keep: articles of the last `age`, and at most `count` of them; None for no bound."""

    age: timedelta | None = None
    count: int | None = None

    def find_start(self, now: datetime) -> datetime | None:
        """Return the time before which articles are too old."""
        return None if self.age is None else now - self.age


def remove_old_articles(folder: Path, store: FeedStore, keep: Keep, now: datetime) -> int:
    """Remove what is too old, or too much: the oldest days first. Return how many articles were removed. Blocking."""
    start = keep.find_start(now)
    limit = None if start is None else start.date()
    removed = 0
    days = sorted(_list_days(folder))
    if limit is not None:
        removed = sum(_remove(folder, file, store) for day, file in days if day < limit)
    if keep.count is not None:
        excess = store.count_kept() - keep.count
        for day, file in days:
            if excess <= 0:
                break
            if file.exists() and day < now.date():
                count = _remove(folder, file, store)
                removed, excess = removed + count, excess - count
    return removed


def _list_days(folder: Path) -> Iterator[tuple[date, Path]]:
    for file in folder.glob("*/*.yaml"):
        if day := files.read_day(file.name):
            try:
                yield date.fromisoformat(day), file
            except ValueError:
                continue


def _remove(folder: Path, file: Path, store: FeedStore) -> int:
    # A day that goes on in another file has one path in the store.
    path = f"{file.parent.relative_to(folder).as_posix()}/{files.read_day(file.name)}.yaml"
    digests = store.list_digests(path)
    if not digests:
        return 0
    keys = files.remove_documents(file, digests)
    store.release(keys)
    return len(keys)
