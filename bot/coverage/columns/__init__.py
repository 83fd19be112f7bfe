"""Columns of numbers, texts and values in one file, mapped into memory. A file format: it knows nothing of news."""
