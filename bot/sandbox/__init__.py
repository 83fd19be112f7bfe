"""The sandbox: a simulated Discord on this machine, with the real bot in it. No Discord account is needed.

`simulation` is the simulated server and its page, `images` are those that the page shows, `hints` are things to try,
`opening` is the conversation on the page when it opens, `typed_commands` reads commands that are typed whole,
`page_server` stands between the browser and the page, `keys` are the keys that a person presses in the terminal, and
`run` runs the sandbox from its start to its end.
"""
