"""All of Nutgraf's Discord code. It shows what `bot.answers` and `bot.digests` decide, and decides nothing itself.

`client` receives what happens on Discord and passes it to `commands` (which `command_tree` builds), `components` and
`messages`. They reply through `session` with what `cards` makes; `digests` is what commands about digests do.
`introduction` is what the bot says on a server that it joins.
`custom_ids` defines what a button remembers, and `limits` what Discord allows.
"""
