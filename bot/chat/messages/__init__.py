"""Direct messages and mentions: `content` reads what a message says, and `handler` answers it."""
