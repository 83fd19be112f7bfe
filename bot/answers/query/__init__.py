"""From the text of a question to a `Question`: its kind, its limits and its subject.

In the order of data: `politeness` removes what is said around the question; `tokens` splits it; `grammar` has the
patterns for asking; `outlet_cues`, `outlet_unknown` and `outlet_mentions` find outlets, `exclusion` unwanted words;
`subject`, `kinds` and `aspects` read what is left; `question` puts them together; `relaxation` reads its dates less
strictly where they leave no answer.
"""
