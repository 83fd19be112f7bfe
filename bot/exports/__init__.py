"""Files of what a reply lists, for those who work with coverage elsewhere.

- `rows`: an answer, a list or a story becomes rows, one an article.
- `table`: rows as CSV or JSON.
- `bibliography`: rows as BibTeX or RIS.
- `formats`: the formats by name, and what fits into a size.
"""
