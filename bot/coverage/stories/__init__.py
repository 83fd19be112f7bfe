"""Which articles report the same event.

- `words`, `bursts`, `weights`: the words of each article, and how much each word says about the event.
- `pairs`, `clustering`: which articles are similar enough to belong to one story.
- `stories`: the stories of an archive, as the cache keeps them.
- `stored_words`, `word_counts`, `delta`: put later articles into existing stories.
"""
