"""What Discord needs for digests: what `/digest` and `/mydigest` do, and how an edition is sent.

- `options`: reads what a person typed.
- `owners`: finds the digest that a command is about.
- `permissions`: checks that the bot may post.
- `actions`: carries out the commands.
- `follow_options` and `follow_actions`: the same for `/follow`.
- `unknown_names`: offers buttons if the archive lacks a name.
- `settings`: changes a server's settings.
- `publisher`: sends editions and alerts, one message at a time.
- `forums`: what is special about posts.
- `corrections`: edits messages that were sent.
- `channels`: where the bot posts and what it may do there, even if another process answers there.
- `send_errors`: translates what goes wrong.
- `clock`: tells delivery the time, and wakes it.
"""
