"""What is stored about each server and person, and how it is deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class StoredData(NamedTuple):
    """How much is stored about a server or a person.

    `digests`, `runs`: how many. `sent`: how many articles were sent to them. `zone`: their time zone, or empty.
    `created`: how many digests and follows of servers the person created; 0 for a server. `follows`: how many follows;
    `runs` and `sent` include theirs. `pages`: how many of the digests can be read outside Discord. `introduced`,
    `settings`: whether the bot introduced itself to the server, and whether the server has settings; False for a
    person.
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
