"""What must outlive the process: digests, settings, what was sent. SQLite by default, PostgreSQL by URL."""
