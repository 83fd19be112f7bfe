"""How coverage arrives: feeds are fetched, their items become records, and the records become files.

- `fetching`, `private_networks`: asks for a document over HTTP, conditionally and within limits.
- `discovery`: finds the feeds of a site. `timing`: when a feed is asked again.
- `item`: the values that flow, `ParsedFeed` and `FeedItem`.
- `document`, `raw_entries`, `parse`: from the bytes of a feed to items, in every format and encoding.
- `excerpts`, `addresses`, `feed_dates`: the parts of an item: its text, its URL and outlet, its date.
"""
