"""All of Nutgraf's Discord code. May look at `bot.answers` and `bot.coverage`; decides nothing about either."""
