"""What every command, component and message handler uses.

`admission` decides what is answered if more is asked than the bot can do. `rate_limit` and `memory` keep what is
remembered about a person, `context` holds all three and everything else that a reply needs, `errors` decides what a
reader is told if something fails, `responses` sends a reply, with its picture from `attachments` and again from
`retries` if the connection broke, `conversation` answers a question with the one before it in mind, and `counting`
counts what is asked and not found. `discord_time` learns the time from Discord's answers, `requests` is what happens at
every request, and `monitor` receives what an operator may want to know. `shards` says which gateway connections this
process runs.
"""
