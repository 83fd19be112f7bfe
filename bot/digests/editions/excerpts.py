"""How an edition tells a story: by which of its articles, and in which words of theirs."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from math import sqrt

from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import split_passages
from bot.coverage.article import Article
from bot.digests.digest import EditionEntry

_SEVERAL = 3
_TYPICAL = 0.8
"""Articles of a story from which their headlines tell what it is about, and the share of the most typical one's
likeness to the others from which a headline is as good: "The fair: opening times, tickets and more" is not how to head
what nineteen outlets report as a delay."""

_LOOSE_MARKS = re.compile('^["\u201d\u2019]\\s+|\\s+["\u201c\u2018(]+$')
"""Marks that belong to the sentence before or after."""

_ABOUT = 0.15
"""The share of what a headline says that a sentence about it says again, at least. Read on two archives, one of them of
a single game, whose name alone is no tenth of a headline: beyond this share the sentences chosen get no better."""

_LEANING = re.compile(r"(?:but|and|so|then|also|however|th(?:is|at|ese|ose)|it|they|he|she)\b", re.IGNORECASE)
"""What a sentence begins with that leans on the one before it."""

_WORDS = 4
_LABELS = ("#", "@")
_OPENING = "\"'\u201c\u2018\u00ab(["


def build_entry(desk: Desk, article: Article) -> EditionEntry:
    """An article as it stands in an edition, with the others of its story."""
    also = desk.stories.others(article)
    return EditionEntry(
        article, also, choose_quote(desk, article), len({article.outlet, *(other.outlet for other in also)})
    )


def choose_article(articles: Sequence[Article], story: Sequence[Article]) -> Article:
    """Of some `articles` of a story the one that tells it: the first report, among those that can be quoted and whose
    headline is typical of the story's."""
    if len(articles) == 1:
        return articles[0]
    able = [article for article in articles if article.excerpt] or articles
    if len(story) >= _SEVERAL and len(able) > 1:
        heads = {article.id: frozenset(stem_content_words(article.title)) for article in (*story, *able)}
        counts = Counter(word for article in story for word in heads[article.id])
        likeness = {one: sum(counts[word] - 1 for word in head) / sqrt(len(head) or 1) for one, head in heads.items()}
        least = _TYPICAL * max(likeness[article.id] for article in able)
        able = [article for article in able if likeness[article.id] >= least]
    return min(able, key=_first)


def choose_quote(desk: Desk, article: Article) -> str:
    """A sentence of the excerpt, word for word; empty where there is none.

    The first that says something of what the headline does: before it often stand notes of the house ("We may get a
    commission from retail offers"). Where none does, the one that says most of it; parts of sentences come last.
    """
    head = {word: desk.idf(word) for word in stem_content_words(article.title)}
    mass = sum(head.values()) or 1.0
    found: list[tuple[bool, float, int, str]] = []
    for at, one in enumerate(passage for passage in split_passages(article) if passage.place == "excerpt"):
        text = _LOOSE_MARKS.sub("", one.text)
        said = sum(head.get(word, 0.0) for word in frozenset(stem_content_words(text))) / mass
        about = 0.0 if at and _LEANING.match(text) else min(said, _ABOUT)
        found.append((_is_part(text), -about, at, text))
    return min(found, default=(True, 0.0, 0, ""))[-1]


def _is_part(text: str) -> bool:
    """Whether a text lacks its beginning, or is no more than a cry, labels or a link."""
    words = list(islice(tokenize(text), _WORDS))
    first = text.lstrip(_OPENING)[:1]
    # "iPhone" begins with a small letter wherever it stands.
    return len(words) < _WORDS or words[0].surface.islower() or first in _LABELS or "://" in text


def _first(article: Article) -> tuple[float, str]:
    published = article.published
    return published.at.timestamp() if published else float("inf"), article.id
