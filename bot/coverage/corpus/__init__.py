"""From folders to an archive: reading many files, the snapshot in the cache, watching for changes, and what to fix."""
