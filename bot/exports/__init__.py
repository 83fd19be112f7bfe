"""Files of what a reply lists or a digest sends, for those who work with coverage or read it elsewhere.

- `rows`: an answer, a list or a story becomes rows, one an article.
- `table`: rows as CSV or JSON.
- `bibliography`: rows as BibTeX or RIS.
- `page`: what a digest has sent, for people who read it outside Discord.
- `syndication`: such a page as RSS, JSON Feed and iCalendar.
- `labels`: what such a page is called.
- `formats`: the formats by name, and what fits into a size.
"""
