"""From folders to an archive.

In the order of data: `folders` (which files there are), `parallel` (reading many of them), `file_table` (what each
gave), `snapshot` (what the cache keeps), `corpus` (what was read, and its archive), `updating` (its next state),
`delta` (that state after a small change), `loading` (a corpus of folders as they are now), `compaction` (a snapshot
that is written anew), `watching` (when to look again), `lint` (what an editor should know).
"""
