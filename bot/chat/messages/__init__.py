"""Direct messages and mentions."""
