"""What must outlive the process: digests, their runs, what they sent, and settings. SQLite by default, or PostgreSQL.

- `schema`, `migrations`, `upgrade`, `versions`: the tables, what creates and changes them, and who can use them.
- `urls`, `files`: the URL of a database, and the files of a SQLite database with their permissions.
- `engine`, `dialects`: opens a database, with its transactions and error messages; statements for both databases.
- `digests`, `runs`, `arrivals`, `privacy`, `servers`: the ports of `bot.digests`, each on a database.
- `feeds`: the port of `bot.feeds`.
- `process_locks`, `file_lock`, `server_locks`: who runs which shards, and who delivers.
- `identifies`: paces the connections of all processes to Discord's gateway.
- `notifications`: tells the other processes what one of them changed.
- `ledger`: all of these, opened by URL.
- `backup`: backup and restore of a SQLite file.
- `transfer`: copies a database to another one.
"""
