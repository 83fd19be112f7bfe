"""From the bytes of a feed to items, in every format and encoding.

- `document`: decodes a document, and refuses one that is too large or dangerous.
- `raw_entries`: reads the entries with feedparser, or as JSON Feed.
- `addresses`, `excerpts`, `feed_dates`: the parts of an item: its URL and outlet, its text, its date.
- `parse`: makes items of the entries, and says what is wrong with the others.
"""
