"""The store of what follows have besides their digests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.digests.alerts.timing import AlertHistory
from bot.digests.digest import Digest, Run


class BegunAlert(NamedTuple):
    """An alert that leaves now. `run`: it has its edition. `follow`: with the time at which it is looked at next."""

    run: Run
    follow: Digest


class FollowMove(NamedTuple):
    """Where a follow goes on.

    `due_at`: when its alert may leave; None if nothing waits. `cursor`: the last batch that has nothing more for it.
    """

    follow: Digest
    due_at: datetime | None
    cursor: int


class FollowStore(Protocol):
    """Stores what follows have besides their digests."""

    def list_ready(self, now: datetime, batch: int) -> Sequence[Digest]:
        """List the follows to look at: those whose alert may leave now, and those with nothing waiting that have not
        seen this batch. Muted ones are among them when their time is over."""
        ...

    def get_steps(self, numbers: Collection[int]) -> Mapping[int, Mapping[str, int]]:
        """Return what follows have told: for each, the step at which it told each article's story."""
        ...

    def get_histories(self, numbers: Collection[int], since: datetime) -> Mapping[int, AlertHistory]:
        """Return what became of the alerts of follows since a time. Those that had none are left out."""
        ...

    def begin(self, alerts: Sequence[BegunAlert]) -> Sequence[BegunAlert]:
        """Store the runs of alerts, with their editions, and when the follows are looked at next, in one transaction.

        Returns those that were stored. The others were paused, or an alert of them ended, since they were read.
        """
        ...

    def move_on(self, moves: Sequence[FollowMove]) -> None:
        """Store when the alerts of follows may leave, and their new cursors. Those that were paused, or whose alert
        ended, since they were read stay as they are."""
        ...

    def resume(self, number: int, cursor: int) -> bool:
        """Let a follow that is paused or muted go on, from a batch on. Returns False if it is neither."""
        ...
