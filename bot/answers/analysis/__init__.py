"""Text as retrieval sees it: `tokens` finds the words, `stemming` their stems, `wordlists` tells which words matter."""
