"""From the bytes of a file to records.

In the order in which data passes through them: `frontmatter` (bytes to the YAML block), `text_repairs` (removes what
merges leave in it), `yaml_recovery` (the block to fields, however broken it is; with `yaml_events`, the parser, and
`yaml_quoting`, which repairs lines), `record_fields` (fields to records). `nested` reads nested records once for all
files, and `reader` reads a whole file.
"""
