"""Text as retrieval sees it, and what is known of words before any archive is looked at.

`sentences` splits a text, `tokens` finds the words (`scripts`: those of scripts without spaces), `caseless` patterns in
any case, and `stemming` the stems. `wordlists` tells which words matter, and `english` which words there are, and what
they are forms of. `counts` updates what was counted over an archive.
"""
