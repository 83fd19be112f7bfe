"""The store of the state that follows have in addition to their digests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.digests.alerts.timing import AlertHistory
from bot.digests.digest import Digest, Run


class BegunAlert(NamedTuple):
    """An alert to send now. `run`: its run, with the edition. `follow`: its follow, with the time of the next look."""

    run: Run
    follow: Digest


class FollowMove(NamedTuple):
    """A follow's new position in the arrivals.

    `due_at`: when its alert may be sent; None if nothing is waiting. `cursor`: the last batch that was dealt with.
    """

    follow: Digest
    due_at: datetime | None
    cursor: int


class FollowStore(Protocol):
    """Stores the state that follows have in addition to their digests."""

    def list_ready(self, now: datetime, batch: int) -> Sequence[Digest]:
        """List the follows to look at.

        These are the follows whose alert may be sent now, and those with nothing waiting that have not seen this batch.
        Muted follows are listed once the mute is over.
        """
        ...

    def get_steps(self, numbers: Collection[int]) -> Mapping[int, Mapping[str, int]]:
        """Return what follows have told: for each follow, the step at which it told the story of each article."""
        ...

    def get_histories(self, numbers: Collection[int], since: datetime) -> Mapping[int, AlertHistory]:
        """Return what became of the alerts of follows since a time. Follows without alerts are left out."""
        ...

    def begin(self, alerts: Sequence[BegunAlert]) -> Sequence[BegunAlert]:
        """Store the runs of alerts, with their editions, and the time of each follow's next look, in one transaction.

        Returns the alerts that were stored. The follows of the others were paused, or one of their alerts ended, since
        they were read.
        """
        ...

    def move_on(self, moves: Sequence[FollowMove]) -> None:
        """Store when the alerts of follows may be sent, and their new cursors.

        Follows that were paused, or whose alert ended, since they were read are left alone.
        """
        ...

    def resume(self, number: int, cursor: int) -> bool:
        """Resume a follow that is paused or muted, from a batch on. Returns False if it is neither."""
        ...
