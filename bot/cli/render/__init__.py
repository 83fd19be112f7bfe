"""How results look on a terminal, one module for each kind.

- `answer`, `listing`, `story`: what the archive has to say.
- `report`, `lint_report`, `feeds`: what was missing, what is wrong with files, and how the feeds are.
- `chart`, `output_files`: what is written to a file instead.
"""
