"""From records to an archive: which records are one article, and what its fields are.

In the order in which data passes them: `records` (the distinct records by number), `identity` (which records are one
article), `merging` (records to an article), `copies` (articles with the same text), `registry` (outlets and topics),
`draft` (columns of the articles), `build` (the archive's table), `archive` (the archive that is read).
"""
