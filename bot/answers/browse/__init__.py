"""Coverage without a question: lists, timelines, outlet profiles, stories.

`listing`: what all of them return, and the newest articles, topics and outlets. `chart`: the chart that goes with one.
`timeline`, `outlet`, `story`: a module each for `/timeline`, `/source` and `/story`.
"""
