"""What every command and component shares: the context, replies, errors, memory, rate limits."""
