"""The store of the servers to which the bot has introduced itself."""

from datetime import datetime
from typing import Protocol


class IntroductionStore(Protocol):
    """Stores to which servers the bot has introduced itself."""

    def begin_introduction(self, server: int, now: datetime) -> bool:
        """Record that the bot introduces itself to a server. Return False if it did so before."""
        ...

    def cancel_introduction(self, server: int) -> None:
        """Record that the bot has not introduced itself to a server after all."""
        ...
