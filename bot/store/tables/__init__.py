"""The ports of `bot.digests` and `bot.feeds`, each on the tables of a database.

- `digests`, `follows`, `runs`, `arrivals`: digests, follows, what they sent, and the articles that are new.
- `corrections`: which articles stand in which messages.
- `servers`, `privacy`: what is known of a server, and what is kept of a person or server.
- `feeds`: the feeds and the articles that came from them.
"""
