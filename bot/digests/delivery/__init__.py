"""How an edition reaches its channel exactly once: what is due, runs, attempts, rate limits."""
