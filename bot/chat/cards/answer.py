"""What the bot shows: a value in, a message out. Nothing is decided here but what gives way where room is short.

`answer` and `article` are here; lists are in `listings`, the bot's word on itself in `notices`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from discord import ui

from bot.answers.answer import Answer, Quote, Remark
from bot.chat.cards import article_lines as entries
from bot.chat.cards import layout
from bot.chat.cards.card_context import Look
from bot.chat.cards.layout import Form, Lines, Part, Row, Rule, part
from bot.chat.cards.markdown import clean, link, plain
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
GAP: Final = part(9, Rule(visible=False))

_COLOURS: Final = {"found": FOUND, "weak": WEAK, "nothing": NOTHING}


def answer(answer: Answer, look: Look) -> ui.LayoutView:
    """The reply to a question: what was found, word for word with its sources; what is near; what would work."""
    quoted = {quote.article.id for quote in answer.quotes}
    quoted |= {copy.id for quote in answer.quotes for copy in quote.also}
    near = [hit.article for hit in answer.near if hit.article.id not in quoted][:NEARBY]
    lead = look.words(answer.lead.id, answer.lead.args)
    heads = [f"### {plain(answer.question, limit) or '?'}\n{lead}" for limit in (QUESTION, QUESTION_SHORT)]
    best = answer.quotes[0].article if answer.quotes else None
    parts = [
        part(0, *map(Lines, heads)),
        remarks(answer.remarks, look),
        *(each for rank, quote in enumerate(answer.quotes, start=2) for each in (GAP, _quote(quote, rank, look))),
        part(7, (Rule(),) if near else ()),
        _listed(look.words("card-near" if answer.verdict == "nothing" else "card-related"), near, look, NEARBY),
        GAP,
        suggestions(answer.suggestions, look),
        GAP,
        part(1, row(entries.menu((hit.article for hit in answer.near), look))),
        part(
            1,
            row(
                entries.read_button(best, look) if best else None,
                entries.story_button(answer.story, look),
                entries.delete_button(look),
            ),
        ),
        part(1, Lines(entries.footer(look))),
    ]
    return layout.card(parts, _COLOURS[answer.verdict])


def article(
    article: Article, look: Look, *, also: Sequence[Article] = (), related: Sequence[Article] = ()
) -> ui.LayoutView:
    """One article: what it says, who else has it (`also`), and the coverage that belongs to it (`related`)."""
    picture = look.picture(article)
    byline = entries.byline(article, look)
    heads = [
        Lines(_lines(f"### {entries.headline(article, look, title)}", byline, _quoted(article.excerpt, look, excerpt)))
        for title, excerpt in ((300, EXCERPT), (150, EXCERPT_SHORT), (100, 0))
    ]
    if not article.title:  # its excerpt is its headline
        heads = heads[-1:]
    parts = [
        part(0, *([Lines(heads[0].text, picture)] if picture else []), *heads),
        _topics(article, look),
        _wordings(article, look),
        _also(article, also, look),
        part(7, (Rule(),) if related else ()),
        _listed(look.words("card-related"), related, look, 8),
        GAP,
        part(1, row(entries.menu(related, look))),
        part(
            1,
            row(
                entries.read_button(article, look),
                entries.story_button(article.id if any(one.outlet != article.outlet for one in also) else "", look),
                entries.delete_button(look),
            ),
        ),
        part(1, Lines(entries.footer(look))),
    ]
    return layout.card(parts, LISTING)


def remarks(said: Iterable[Remark], look: Look) -> Part:
    """How the question was understood and what to know of the answer, small."""
    sentences = [look.words(remark.id, remark.args) for remark in said]
    return smaller(3, [f"-# {sentence}" for sentence in sentences if sentence])


def suggestions(said: Sequence[str], look: Look) -> Part:
    """What would work, as a reader would type it."""
    tries = [f"- {plain(text, 150)}" for text in said[:SUGGESTIONS]]
    return smaller(5, [f"**{look.words('card-try')}**", *tries], least=2) if tries else part(5)


def _quote(quote: Quote, rank: int, look: Look) -> Part:
    """A sentence, word for word, with its source; a title is its own link."""
    source = quote.article

    def lines(limit: int, named: int) -> str:
        said = clean(quote.text, limit)
        also = entries.also(source, quote.also, look, named)
        if quote.place == "title":
            return _lines(f"> **{link(said, source.url, limit)}**", entries.byline(source, look, also))
        return _lines(_quoted(said, look, limit), entries.headline(source, look), entries.byline(source, look, also))

    full, short, least = lines(QUOTE, entries.ALSO_NAMED), lines(QUOTE, 0), lines(QUOTE_SHORT, 0)
    return part(rank, Lines(full, look.picture(source)), Lines(full), Lines(short), Lines(least))


def _quoted(said: str, look: Look, limit: int) -> str:
    text = plain(said, limit) if limit else ""
    return f"> {look.words('card-quote', {'text': text})}" if text else ""


def _topics(article: Article, look: Look) -> Part:
    names = [clean(look.topic(key), 40) for key in article.topics[:8]]
    return part(6, Lines(f"-# {look.words('card-topics', {'topics': ', '.join(names)})}") if names else ())


def _wordings(article: Article, look: Look) -> Part:
    """The other titles and excerpts that records give for the same article."""
    first = article.wordings[0] if article.wordings else None
    others = [wording for wording in article.wordings[1:] if first and wording != first]
    texts = [
        f"> {plain(wording.title if wording.title != article.title else wording.excerpt, 300)}"
        for wording in others[:3]
    ]
    texts = [text for text in texts if text != "> "]
    return smaller(6, [f"**{look.words('card-wordings')}**", *texts], least=2) if texts else part(6)


def _also(article: Article, copies: Sequence[Article], look: Look) -> Part:
    forms = [entries.also(article, copies, look, named) for named in (8, entries.ALSO_NAMED, 0)]
    return part(2, *(Lines(f"-# {form}") for form in forms if form))


def _listed(heading: str, articles: Sequence[Article], look: Look, most: int) -> Part:
    """Pieces, one a line; fewer of them where room is short."""
    counts = range(min(most, len(articles)), 0, -1)
    return part(8, *(Lines(f"**{heading}**\n{entries.listed(articles[:count], look)}") for count in counts))


def smaller(rank: int, lines: Sequence[str], least: int = 1) -> Part:
    """Lines, of which the last ones go first; at least `least` stay."""
    return part(rank, *(Lines("\n".join(lines[:count])) for count in range(len(lines), least - 1, -1)))


def row(*items: ui.Button[Any] | ui.Select[Any] | None) -> Form:
    """A row of what there is, or nothing."""
    there = tuple(item for item in items if item is not None)
    return (Row(there),) if there else ()


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
