"""The operator's list of feeds.

- `configuration`: the YAML file with an entry for each feed.
- `opml`: the form in which feed readers exchange such lists.
"""
