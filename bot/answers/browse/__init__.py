"""Coverage without a question: lists, timelines, outlet profiles, stories.

`listing`: what all of them return, and the topics and outlets. `limits`: those by time and subject. `chart`: the chart
that goes with one. `continuations`: the articles that continue a story. `latest`, `timeline`, `outlet`, `story`: a
module each for `/latest`, `/timeline`, `/source` and `/story`.
"""
