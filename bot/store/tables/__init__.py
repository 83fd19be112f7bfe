"""The ports of `bot.digests`, `bot.feeds` and `bot.servers`, each on the tables of a database.

- `digests`, `follows`, `runs`, `arrivals`: digests, follows, what they sent, and the articles that are new.
- `corrections`: which articles are in which messages.
- `introductions`, `privacy`: which servers the bot has introduced itself to, and what is kept of a person or server.
- `settings`, `query_counts`: the settings of servers, and the counts of what was asked.
- `feeds`: the feeds and the articles that came from them.
"""
