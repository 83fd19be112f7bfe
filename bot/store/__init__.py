"""What must outlive the process: digests, their runs, what they sent, and settings. SQLite by default, or PostgreSQL.

- `schema`, `migrations`, `upgrade`: the tables, and the steps that create and change them.
- `urls`, `files`: the URL of a database, and the files of a SQLite database with their permissions.
- `engine`, `dialects`: opens a database, with its transactions and error messages; statements for both databases.
- `digests`, `runs`, `arrivals`, `privacy`: the ports of `bot.digests`, each on a database.
- `delivery_lock`: the lock of the one process that delivers.
- `ledger`: all of these, opened by URL.
- `backup`: backup and restore of a SQLite file.
"""
