"""The sandbox: a simulated Discord on this machine, with the real bot in it. No Discord account is needed.

`simulation` is the simulated server and its page, `keys` are the keys that a person presses in the terminal, and `run`
runs the sandbox from its start to its end.
"""
