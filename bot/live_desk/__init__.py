"""The desk of the running bot, kept up to date while files change.

`archive_counts` says how much is in it, `compaction` rewrites its cache, `current_desk` replaces it, and `live_desk`
decides when.
"""
