"""What was reported: files become records, records become articles, and articles become an archive.

`article` has the values. The packages, in the order in which data passes through them: `parsing` (a file to records),
`archive` (records to articles), `stories` (articles that report one event), `corpus` (all files of the folders, kept up
to date). They use `text`, `dates`, `urls` and `periods`, the file format in `columns`, `workers` (other processes) and
`code_hash` (cache versions).

Nothing here knows of Discord, of questions, or of databases.
"""
