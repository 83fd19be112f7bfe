"""The store of when each article was first seen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.digests.alerts.news import ArrivedBatch


class ArrivalStore(Protocol):
    """Stores when each article was first seen. Articles are recorded in batches, numbered upwards from 1."""

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        """Record the articles of the archive. Returns the ids that were new to the store.

        The first batch is a baseline: its articles are not news. So is the first batch after a restore.
        """
        ...

    def is_restored(self) -> bool:
        """Return whether the store was restored from a backup and nothing has been recorded since."""
        ...

    def get_last_batch(self) -> int:
        """Return the number of the latest batch; 0 if there is none."""
        ...

    def list_after(self, batch: int) -> Sequence[str]:
        """List the ids of articles that arrived after a batch, except for baselines, latest first."""
        ...

    def list_batches_after(self, batch: int) -> Sequence[ArrivedBatch]:
        """List the batches after a batch with their articles, except for baselines, oldest first."""
        ...

    def find_first_batch(self, ids: Collection[str], since: datetime) -> int | None:
        """Return the first batch since a time that contains any of these articles; None if there is none."""
        ...

    def apply_aliases(self, aliases: Mapping[str, Collection[str]]) -> None:
        """Give articles the arrival that was recorded under an earlier id of theirs.

        `aliases`: for each article, the other ids it may have had.
        """
        ...
