"""When a digest is due: a phrase or a cron line becomes a schedule, and a schedule gives its next times.

- `lexer`: text to tokens.
- `clause`: tokens to the days and times that a clause names.
- `compile`: a clause to its usual form and to cron lines.
- `cron`: checks a cron line.
- `parse`: text to a schedule, by way of all of these.
- `schedule`: the value, and its times in a time zone.
- `zones`: finds time zones by what people type.
"""
