"""Coverage without a question: the latest articles, a timeline, an outlet, a story."""
