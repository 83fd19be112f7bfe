"""The settings of servers: `bot.servers.settings.SettingsStore` on a database."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
from sqlalchemy import Engine

from bot.servers.settings import DEFAULTS, Change, ServerSettings
from bot.store.dialects import insert_new, upsert
from bot.store.engine import read_transaction, write_transaction
from bot.store.processes.notifications import notify
from bot.store.schema import server_settings

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(ServerSettings).decode


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """The settings in a database."""

    engine: Engine

    def load(self) -> Mapping[int, ServerSettings]:
        """Return the settings of every server that has any."""
        with read_transaction(self.engine) as connection:
            rows = connection.execute(sa.select(server_settings)).all()
        return {row.server: _decode(row.settings) for row in rows}

    def change(self, server: int, change: Change) -> ServerSettings:
        """Change the settings of a server in one transaction, and return them. Notify the other processes."""
        with write_transaction(self.engine) as connection:
            # Two admins may change something at the same time, so the row is locked from reading to writing.
            row = {"server": server, "settings": _encode(DEFAULTS)}
            connection.execute(insert_new(connection, server_settings), row)
            statement = sa.select(server_settings.c.settings).where(server_settings.c.server == server)
            settings = change(_decode(connection.execute(statement.with_for_update()).scalar_one()))
            connection.execute(upsert(connection, server_settings, {"server": server, "settings": _encode(settings)}))
            notify(connection)
        return settings
