"""From evidence to an answer: quotes, lists, counts, and what is said where there is nothing."""
