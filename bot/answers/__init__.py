"""From a question to an answer with evidence. Uses `bot.coverage`; knows nothing of Discord.

A question is parsed (`query`, with `analysis`, `dates` and `entities`) over a `desk` with its `index`, perhaps as a
follow-up (`conversation`). Then `retrieval` finds articles, `evidence` picks sentences, and `replies` says what else
the reader should know. `pipeline` runs these; `browse` lists articles without a question.
"""
