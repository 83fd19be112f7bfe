"""The store of runs, which knows which digests are due."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.digests.digest import Digest, Run, SentArticle
from bot.digests.editions.compose import SentBefore


class RunStart(NamedTuple):
    """What happens to a due digest.

    `digest`: the digest with its next due time. `run`: the run to begin; None if it is too late for one. `missed`: runs
    that were due while the bot was down.
    """

    digest: Digest
    run: Run | None
    missed: Sequence[Run]


class RunStore(Protocol):
    """Stores runs, and knows which digests are due. A run belongs to the process that began it or claimed it last."""

    def get_next_due(self) -> datetime | None:
        """Return the time at which the next digest is due, or the next message is to be published."""
        ...

    def list_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """List active digests that are due, the most overdue first."""
        ...

    def begin(self, starts: Sequence[RunStart], now: datetime) -> Sequence[Run]:
        """Store the runs and the digests' next due times in one transaction.

        Returns the runs that were not stored before, including missed ones, in the same order.
        """
        ...

    def begin_requested(self, run: Run, *, is_claimed: bool = True) -> bool:
        """Store a run that a person asked for, unless its digest was deleted.

        `is_claimed`: whether this process delivers it; otherwise the process that delivers is told about it.
        Returns False if a run with this id already exists.
        """
        ...

    def get(self, number: str) -> Run | None:
        """Return a run by its id."""
        ...

    def list_unfinished(self) -> Sequence[Run]:
        """List runs that have begun and not ended, the most overdue first."""
        ...

    def claim_unfinished(self) -> Sequence[Run]:
        """Claim all runs that have begun and not ended, and list them, the most overdue first."""
        ...

    def is_claimed(self, number: str) -> bool:
        """Return whether a run has not ended and is still ours."""
        ...

    def record_attempt(self, run: Run) -> bool:
        """Store when the run was first attempted, and its edition. Called before the attempt.

        Returns False, and changes nothing, if the run is no longer ours.
        """
        ...

    def record_end(self, run: Run, digest: Digest) -> bool:
        """Store how a run ended, what it sent, and the digest's new state, in one transaction.

        Returns False, and changes nothing, if the run is no longer ours.
        """
        ...

    def claim_publications(self, now: datetime, until: datetime) -> Sequence[Run]:
        """List the ended runs whose message is to be published now, and keep others from doing so until a time."""
        ...

    def record_publication(self, run: Run) -> None:
        """Store the steps of a run that has ended, and the time of the next attempt to publish its message."""
        ...

    def list_history(self, digest: int, limit: int) -> Sequence[Run]:
        """List a digest's runs, newest first, without their editions."""
        ...

    def list_sent(self, digest: int, limit: int) -> Sequence[SentArticle]:
        """List the last articles that a digest has sent, newest first."""
        ...

    def get_sent_before(self, digest: Digest, *, by_any: bool = False) -> SentBefore:
        """Return what the digest has sent, and what its readers received from any digest.

        `by_any`: what any digest has sent to the same readers counts as the digest's own.
        """
        ...
