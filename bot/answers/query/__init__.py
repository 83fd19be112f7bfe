"""From the text of a question to a `Question`: its kind, its limits and its subject.

In the order of data: `politeness` removes what is said around the question; `grammar` has the patterns for asking;
`outlets` finds outlets, `exclusion` unwanted words; `subject`, `kinds` and `aspects` read what is left; `question` puts
them together; `relaxation` reads its dates less strictly where they leave no answer.
"""
