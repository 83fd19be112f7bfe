"""How results look on a terminal: answers, listings, stories, charts, and the report of `check`."""
