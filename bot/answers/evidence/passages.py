"""An article's sentences, word for word, and what shape of answer each could be."""

import re
from collections.abc import Iterator

import sentencex
from msgspec import Struct

from bot.answers.analysis.tokens import tokenize
from bot.answers.answer import Place
from bot.answers.dates.lexicon import DIGIT_DAY, DIGIT_YEAR, MONTH, NUMBER_WORD, PERIOD, WEEKDAY
from bot.answers.query.question import Kind
from bot.coverage.article import Article
from bot.coverage.dates import MONTH_PATTERN

_SHAPES: dict[Kind, re.Pattern[str]] = {
    "how_long": re.compile(
        rf"\b(?:\d[\d,.]*|an?|next|past|last|{NUMBER_WORD})[\s-]+(?:more\s+|of\s+|a\s+|\w+\s+)?{PERIOD}\b"
        r"|\b(?:permanent(?:ly)?|indefinite(?:ly)?|temporar(?:y|ily)|until|overnight|forever)\b",
        re.IGNORECASE,
    ),
    "how_many": re.compile(rf"\d|\b{NUMBER_WORD}\b|\bper\s?cent\b", re.IGNORECASE),
    # "may" and "march" are verbs too: a month counts with a day or a year beside it, or with its own capital letter.
    "when": re.compile(
        rf"\b{MONTH}\s+\d{{1,4}}\b|\b{DIGIT_DAY}\s+(?:of\s+)?{MONTH_PATTERN}\b"
        rf"|\b{DIGIT_YEAR}\b|\b(?:{WEEKDAY}|yesterday|tomorrow|tonight)\b"
        rf"|\b(?:in|since|until|by|last|next|this)\s+(?:early\s+|late\s+|mid-?\s?)?{MONTH_PATTERN}\b",
        re.IGNORECASE,
    ),
    "why": re.compile(
        r"\b(?:because|due to|over|citing|cites?|amid|after|since|so that|in order to|reasons?|following|"
        r"concerns?|fears?|as part of|in response|caused?|to (?:avoid|prevent|protect|address|help))\b",
        re.IGNORECASE,
    ),
    "where": re.compile(r"\b(?:in|at|near|from|across|outside|inside)\s+(?:the\s+)?[A-Z]"),
}


class Passage(Struct, frozen=True):
    """A sentence of an article as it stands there (white space at its ends apart), and where it stands."""

    text: str
    place: Place
    article: Article


def split_passages(article: Article) -> Iterator[Passage]:
    """The titles and the excerpts' sentences of an article, all wordings, each text once."""
    seen: set[str] = set()
    for wording in article.wordings:
        here = [Passage(wording.title, "title", article)] if wording.title else []
        here += [Passage(text, "excerpt", article) for text in _sentences(wording.excerpt)]
        for passage in here:
            if (key := passage.text.casefold()) not in seen:
                seen.add(key)
                yield passage


def _sentences(text: str) -> list[str]:
    if not text:
        return []
    return [stripped for one in sentencex.segment("en", text) if len(stripped := one.strip()) > 1]


def fits_kind(passage: Passage, kind: Kind, asked: frozenset[str]) -> bool:
    """Whether a passage could answer a question of this kind: a duration for "how long", a name for "who" …

    `asked`: the question's own words (normal forms), which cannot be the name that is asked for.
    Kinds without a shape are answered by any passage.
    """
    if kind == "who":
        return any(token.surface[0].isupper() and token.word not in asked for token in tokenize(passage.text))
    shape = _SHAPES.get(kind)
    return shape is None or shape.search(passage.text) is not None
