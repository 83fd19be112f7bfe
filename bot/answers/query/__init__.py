"""From the text of a question to a `Question`: its kind, its limits and its subject.

In the order of data: `politeness` removes what is said around the question; `tokens` splits it; `grammar` has the
patterns for asking; `outlet_mentions` finds outlets, `exclusion` unwanted words; `subject`, `kinds` and `aspects` read
what is left; `question` puts them together; `relaxation` reads its dates less strictly where they leave no answer.

Outlets: `outlet_spans` has the words that may name one, with the cues beside them (`outlet_cues`), `outlet_lists` finds
lists of them, and `outlet_unknown` those that the archive lacks.
"""
