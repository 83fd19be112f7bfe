"""Evidence: the sentences that answer a question, and the verdict on whether they do.

`passages` splits articles into sentences; `selection` scores them, chooses the best and gives the verdict.
"""
