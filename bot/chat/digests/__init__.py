"""What Discord needs for digests: what `/digest` and `/mydigest` do, and how an edition is sent.

`options` reads what a person typed, `permissions` checks that the bot may post, and `actions` carries out the commands;
`follow_options` and `follow_actions` do so for `/follow`. `publisher` sends editions and alerts, one message at a time;
`forums` has what is special about posts. `servers` knows where the bot posts and what it may do on a server, even if
another process answers there. `send_errors` translates what goes wrong, and `clock` is what delivery waits by.
"""
