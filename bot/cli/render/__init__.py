"""How results look on a terminal: answers, listings, stories, charts, reports of `check` and `report`, and files."""
