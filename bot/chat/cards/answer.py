"""What the bot shows: a value in, a message out. Nothing is decided here but what gives way where room is short.

`answer_card` and `article_card` are here; lists are in `listings`, the bot's word on itself in `notices`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from discord import ui

from bot.answers.answer import Answer, Quote, Remark
from bot.chat.cards import article_lines, layout
from bot.chat.cards.card_context import CardContext
from bot.chat.cards.layout import ComponentRow, Form, Part, Separator, TextBlock, part
from bot.chat.cards.markdown import clean_line, escape, format_link
from bot.coverage.article import Article

FOUND: Final = 0x2F9E6E
WEAK: Final = 0xE0A030
NOTHING: Final = 0x80848E
LISTING: Final = 0x4A7FC1

QUESTION, QUESTION_SHORT = 280, 100
QUOTE, QUOTE_SHORT = 420, 160
EXCERPT, EXCERPT_SHORT = 900, 280
NEARBY = 4
SUGGESTIONS = 4

# Space between two groups; it goes first.
GAP: Final = part(9, Separator(visible=False))

_COLOURS: Final = {"found": FOUND, "weak": WEAK, "nothing": NOTHING}


def answer_card(answer: Answer, look: CardContext) -> ui.LayoutView:
    """The reply to a question: what was found, word for word with its sources; what is near; what would work."""
    quoted = {quote.article.id for quote in answer.quotes}
    quoted |= {copy.id for quote in answer.quotes for copy in quote.also}
    near = [hit.article for hit in answer.near if hit.article.id not in quoted][:NEARBY]
    lead = look.words(answer.lead.id, answer.lead.args)
    heads = [_lines(f"### {escape(answer.question, limit) or '?'}", lead) for limit in (QUESTION, QUESTION_SHORT)]
    best = answer.quotes[0].article if answer.quotes else None
    parts = [
        part(0, *map(TextBlock, heads)),
        remark_lines(answer.remarks, look),
        *(each for rank, quote in enumerate(answer.quotes, start=2) for each in (GAP, _quote(quote, rank, look))),
        part(7, (Separator(),) if near else ()),
        _listed(look.words("card-near" if answer.verdict == "nothing" else "card-related"), near, look, NEARBY),
        GAP,
        suggestion_lines(answer.suggestions, look),
        GAP,
        part(1, button_row(article_lines.article_menu((hit.article for hit in answer.near), look))),
        part(
            1,
            button_row(
                article_lines.read_button(best, look) if best else None,
                article_lines.story_button(answer.story, look),
                article_lines.delete_button(look),
            ),
        ),
        part(1, TextBlock(article_lines.format_footer(look))),
    ]
    return layout.build_card(parts, _COLOURS[answer.verdict])


def article_card(
    article: Article, look: CardContext, *, also: Sequence[Article] = (), related: Sequence[Article] = ()
) -> ui.LayoutView:
    """One article: what it says, who else has it (`also`), and the coverage that belongs to it (`related`)."""
    picture = look.picture(article)
    byline = article_lines.format_byline(article, look)
    heads = [
        TextBlock(
            _lines(
                f"### {article_lines.format_headline(article, look, title)}",
                byline,
                _quoted(article.excerpt, look, excerpt),
            )
        )
        for title, excerpt in ((300, EXCERPT), (150, EXCERPT_SHORT), (100, 0))
    ]
    if not article.title:  # its excerpt is its headline
        heads = heads[-1:]
    parts = [
        part(0, *([TextBlock(heads[0].text, picture)] if picture else []), *heads),
        _topics(article, look),
        _wordings(article, look),
        _also(article, also, look),
        part(7, (Separator(),) if related else ()),
        _listed(look.words("card-related"), related, look, 8),
        GAP,
        part(1, button_row(article_lines.article_menu(related, look))),
        part(
            1,
            button_row(
                article_lines.read_button(article, look),
                article_lines.story_button(
                    article.id if any(one.outlet != article.outlet for one in also) else "", look
                ),
                article_lines.delete_button(look),
            ),
        ),
        part(1, TextBlock(article_lines.format_footer(look))),
    ]
    return layout.build_card(parts, LISTING)


def remark_lines(said: Iterable[Remark], look: CardContext) -> Part:
    """How the question was understood and what to know of the answer, small."""
    sentences = [look.words(remark.id, remark.args) for remark in said]
    return shrinkable_lines(3, [f"-# {sentence}" for sentence in sentences if sentence])


def suggestion_lines(said: Sequence[str], look: CardContext) -> Part:
    """What would work, as a reader would type it."""
    tries = [f"- {escape(text, 150)}" for text in said[:SUGGESTIONS]]
    return shrinkable_lines(5, [f"**{look.words('card-try')}**", *tries], least=2) if tries else part(5)


def _quote(quote: Quote, rank: int, look: CardContext) -> Part:
    """A sentence, word for word, with its source; a title is its own link."""
    source = quote.article

    def lines(limit: int, named: int) -> str:
        said = clean_line(quote.text, limit)
        also = article_lines.format_copies(source, quote.also, look, named)
        if quote.place == "title":
            return _lines(
                f"> **{format_link(said, source.url, limit)}**", article_lines.format_byline(source, look, also)
            )
        return _lines(
            _quoted(said, look, limit),
            article_lines.format_headline(source, look),
            article_lines.format_byline(source, look, also),
        )

    full, short, least = lines(QUOTE, article_lines.ALSO_NAMED), lines(QUOTE, 0), lines(QUOTE_SHORT, 0)
    return part(rank, TextBlock(full, look.picture(source)), TextBlock(full), TextBlock(short), TextBlock(least))


def _quoted(said: str, look: CardContext, limit: int) -> str:
    text = escape(said, limit) if limit else ""
    return f"> {look.words('card-quote', {'text': text})}" if text else ""


def _topics(article: Article, look: CardContext) -> Part:
    names = [clean_line(look.topic(key), 40) for key in article.topics[:8]]
    return part(6, TextBlock(f"-# {look.words('card-topics', {'topics': ', '.join(names)})}") if names else ())


def _wordings(article: Article, look: CardContext) -> Part:
    """The other titles and excerpts that records give for the same article."""
    first = article.wordings[0] if article.wordings else None
    others = [wording for wording in article.wordings[1:] if first and wording != first]
    texts = [
        f"> {escape(wording.title if wording.title != article.title else wording.excerpt, 300)}"
        for wording in others[:3]
    ]
    texts = [text for text in texts if text != "> "]
    return shrinkable_lines(6, [f"**{look.words('card-wordings')}**", *texts], least=2) if texts else part(6)


def _also(article: Article, copies: Sequence[Article], look: CardContext) -> Part:
    forms = [article_lines.format_copies(article, copies, look, named) for named in (8, article_lines.ALSO_NAMED, 0)]
    return part(2, *(TextBlock(f"-# {form}") for form in forms if form))


def _listed(heading: str, articles: Sequence[Article], look: CardContext, most: int) -> Part:
    """Pieces, one a line; fewer of them where room is short."""
    counts = range(min(most, len(articles)), 0, -1)
    return part(
        8, *(TextBlock(f"**{heading}**\n{article_lines.format_list(articles[:count], look)}") for count in counts)
    )


def shrinkable_lines(rank: int, lines: Sequence[str], least: int = 1) -> Part:
    """Lines, of which the last ones go first; at least `least` stay."""
    return part(rank, *(TextBlock("\n".join(lines[:count])) for count in range(len(lines), least - 1, -1)))


def button_row(*items: ui.Button[Any] | ui.Select[Any] | None) -> Form:
    """A row of what there is, or nothing."""
    there = tuple(item for item in items if item is not None)
    return (ComponentRow(there),) if there else ()


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
