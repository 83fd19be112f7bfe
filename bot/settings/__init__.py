"""What the operator sets.

`checks` checks single values, `settings` all of them, and `sources` reads them from the environment and `.env`.
"""
