"""How coverage arrives: feeds are fetched, their items become records, and the records become files.

- `feed_list`: the operator's list of feeds.
- `fetching`: asks for a document over HTTP, when it is due, conditionally and within limits.
- `parsing`: from the bytes of a feed to items, in every format and encoding.
- `item`: the values that flow, `ParsedFeed` and `FeedItem`.
- `rounds`: asks the feeds that are due, takes what is new, and writes it, in one batch.
- `files`: the YAML documents of articles, and the files that contain them.
- `rewriting`: articles that their outlets changed.
- `store_port`: what feeds need of the store.
- `polling`: polls as long as the bot runs. `keeping`: limits what is kept. `lookup`: looks at one feed or site.
- `service`: the list of feeds, for those who change it while the bot runs.
"""
