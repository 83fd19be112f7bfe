"""Columns of numbers, texts and values in one file that is mapped into memory. The file format knows nothing of news.

`table` is the file, and `mapped_files` checks whether somebody has changed it on disk. `sequences` has the columns that
it holds, `splice` makes new columns from old ones, and `overlays` adds items to those of another table.
"""
