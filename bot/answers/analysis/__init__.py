"""Text as retrieval sees it, and knowledge about words that doesn't depend on an archive.

`sentences` splits a text, `tokens` finds the words (`scripts`: those of scripts without spaces), `caseless` patterns in
any case, and `stemming` the stems. `wordlists` tells which words matter, and `english` which words there are, and what
they are forms of. `counts` updates what was counted over an archive.
"""
