"""The URL of a database: how it is read, and how it is shown without its secrets."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.digests.store_ports.errors import StoreError

_URL_EXAMPLE = "write it like sqlite:///data/nutgraf.db or postgresql://user:password@host/database"
_RAW_AT = "DATABASE_URL has an @ in its password; write @ as %40 there (and / as %2F, : as %3A, % as %25)"


def parse_url(text: str) -> URL:
    """Parse a database URL, and name our driver in it. Raises `StoreError` if it is not a URL that we support."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(
            _RAW_AT if text.count("@") > 1 else f"DATABASE_URL is not a valid URL; {_URL_EXAMPLE}"
        ) from None
    match url.get_backend_name():
        case "postgres" | "postgresql":
            url = url.set(drivername="postgresql+psycopg")
            # The host and the name of the database are shown in messages, and may be the rest of a password.
            if "@" in f"{url.host}{url.database}":
                raise StoreError(_RAW_AT)
        case "sqlite":
            url = url.set(drivername="sqlite")
            if not url.database or url.database.startswith((":memory:", "file:")):
                raise StoreError("DATABASE_URL does not name a file; write it like sqlite:///data/nutgraf.db")
            if url.host or url.username or "password" in url.query:
                raise StoreError(
                    "DATABASE_URL names a SQLite file, so it has no host, user or password; leave them out"
                )
            url = url.set(database=_expand_home(url.database))
        case other:
            raise StoreError(
                f"DATABASE_URL names {other}, but Nutgraf only supports SQLite and PostgreSQL; {_URL_EXAMPLE}"
            )
    if (password := url.query.get("password")) is not None:
        # In the query, the password would be shown wherever the URL is.
        url = url.difference_update_query(["password"])
        url = url.set(password=password if isinstance(password, str) else password[-1])
    return url


def _expand_home(path: str) -> str:
    """Return a path with the home folder in place of a leading `~`. Raises `StoreError` if there is no such folder."""
    try:
        return str(Path(path).expanduser())
    except RuntimeError:
        raise StoreError(
            f"DATABASE_URL names {path}, but there is no home folder for ~; write the whole path"
        ) from None


def get_sqlite_file(url: URL) -> Path | None:
    """Return the file of a SQLite database; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def render_url(url: URL) -> str:
    """Return a URL as text for an operator. Hide its password, and leave out its query, which may contain another."""
    return url.set(query={}).render_as_string(hide_password=True)
