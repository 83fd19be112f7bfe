"""Limits the articles from feeds, by age and by number. What an editor changed always stays."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.feeds import files
from bot.feeds.store_port import FeedStore

FORGOTTEN_AFTER = timedelta(days=30)
"""How long an entry is remembered after its feed listed it last: feeds drop entries for a while."""

UNKNOWN_FORGOTTEN_AFTER = timedelta(days=180)
"""The same, if its feed is no longer in the list: somebody may add it again."""


class Keep(Struct, frozen=True):
    """What to keep: articles of the last `age`, and at most `count` of them; None for no bound."""

    age: timedelta | None = None
    count: int | None = None

    def find_start(self, now: datetime) -> datetime | None:
        """Return the time before which articles are too old."""
        return None if self.age is None else now - self.age


def remove_old_articles(
    folder: Path, store: FeedStore, keep: Keep, now: datetime, followed: Collection[str] = ()
) -> int:
    """Remove articles that are too old or too many, the oldest days first. Return how many were removed. Blocking.

    `followed`: ids of articles that stay, because somebody follows their stories.
    """
    start = keep.find_start(now)
    limit = None if start is None else start.date()
    removed = 0
    days = sorted(_list_days(folder))
    if limit is not None:
        removed = sum(_remove(folder, file, store, followed) for day, file in days if day < limit)
    if keep.count is not None:
        excess = store.count_kept() - keep.count
        for day, file in days:
            if excess <= 0:
                break
            if file.exists() and day < now.date():
                count = _remove(folder, file, store, followed)
                removed, excess = removed + count, excess - count
    return removed


def forget_old_entries(store: FeedStore, last_reads: Mapping[str, datetime | None], now: datetime) -> int:
    """Forget entries that their feeds no longer list. Return how many. Blocking.

    `last_reads`: by the key of each feed of the list, when all of its entries were read. An entry is forgotten if its
    feed was read as a whole `FORGOTTEN_AFTER` after it listed the entry last; so a feed that fails loses none. If the
    feed is no longer in the list, or not known, the entry is forgotten later. An entry that has a document is never
    forgotten.
    """
    forgotten: list[str] = []
    for entry in store.list_unseen(now - FORGOTTEN_AFTER):
        if entry.feed in last_reads:
            read_at = last_reads[entry.feed]
            is_old = read_at is not None and read_at - entry.seen_at > FORGOTTEN_AFTER
        else:
            is_old = now - entry.seen_at > UNKNOWN_FORGOTTEN_AFTER
        if is_old:
            forgotten.append(entry.key)
    if forgotten:
        store.forget(forgotten)
    return len(forgotten)


def _list_days(folder: Path) -> Iterator[tuple[date, Path]]:
    for file in folder.glob("*/*.yaml"):
        if day := files.read_day(file.name):
            try:
                yield date.fromisoformat(day), file
            except ValueError:
                continue


def _remove(folder: Path, file: Path, store: FeedStore, followed: Collection[str]) -> int:
    # A day that continues in another file has one path in the store.
    path = f"{file.parent.relative_to(folder).as_posix()}/{files.read_day(file.name)}.yaml"
    digests = store.list_digests(path)
    if not digests:
        return 0
    keys = files.remove_documents(file, digests, followed)
    if keys or not file.exists():
        # What an editor changed or deleted is theirs now: it is only remembered so that it is not taken again.
        remaining = files.list_digests(file)
        store.release([key for digest, key in digests.items() if digest not in remaining])
    return len(keys)
