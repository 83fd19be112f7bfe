"""How an edition represents a story: by one of its articles, and by a sentence of that article's excerpt."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from math import sqrt

from bot.answers.analysis.tokens import tokenize
from bot.answers.analysis.wordlists import stem_content_words
from bot.answers.browse.continuations import find_settling_report
from bot.answers.desk.desk import Desk
from bot.answers.evidence.passages import split_passages
from bot.coverage.article import Article
from bot.coverage.dates import get_oldest_first_key
from bot.digests.digest import EditionEntry

_MIN_ARTICLES = 3
"""The number of articles from which their headlines together show what a story is about."""

_MIN_TYPICALITY = 0.8
"""A headline is typical of its story if its similarity to the others is at least this share of the highest one. "The
fair: opening times, tickets and more" is not typical if nineteen outlets report that the fair is delayed."""

_LOOSE_MARKS = re.compile('^["\u201d\u2019]\\s+|\\s+["\u201c\u2018(]+$')
"""Punctuation that belongs to the sentence before or after."""

_MIN_SHARE = 0.15
"""A sentence is about a headline if it repeats at least this share of the headline's meaning. We chose it by reading
two archives, one of them about a single game, whose name alone is less than a tenth of a headline. A higher share did
not choose better sentences."""

_DEPENDENT_START = re.compile(r"(?:but|and|so|then|also|however|th(?:is|at|ese|ose)|it|they|he|she)\b", re.IGNORECASE)
"""First words of a sentence that only makes sense after the one before it."""

_MIN_WORDS = 4
_LABELS = ("#", "@")
_OPENING_MARKS = "\"'\u201c\u2018\u00ab(["


def build_entry(desk: Desk, article: Article, continues: Article | None = None) -> EditionEntry:
    """Build an edition's entry for an article, with the other articles of its story.

    `continues`: the article of the story that was sent before.
    """
    also = desk.stories.others(article)
    outlets = {article.outlet, *(other.outlet for other in also)}
    return EditionEntry(article, also, choose_quote(desk, article), len(outlets), continues)


def choose_article(articles: Sequence[Article], story: Sequence[Article]) -> Article:
    """Choose which of some `articles` of a story represents it.

    It is the last one that confirms or corrects earlier reports. If there is none, it is the earliest one that has an
    excerpt and a headline that is typical of the story.
    """
    if len(articles) == 1:
        return articles[0]
    if (settling := find_settling_report(sorted(articles, key=get_oldest_first_key))) is not None:
        return settling
    suitable = [article for article in articles if article.excerpt] or articles
    if len(story) >= _MIN_ARTICLES and len(suitable) > 1:
        headlines = {article.id: frozenset(stem_content_words(article.title)) for article in (*story, *suitable)}
        counts = Counter(stem for article in story for stem in headlines[article.id])
        similarity = {
            article_id: sum(counts[stem] - 1 for stem in stems) / sqrt(len(stems) or 1)
            for article_id, stems in headlines.items()
        }
        least = _MIN_TYPICALITY * max(similarity[article.id] for article in suitable)
        suitable = [article for article in suitable if similarity[article.id] >= least]
    return min(suitable, key=get_oldest_first_key)


def choose_quote(desk: Desk, article: Article) -> str:
    """Choose a sentence of the excerpt, verbatim; empty if there is none.

    It is the first sentence that is about the headline, because excerpts often begin with a publisher's note ("We may
    get a commission from retail offers"). If there is none, it is the sentence that repeats the most of the headline.
    Fragments of sentences come last.
    """
    headline = {stem: desk.idf(stem) for stem in stem_content_words(article.title)}
    total = sum(headline.values()) or 1.0
    found: list[tuple[bool, float, int, str]] = []
    sentences = (passage.text for passage in split_passages(article) if passage.place == "excerpt")
    for number, sentence in enumerate(sentences):
        text = _LOOSE_MARKS.sub("", sentence)
        share = sum(headline.get(stem, 0.0) for stem in frozenset(stem_content_words(text))) / total
        about = 0.0 if number and _DEPENDENT_START.match(text) else min(share, _MIN_SHARE)
        found.append((_is_fragment(text), -about, number, text))
    return min(found, default=(True, 0.0, 0, ""))[-1]


def _is_fragment(text: str) -> bool:
    """Return whether a text lacks its beginning, or is just an exclamation, labels or a link."""
    words = list(islice(tokenize(text), _MIN_WORDS))
    first = text.lstrip(_OPENING_MARKS)[:1]
    # `islower` checks the whole word, because "iPhone" begins with a small letter everywhere.
    return len(words) < _MIN_WORDS or words[0].surface.islower() or first in _LABELS or "://" in text
