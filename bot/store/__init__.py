"""What must outlive the process: digests, their runs, what they sent, and settings. SQLite by default, or PostgreSQL.

- `schema`, `migrations`, `upgrade`, `versions`: the tables, what creates and changes them, and who can use them.
- `urls`, `files`: the URL of a database, and the files of a SQLite database with their permissions.
- `engine`, `dialects`: opens a database, with its transactions and error messages; statements for both databases.
- `tables`: the ports of `bot.digests`, `bot.feeds` and `bot.servers`, each on a database.
- `processes`: what the processes of one bot agree on: locks, paced connections, notifications.
- `open_store`: all of these, opened by URL.
- `backup`: backup and restore of a SQLite file.
- `transfer`: copies a database to another one.
"""
