"""What a channel is sent, and when: schedules, editions, and their delivery exactly once."""
