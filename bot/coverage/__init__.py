"""What was reported: files become records, records become articles, articles an archive.

Knows nothing of Discord, of questions, or of storage engines.
"""
