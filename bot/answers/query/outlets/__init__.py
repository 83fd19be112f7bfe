"""The outlets that a question names, and whether the reader means each as a limit.

In the order of data: `tokens` splits the question into words; `spans` has those that may name an outlet, with the cues
beside them (`cues`); `candidates` rates the names that the archive has, and takes those that it lacks from `unknown`;
`lists` gives a cue beside one name of a list to each of them; `mentions` tells where each name stands in the text.
"""
