"""What the bot shows on Discord: each card turns a value into components that fit Discord's limits.

`parts` has the parts of cards, and `chart` draws a picture. Then a module for each card: `answer`, `listing`,
`story`, `about`, `help` (with `archive_overview`), `export`, `feeds`, `introduction`, `privacy` and `settings`.
`digests` has those of digests and follows.
"""
