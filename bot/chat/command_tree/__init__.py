"""What every command shares: how it is built, translated, held in a tree, and registered with Discord.

`builder` makes a command from a callback and the catalogue, `translation` translates its texts, `tree` holds the
commands and handles their errors, and `sync` registers them with Discord.
"""
