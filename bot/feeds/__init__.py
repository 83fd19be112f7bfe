"""How coverage arrives: feeds are fetched, their items become records, and the records become files.

- `fetching`, `private_networks`: asks for a document over HTTP, conditionally and within limits.
- `discovery`: finds the feeds of a site. `timing`: when a feed is asked again.
- `service`: the list of feeds, for those who change it while the bot runs.
- `polling`: polls as long as the bot runs. `keeping`: bounds what is kept. `lookup`: looks at one feed or site.
- `rounds`: asks the feeds that are due, takes what is new, and writes it, in one batch.
- `files`: the YAML documents of articles, and the files that they stand in.
- `configuration`, `opml`: the operator's list of feeds, and the form in which feed readers exchange such lists.
- `store_port`: what feeds need of the store.
- `item`: the values that flow, `ParsedFeed` and `FeedItem`.
- `document`, `raw_entries`, `parse`: from the bytes of a feed to items, in every format and encoding.
- `excerpts`, `addresses`, `feed_dates`: the parts of an item: its text, its URL and outlet, its date.
"""
