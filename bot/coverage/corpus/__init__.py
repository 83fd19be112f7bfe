"""From folders to an archive.

In the order of data: `folders` (which files there are), `parallel` (reads many of them), `file_table` (what each file
gave), `snapshot` (what the cache keeps), `corpus` (what was read, and its archive), `updating` (its next state),
`delta` (that state after a small change), `loading` (loads the folders as they are now), `compaction` (writes a new
snapshot), `watching` (when to look again), `lint` (what an editor should know).
"""
