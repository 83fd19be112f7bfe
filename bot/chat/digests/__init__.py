"""What Discord needs for digests: what `/digest` and `/mydigest` do, and how an edition is sent.

`options` reads what a person typed, `permissions` checks that the bot may post, `actions` carries out the commands, and
`publisher` sends editions. `servers` knows what the bot may do on a server, even if another process
answers there.
"""
