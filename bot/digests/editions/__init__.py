"""Which stories one run sends, and how each is represented.

- `matching`: which articles a digest asks for.
- `excerpts`: which article represents a story, and which of its sentences is quoted.
- `compose`: the edition, with a reason for every article that was considered.
- `steps`: the messages of an edition.
- `corrections`: which articles were corrected or withdrawn after they were sent.
"""
