"""Evidence: the sentences that answer a question, and the verdict on whether they do.

In the order of data: `passages` splits articles into sentences. `requirements` reads what an answer to the question
must have, `matching` finds the question's words in a sentence, `values` the figures, dates and names that could answer,
and `wording` tells whether it asks, hedges or denies. `assessment` puts these together, `scoring` orders sentences by
them, `diversity` chooses those to quote, `verdict` judges the best one, and `selection` does all of this for a search.
"""
