"""How an edition reaches Discord exactly once.

- `loop`: waits until something is due, and starts the runs.
- `due`: which run of a due digest begins, and which were missed.
- `runner`: carries out one run: composes its edition, sends it, records the outcome.
- `attempts`: the attempts to send one message of a run.
- `corrections`: edits messages when an article in them is corrected or withdrawn.
- `publications`: messages in announcement channels that could not be published at once.
- `priority_limit`, `rate_limit`: how many runs are in progress at a time, and how fast messages are sent.
"""
