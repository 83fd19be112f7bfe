"""What the admins of a server set, and what its members ask for in vain.

- `settings`: where and how the bot answers on a server, and the interface to the store of it.
- `missing`: what a person asked for and did not get.
- `query_counts`: counts what was asked in a week, so that nobody's question can be read from the counts.
- `report`: the counts of a week as an editor reads them.
"""
