"""From a question to the articles near it, best first, and how sure that is."""
