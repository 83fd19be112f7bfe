"""From the text of a question to a `Question`: its kind, its limits and its subject.

In the order of data: `typed_text` reads what was typed, removes what is said around the question (`politeness`), and
translates German, French and Spanish as far as `glossary.txt` goes (`languages`). `limits` finds its dates, `outlets`,
`topics` and unwanted words (`exclusion`), tells which dates limit it (`date_limits`), and what is left of the text
without these `places`. `requests` removes "show me"; `subject`, `kinds` and `aspects` read what is left, with the
patterns of `grammar`. `question` puts all of it together. `relaxation` reads its dates less strictly where they leave
no answer.
"""
