"""Paces the connections of all processes to Discord's gateway. PostgreSQL's clock counts the seconds.

https://discord.com/developers/docs/topics/gateway#rate-limiting: shards with the same rate limit key (the shard's
number modulo `max_concurrency`) may identify once in five seconds.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.store.dialects import upsert
from bot.store.engine import write_transaction
from bot.store.schema import identifies

INTERVAL = timedelta(seconds=5)
"""The time between two identifies with the same key."""


def take_turn(engine: Engine, key: int) -> float:
    """Take the next turn of a rate limit key. Return 0, or the seconds to wait before another try. Blocking.

    Raises `StoreError`.
    """
    with write_transaction(engine) as connection:
        now: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        # If the database's clock was set back, the last turn lies in the future.
        is_over = (identifies.c.at <= now - INTERVAL) | (identifies.c.at > now + INTERVAL)
        statement = upsert(connection, identifies, {"key": key, "at": now}, where=is_over).returning(identifies.c.key)
        if connection.execute(statement).first() is not None:
            return 0.0
        last = connection.execute(sa.select(identifies.c.at).where(identifies.c.key == key)).scalar_one()
        return max(0.05, (last + INTERVAL - now).total_seconds())
