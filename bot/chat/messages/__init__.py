"""Direct messages and mentions.

`events` drops messages that can't be for the bot. `content` reads what a message says, `phrases` and `typed_commands`
tell what it is if it is no question, and `handler` answers it.
"""
