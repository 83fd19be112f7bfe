"""From words to dates: "last week", "in March 2021", "since the summer".

In the order of data: `lexicon` knows the words, `spans` finds the days, months and years that a text names, and
`ranges` adds what the words around them make of them ("since", "between … and").
"""
