"""Retrieval: from a question to the articles near it, best first, and how sure it is that they answer.

`terms` looks up the words of a question, `clipped` those of which only the beginning is typed, `inflection` other
forms of words in languages without a stemmer, `foreign` the words of a question that was translated, and `plan` makes
the query plan of them. `search` carries it out: the index finds candidates, `occurrences` the question's words in them,
`features` measures them, `ranking` orders them, and `confidence` estimates how sure that is. `feedback` finds articles
on a subject that lack some of its words.
"""
