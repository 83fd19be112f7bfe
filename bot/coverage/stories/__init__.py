"""Which articles report the same event.

- `words`, `bursts`, `weights`: the words of each article, and how much each says about its event.
- `pairs`, `clustering`: which articles are similar enough to be of one story.
- `stories`: the stories of an archive, as the cache keeps them.
- `stored_words`, `word_counts`, `delta`: put articles that come later into the stories that are there.
"""
