"""The card of an answer, and the card of a single article."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, get_args

import discord
from discord import ui

from bot.answers.answer import Answer, Hit, Quote, mark_cut
from bot.answers.browse.limits import read_filters
from bot.chat import limits
from bot.chat.cards.parts import article_lines, layout
from bot.chat.cards.parts.article_lines import COPIES_NAMED
from bot.chat.cards.parts.blocks import (
    FOUND,
    GAP,
    LISTING,
    NOTHING,
    WEAK,
    build_button_row,
    build_remark_lines,
    build_shrinkable_lines,
    build_suggestions,
    join_lines,
)
from bot.chat.cards.parts.card_context import CardContext
from bot.chat.cards.parts.layout import Part, Separator, TextBlock, build_part
from bot.chat.cards.parts.markdown import clean_line, escape, format_link, shorten
from bot.chat.cards.parts.paging import build_page
from bot.chat.custom_ids.pages import build_timeline_id
from bot.chat.custom_ids.replies import FeedbackKind, build_feedback_id
from bot.coverage.article import Article

QUESTION, QUESTION_SHORT = 280, 100
QUOTE, QUOTE_SHORT = 420, 160
EXCERPT, EXCERPT_SHORT = 900, 280
NEARBY = 4
_FIRST_RANK = 2

_COLOURS: Final = {"found": FOUND, "weak": WEAK, "nothing": NOTHING}


def build_answer_card(answer: Answer, context: CardContext) -> ui.LayoutView:
    """Return the reply to a question: quotes with their sources, other close coverage, and suggestions."""
    quoted = {quote.article.id for quote in answer.quotes}
    quoted |= {copy.id for quote in answer.quotes for copy in quote.also}
    hits = answer.near_hits
    listed = [hit.article for hit in hits]
    near = [article for article in listed if article.id not in quoted][:NEARBY]
    near_heading = context.words("card-near" if answer.verdict == "nothing" else "card-related")
    lead = context.words(answer.lead.id, answer.lead.args)
    heads = [join_lines(f"### {escape(answer.question, limit) or '?'}", lead) for limit in (QUESTION, QUESTION_SHORT)]
    best = answer.quotes[0].article if answer.quotes else None
    quote_parts = [
        _build_quotes_part(quotes, rank, context)
        for rank, quotes in enumerate(answer.quotes_by_article, start=_FIRST_RANK)
    ]
    parts = [
        build_part(0, *map(TextBlock, heads)),
        build_remark_lines(answer.remarks, context),
        *(spaced for quote_part in quote_parts for spaced in (GAP, quote_part)),
        build_part(7, (Separator(),) if near else ()),
        _build_articles_part(near_heading, near, context, NEARBY),
        GAP,
        build_suggestions(answer.suggestions, context),
        GAP,
        build_part(1, build_button_row(article_lines.build_article_menu(listed, context))),
        build_part(
            1,
            build_button_row(
                article_lines.build_read_button(best, context) if best else None,
                article_lines.build_story_button(answer.story, context),
                article_lines.build_new_follow_button("story", best.id, context) if best else None,
                article_lines.build_export_button(listed, context),
                article_lines.build_delete_button(context),
            ),
        ),
        build_part(
            2,
            build_button_row(_build_timeline_button(answer, hits, context), *_build_feedback_buttons(answer, context)),
        ),
        build_part(1, TextBlock(article_lines.format_footer(context))),
    ]
    return layout.build_card(parts, _COLOURS[answer.verdict])


def _build_timeline_button(answer: Answer, hits: Sequence[Hit], context: CardContext) -> ui.Button[Any] | None:
    """Return the button that shows all on a timeline, if the answer counts more articles than the card has."""
    count = answer.lead.args.get("count", 0)
    if answer.query is None or not isinstance(count, int):
        return None
    shown = sum([1 + len(hit.also) for hit in hits])
    filters = read_filters(answer.query) if "more" in answer.lead.args or count > shown else None
    custom_id = build_timeline_id(build_page("timeline", filters, context)) if filters else None
    if custom_id is None:
        return None
    label = shorten(context.label_words("card-timeline"), limits.BUTTON_LABEL)
    return ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_id)


def _build_feedback_buttons(answer: Answer, context: CardContext) -> Iterator[ui.Button[Any]]:
    """Yield the buttons for feedback, if the server has them and the question asked for coverage."""
    if not context.feedback or not (answer.topic or answer.quotes):
        return
    words = clean_line(answer.topic)
    for kind in get_args(FeedbackKind):
        label = shorten(context.label_words(f"feedback-{kind}"), limits.BUTTON_LABEL)
        custom_id = build_feedback_id(kind, words)
        yield ui.Button(style=discord.ButtonStyle.secondary, label=label, custom_id=custom_id)


def build_article_card(
    article: Article, context: CardContext, *, also: Sequence[Article] = (), related: Sequence[Article] = ()
) -> ui.LayoutView:
    """Return a card about one article. `also`: the other articles of its story. `related`: more coverage."""
    thumbnail = context.build_thumbnail(article)
    byline = article_lines.format_byline(article, context)
    heads = [
        TextBlock(
            join_lines(
                f"### {article_lines.format_headline(article, context, title)}",
                byline,
                _quote_line(article.excerpt, context, excerpt),
            )
        )
        for title, excerpt in ((300, EXCERPT), (150, EXCERPT_SHORT), (100, 0))
    ]
    if not article.title:  # the headline is the excerpt
        heads = heads[-1:]
    has_story = any(other.outlet != article.outlet for other in also)
    parts = [
        build_part(0, *([TextBlock(heads[0].text, thumbnail)] if thumbnail else []), *heads),
        _build_topics_part(article, context),
        _build_wordings_part(article, context),
        _build_copies_part(article, also, context),
        build_part(7, (Separator(),) if related else ()),
        _build_articles_part(context.words("card-related"), related, context, 8),
        GAP,
        build_part(1, build_button_row(article_lines.build_article_menu(related, context))),
        build_part(
            1,
            build_button_row(
                article_lines.build_read_button(article, context),
                article_lines.build_story_button(article.id if has_story else "", context),
                article_lines.build_delete_button(context),
            ),
        ),
        build_part(1, TextBlock(article_lines.format_footer(context))),
    ]
    return layout.build_card(parts, LISTING)


def _build_quotes_part(quotes: Sequence[Quote], rank: int, context: CardContext) -> Part:
    """Return the quotes of one article, word for word, with their source. A title is its own link.

    What answers best is large; the quotes of other articles are small.
    """
    source = quotes[0].article
    is_best = rank == _FIRST_RANK

    def lines(limit: int, named: int) -> str:
        titles = [clean_line(quote.text, limit) for quote in quotes if quote.place == "title"]
        links = [f"> **{format_link(title, source.url, limit)}**" for title in titles]
        sentences = [
            _quote_line(clean_line(mark_cut(quote), limit), context, limit, is_small=not is_best)
            for quote in quotes
            if quote.place != "title"
        ]
        headline = links or [f"**{article_lines.format_headline(source, context)}**"]
        body = [*headline, *sentences] if quotes[0].place == "title" else [*sentences, *headline]
        copies = article_lines.format_copies(source, quotes[0].also, context, named)
        return join_lines(*body, article_lines.format_byline(source, context, copies))

    full = lines(QUOTE, COPIES_NAMED)
    return build_part(
        rank,
        TextBlock(full, context.build_thumbnail(source)),
        TextBlock(full),
        lambda: TextBlock(lines(QUOTE, 0)),
        lambda: TextBlock(lines(QUOTE_SHORT, 0)),
    )


def _quote_line(text: str, context: CardContext, limit: int, *, is_small: bool = False) -> str:
    escaped = escape(text, limit) if limit else ""
    size = "-# " if is_small else ""
    return f"> {size}{context.words('card-quote', {'text': escaped})}" if escaped else ""


def _build_topics_part(article: Article, context: CardContext) -> Part:
    names = [clean_line(context.get_topic_name(key), 40) for key in article.topics[:8]]
    return build_part(6, TextBlock(f"-# {context.words('card-topics', {'topics': ', '.join(names)})}") if names else ())


def _build_wordings_part(article: Article, context: CardContext) -> Part:
    """Return the other titles and excerpts that records give for the same article."""
    first = article.wordings[0] if article.wordings else None
    others = [wording for wording in article.wordings[1:] if first and wording != first]
    lines = [
        f"> {escape(wording.title if wording.title != article.title else wording.excerpt, 300)}"
        for wording in others[:3]
    ]
    lines = [line for line in lines if line != "> "]
    return (
        build_shrinkable_lines(6, [f"**{context.words('card-wordings')}**", *lines], least=2)
        if lines
        else build_part(6)
    )


def _build_copies_part(article: Article, copies: Sequence[Article], context: CardContext) -> Part:
    lines = (article_lines.format_copies(article, copies, context, named) for named in (8, COPIES_NAMED, 0))
    return build_part(2, *(TextBlock(f"-# {line}") for line in lines if line))


def _build_articles_part(heading: str, articles: Sequence[Article], context: CardContext, most: int) -> Part:
    """Return articles, one a line; fewer of them if there is no room."""
    lines = [article_lines.format_list_line(article, context) for article in articles[:most]]
    counts = range(len(lines), 0, -1)
    return build_part(8, *(TextBlock("\n".join((f"**{heading}**", *lines[:count]))) for count in counts))
