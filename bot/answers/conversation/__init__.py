"""What a text means after what was asked before: follow-ups, and small talk."""
