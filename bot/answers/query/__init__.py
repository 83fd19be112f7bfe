"""From the text of a question to what it asks: its kind, its subject, and its limits."""
