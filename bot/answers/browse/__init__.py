"""Coverage without a question: lists, timelines, outlet profiles, stories.

`listing`: what all of them return, and the topics and outlets. `limits`: those by name, time and subject. `choices`:
what an empty list offers instead. `chart`: the chart that goes with a list. `continuations`: the articles that continue
a story. `latest`, `timeline`, `outlet`, `story`: a module each for `/latest`, `/timeline`, `/source` and `/story`.
"""
