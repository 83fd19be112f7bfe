"""What the processes of one bot agree on through the database.

- `process_locks`, `file_lock`, `server_locks`: who runs which shards, and who delivers; for SQLite and for PostgreSQL.
- `identifies`: paces the connections of all processes to Discord's gateway.
- `notifications`: tells the other processes what one of them changed.
"""
