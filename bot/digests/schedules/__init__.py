"""When a digest is due: from a phrase or a cron line to a schedule, and its next times."""
