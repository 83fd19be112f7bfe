"""The store of digests, and of the time zones of servers and people."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, Protocol

from bot.digests.digest import Digest, DigestState

DraftOutcome = Literal["saved", "changed", "full"]
"""What became of a draft: it was saved; it is no longer a draft, or was deleted; or its owner has too many digests or
follows."""


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
        """Change a digest as it is now, in one transaction, and return it. `change` returns None to leave it as it is.

        Returns None in that case, and if the digest was deleted. Nobody else's change is lost.
        """
        ...

    def confirm_draft(self, digest: Digest, limit: int) -> DraftOutcome:
        """Store a draft that was confirmed, unless its owner has `limit` digests that are not drafts.

        Digests and follows are counted separately.
        """
        ...

    def list_for_server(self, server: int) -> Sequence[Digest]:
        """List a server's digests, oldest first."""
        ...

    def list_for_person(self, person: int) -> Sequence[Digest]:
        """List a person's own digests, oldest first."""
        ...

    def finish_restore(self, now: datetime, find_next_due: Callable[[Digest], datetime | None]) -> None:
        """Set the next due time of each active digest, and the end time of the runs that a restore ended.

        The restore itself can't do that, because it does not know Discord's time. Until then, nothing is due.
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
