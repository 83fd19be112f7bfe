"""Evidence: the sentences that answer a question, and the verdict on whether they do.

A search's result passes these modules in order. `requirements` reads what an answer to the question must have.
`reading` takes the sentences (`passages`) of the best candidates that have most of the question's words (`matching`).
`assessment` tells which requirements each sentence meets, with the figures, dates and names that could answer
(`values`) and how it is worded (`wording`: whether it asks, hedges or denies). `scoring` orders the sentences by that,
`diversity` chooses those to quote, and `verdict` judges the best one. `selection` runs all of it, and
`finding` searches and selects until the question's dates, read less and less strictly, leave an answer; for outlets
that are compared, it does so for each, and `comparison` joins the evidence.
"""
