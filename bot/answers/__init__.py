"""From a question to an answer with evidence. May look at `bot.coverage`; knows nothing of Discord."""
