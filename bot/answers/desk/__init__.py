"""The desk: an archive with everything that is needed to answer questions.

`desk` opens it: it builds its parts, two of them in other processes (`parallel`), and keeps it in the `cache`.
After a small change, `delta` makes the next desk from the present one. After many changes, `compaction` has another
process write the snapshot and the desk again.
"""
