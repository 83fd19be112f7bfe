"""An archive made ready for questions: its index, names and stories, kept in the cache."""
