"""What this package needs from a store.

The methods of the stores block, so call them on a thread. They all raise `StoreError` if the store fails.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from bot.digests.alerts.news import ArrivedBatch
from bot.digests.alerts.timing import AlertHistory
from bot.digests.digest import Digest, DigestState, Run, SentArticle
from bot.digests.editions.compose import SentBefore


class StoreError(Exception):
    """The store can't be read or written now: its file is locked or damaged, the disk is full, or the server is away.

    Its text is for the operator: what is wrong, where, and how to fix it.
    """


class RunStart(NamedTuple):
    """How a due digest goes on.

    `digest`: with its next due time. `run`: the run to begin; None if it is too late for it. `missed`: runs that were
    due while the bot was down.
    """

    digest: Digest
    run: Run | None
    missed: Sequence[Run]


DraftOutcome = Literal["saved", "changed", "full"]
"""What came of a draft: it was saved; it is no draft any more, or was deleted; or its owner has too many digests, or
too many follows."""


class DigestStore(Protocol):
    """Stores digests, and the time zones of servers and people."""

    def add(self, digest: Digest) -> Digest:
        """Store a new digest and return it with its id."""
        ...

    def get(self, number: int) -> Digest | None:
        """Return a digest by its id."""
        ...

    def update(self, digest: Digest, *, was: DigestState | None = None) -> bool:
        """Store a changed digest, except for what runs change (cursor, since, editions).

        Returns False if it was deleted, or if it is no longer in the state `was`.
        """
        ...

    def change(self, number: int, change: Callable[[Digest], Digest | None]) -> Digest | None:
        """Change a digest as it is now, in one transaction, and return it. `change` returns None to leave it.

        Returns None then, and if the digest was deleted. Nobody else's change is lost.
        """
        ...

    def confirm_draft(self, digest: Digest, limit: int) -> DraftOutcome:
        """Store a draft that was confirmed, unless its owner has `limit` digests that are not drafts.

        Digests and follows are counted apart.
        """
        ...

    def list_for_server(self, server: int) -> Sequence[Digest]:
        """List a server's digests, oldest first."""
        ...

    def list_for_person(self, person: int) -> Sequence[Digest]:
        """List a person's own digests, oldest first."""
        ...

    def finish_restore(self, now: datetime, find_next_due: Callable[[Digest], datetime | None]) -> None:
        """Give each active digest its next due time, and date the runs that a restore ended.

        A restore can't do that, because it does not know Discord's time. Until then, nothing is due.
        """
        ...

    def list_unreachable_people(self) -> Sequence[int]:
        """List the people whose own digests are paused because they do not accept direct messages."""
        ...

    def delete_drafts(self, before: datetime) -> int:
        """Delete drafts that were created before a given time and never confirmed. Returns how many."""
        ...

    def delete(self, number: int, *, was: DigestState | None = None) -> bool:
        """Delete a digest, its runs, and the record of what it sent.

        Returns False if it was deleted before, or if it is no longer in the state `was`.
        """
        ...

    def get_zone(self, server: int | None, person: int) -> str:
        """Return the time zone of a server or, if `server` is None, of a person; empty if none is set."""
        ...

    def set_zone(self, server: int | None, person: int, zone: str) -> None:
        """Store the time zone of a server or, if `server` is None, of a person."""
        ...


class RunStore(Protocol):
    """Stores runs, and knows which digests are due. A run belongs to the process that began it or claimed it last."""

    def get_next_due(self) -> datetime | None:
        """Return the time at which the next digest is due."""
        ...

    def list_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """List active digests that are due, the most overdue first."""
        ...

    def begin(self, starts: Sequence[RunStart], now: datetime) -> Sequence[Run]:
        """Store the runs and the digests' next due times in one transaction.

        Returns the runs that were not stored before, missed ones too, in the same order.
        """
        ...

    def begin_requested(self, run: Run, *, is_claimed: bool = True) -> bool:
        """Store a run that a person asked for, unless its digest was deleted.

        `is_claimed`: this process delivers it; otherwise the process that delivers is told of it.
        Returns False if a run of this id exists already.
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
        """Return whether a run has not ended and our claim stands."""
        ...

    def record_attempt(self, run: Run) -> bool:
        """Store when the run was first attempted, and its edition. Called before the attempt.

        Returns False, and changes nothing, if our claim doesn't stand.
        """
        ...

    def record_end(self, run: Run, digest: Digest) -> bool:
        """Store how a run ended, what it sent, and the digest's new state, in one transaction.

        Returns False, and changes nothing, if our claim doesn't stand.
        """
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


class ArrivalStore(Protocol):
    """Stores when each article was first seen. Articles are recorded in batches, numbered upwards from 1."""

    def record(self, ids: Collection[str], now: datetime) -> Sequence[str]:
        """Record the articles of the archive. Returns the ids that were new to the store.

        The first batch is the baseline: its articles are not news. So is the first batch after a restore.
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
        """Return the first batch since a time that has one of these articles; None if there is none."""
        ...

    def apply_aliases(self, aliases: Mapping[str, Collection[str]]) -> None:
        """Let recorded articles keep the arrival that was recorded under an earlier id.

        `aliases`: for each article, the other ids it may have had.
        """
        ...


class StoredData(NamedTuple):
    """How much is stored about a server or a person.

    `digests`, `runs`: how many. `sent`: how many articles were sent to them. `zone`: their time zone, or empty.
    `created`: how many digests and follows of servers the person created; 0 for a server. `follows`: how many. What
    they sent is among `runs` and `sent`. `pages`: how many of the digests can be read outside Discord. `introduced`,
    `settings`: whether the bot introduced itself to the server, and whether it has settings; False for a person.
    """

    digests: int
    runs: int
    sent: int
    zone: str
    created: int = 0
    follows: int = 0
    pages: int = 0
    introduced: bool = False
    settings: bool = False


class PrivacyStore(Protocol):
    """Tells what is stored about whom, and deletes it."""

    def get_stored_data(self, server: int | None, person: int) -> StoredData:
        """Summarize what is stored about a server or, if `server` is None, about a person."""
        ...

    def forget(self, server: int | None, person: int) -> None:
        """Delete what is stored about a server or, if `server` is None, about a person.

        The digests that a person created for servers stay, but no longer name their creator.
        """
        ...

    def list_servers(self) -> Sequence[int]:
        """List the servers about which anything is stored."""
        ...

    def list_departed(self) -> Sequence[int]:
        """List the servers that the bot has left, as far as that was recorded."""
        ...

    def record_departure(self, server: int, now: datetime) -> None:
        """Record that the bot left a server, and pause the server's digests."""
        ...

    def clear_departure(self, server: int) -> None:
        """Record that the bot is in a server (again). Its digests stay paused until somebody resumes them."""
        ...

    def forget_departed(self, before: datetime) -> Sequence[int]:
        """Delete the data of servers that the bot left before a given time. Returns their ids."""
        ...


class ServerStore(Protocol):
    """Stores which servers know the bot."""

    def begin_introduction(self, server: int, now: datetime) -> bool:
        """Record that the bot introduces itself to a server. Return False if it did so before."""
        ...

    def cancel_introduction(self, server: int) -> None:
        """Record that the bot has not introduced itself to a server after all."""
        ...


class Ledger(NamedTuple):
    """The whole store."""

    digests: DigestStore
    runs: RunStore
    arrivals: ArrivalStore
    privacy: PrivacyStore
    servers: ServerStore
    follows: FollowStore
