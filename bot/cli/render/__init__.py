"""How results look on a terminal: answers, listings, stories, charts, and the reports of `check` and `report`."""
