"""The inverted index of an archive, its vocabulary, and what else a word of a question may mean.

In the order of data: `sentences` splits articles into words and sentences, `analyzer` turns the words into stems,
`writer` builds the index, `delta` the next one after a small change, `reader` searches it, `forward` has the stems of
each article, and `vocabulary` weighs them. `panics` turns those of the engine into errors. `spelling`, `synonyms` and
`acronyms` find other words to search for.
"""
