"""From the bytes of a file to records.

In the order in which data passes them: `frontmatter` (bytes to the YAML block), `text_repairs` (what merges leave in
it), `yaml_recovery` (the block to fields, however broken it is; with `yaml_events`, the parser, and `yaml_quoting`,
repairs of lines), `record_fields` (fields to records). `nested` reads nested records once for all files, and `reader`
reads a file as a whole.
"""
