"""What cards are made of.

- `markdown`: text that Discord shows as it is written. `layout`: parts that shrink until a card fits.
- `card_context`: what every card needs to know. `article_lines`: lines and menus for articles.
- `blocks`: lines, rows and suggestions. `paging`: the buttons that turn pages.
"""
