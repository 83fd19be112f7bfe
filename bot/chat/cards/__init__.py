"""What the bot shows on Discord: each card turns a value into components that fit Discord's limits.

`card_context` is what every card is given. `markdown` makes text safe, `layout` makes a card fit, `article_lines`,
`blocks` and `paging` make what several cards show, and `chart` draws a picture. Then a module for each card:
`answer`, `listing`, `story`, `about`, `help` (with `overview`), `edition`, `digest`, `stop`,
`introduction` and `privacy`.
"""
