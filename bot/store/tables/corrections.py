"""Which articles are in which messages: `store_ports.CorrectionStore` on a database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.digests.digest import Correction, ShownArticle
from bot.store.engine import read_transaction, write_transaction
from bot.store.schema import sent

_AT_ONCE = 10_000
"""How many ids one statement asks for. SQLite accepts 32,766 values in a statement."""

_COLUMNS = (
    sent.c.digest,
    sent.c.article,
    sent.c.channel,
    sent.c.message,
    sent.c.headline,
    sent.c.quote,
    sent.c.withdrawn,
)


@dataclass(frozen=True, slots=True)
class StoredCorrections:
    """The messages that show articles, in a database."""

    engine: Engine

    def list_shown(self, articles: Collection[str]) -> Sequence[ShownArticle]:
        """List where these articles are, by id, in messages that can be edited."""
        ids = list(articles)
        places: list[ShownArticle] = []
        with read_transaction(self.engine) as connection:
            for start in range(0, len(ids), _AT_ONCE):
                is_asked = sent.c.article.in_(ids[start : start + _AT_ONCE])
                rows = connection.execute(sa.select(*_COLUMNS).where(is_asked, sent.c.message != 0))
                places += [ShownArticle(*row) for row in rows]
        return places

    def list_shown_since(self, since: datetime) -> Sequence[ShownArticle]:
        """List where the articles that were sent since a time are, in messages that can be edited."""
        statement = sa.select(*_COLUMNS).where(sent.c.message != 0, sent.c.at >= since)
        with read_transaction(self.engine) as connection:
            return [ShownArticle(*row) for row in connection.execute(statement)]

    def is_shown(self, shown: ShownArticle) -> bool:
        """Return whether the message still shows the article like this, as far as the store knows."""
        with read_transaction(self.engine) as connection:
            return connection.execute(sa.select(sent.c.article).where(_is_row_of(shown))).first() is not None

    def record_correction(self, correction: Correction) -> bool:
        """Store what the message says now. Return False, and change nothing, if somebody else corrected it."""
        article = correction.article
        values: dict[str, Any] = {"quote": correction.quote, "withdrawn": article is None}
        if article is not None:
            values["headline"] = article.title
        return self._update(correction.shown, values)

    def give_up(self, shown: ShownArticle) -> bool:
        """Record that the message can't be edited. A later edition of the digest reports the new headline instead."""
        return self._update(shown, {"message": 0})

    def _update(self, shown: ShownArticle, values: dict[str, Any]) -> bool:
        with write_transaction(self.engine) as connection:
            return connection.execute(sa.update(sent).where(_is_row_of(shown)).values(values)).rowcount > 0


def _is_row_of(shown: ShownArticle) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == value for column, value in zip(_COLUMNS, shown, strict=True)))
