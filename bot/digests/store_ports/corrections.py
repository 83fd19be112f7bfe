"""The store of which articles are in which messages."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.digests.digest import Correction, ShownArticle


class CorrectionStore(Protocol):
    """Stores which articles are in which messages, and what the messages say."""

    def list_shown(self, articles: Collection[str]) -> Sequence[ShownArticle]:
        """List where these articles (by id) are shown in messages that can be edited."""
        ...

    def list_shown_since(self, since: datetime) -> Sequence[ShownArticle]:
        """List where the articles that were sent since a time are shown in messages that can be edited."""
        ...

    def is_shown(self, shown: ShownArticle) -> bool:
        """Return whether the message still shows the article this way, as far as the store knows."""
        ...

    def record_correction(self, correction: Correction) -> bool:
        """Store what the message says now. Returns False, and changes nothing, if somebody else corrected it."""
        ...

    def give_up(self, shown: ShownArticle) -> bool:
        """Record that the message can't be edited. A later edition of the digest gives the new headline instead."""
        ...
