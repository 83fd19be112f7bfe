"""The sentences that answer a question, and whether they do."""
