"""From the text of a file to records: front matter, YAML as people write it, fields."""
