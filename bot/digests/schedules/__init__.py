"""When a digest is due: a phrase or a cron line becomes a schedule, and a schedule gives its next times.

- `vocabulary`: the words, and what each means.
- `lexer`: text to tokens.
- `combine`: neighboring tokens that mean one thing, such as `half past nine`, to a single token.
- `clause`: tokens to the days and times that a clause names.
- `frequency`: checks a clause that says how often, such as `twice a day`.
- `compile`: a clause to its usual form and to cron lines.
- `cron`: checks a cron line.
- `parse`: text to a schedule, using all of the above.
- `schedule`: the value, and its times in a time zone.
- `zones`: finds time zones from what people type.
"""
