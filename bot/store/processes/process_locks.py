"""The locks by which the processes of one bot agree on who runs which shards, and who delivers digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """What a process is configured to do.

    `shard_count`: how many shards all processes run; None: as many as Discord recommends. `shard_ids`: which of them
    this process runs; empty: all. `lease`: seconds after which a process that does nothing loses its locks. `name`:
    what its shards are called, for people.
    """

    shard_count: int | None = None
    shard_ids: Sequence[int] = ()
    lease: float = 15.0
    name: str = "all shards"


class Held(NamedTuple):
    """Whether a process may connect its shards, and whether it delivers digests."""

    shards: bool
    delivers: bool


class ProcessLocks(Protocol):
    """The locks of one process. Its methods block, and can be called on any thread."""

    @property
    def delivers(self) -> bool:
        """Whether this process delivered when its locks were last checked. Does not ask the database."""
        ...

    def renew(self, *, may_deliver: bool) -> Held:
        """Renew the lease, and take what is free. Raises `StoreError` if the database can't be reached.

        `may_deliver`: whether this process can deliver now; if not, it leaves that to another.
        """
        ...

    def ensure_delivers(self) -> bool:
        """Return whether this process delivers, as the database says now. If no process does, this one starts to."""
        ...

    def release(self) -> None:
        """Release all locks."""
        ...
