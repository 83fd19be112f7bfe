"""Text as retrieval sees it: tokens, their stems, and the word lists."""
