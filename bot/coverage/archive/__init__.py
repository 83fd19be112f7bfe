"""From records to an archive: which records are one article, and what its fields are.

In the order of data: `identity` (the key of a record's article), `records` (the distinct records by number),
`grouping` (which records are one article), `merging` (records to an article), `copies` (articles with the same text),
`outlets_and_topics` (their names and counts), `draft` (columns of the articles), `build` (the archive's table),
`archive` (the archive as it is read). After a small change, `lookup` finds the records and files that it touches,
`regrouping` groups these again, `places` moves the other articles, `references` updates the columns that refer to
them, and `delta` makes the next archive. `changes` lists the articles that differ.
"""
