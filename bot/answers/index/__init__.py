"""The inverted index over an archive, its vocabulary, and what else a word may mean: spelling, synonyms, acronyms."""
